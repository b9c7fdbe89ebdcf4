import type { TableRow } from '../engine/table.ts'
import { Level } from '../ui/level.tsx'
import { counted, sharesByLevel } from './told.ts'

interface LegendProps {
  readonly rows: readonly TableRow[]
  readonly levels: readonly string[]
}

/** How much of it each level may change by its own word. */
export function Shares({ rows, levels }: LegendProps) {
  const lines = rows.filter(({ kind }) => kind === 'bright-line').length
  return (
    <div class="matrix-shares">
      <span id="matrix-shares">May change by their own word</span>
      <ul class="matrix-shares" aria-labelledby="matrix-shares">
        {sharesByLevel(rows, levels).map(({ level, percent, count }) => (
          <li key={level} class="matrix-share" title={`${level}: ${count} of ${counted(rows.length, 'behavior')}`}>
            <Level level={level} short />
            <span class="matrix-bar-of" aria-hidden="true">
              <i style={{ width: `${percent}%` }} />
            </span>
            {percent} %
          </li>
        ))}
        {lines > 0 && <li class="matrix-share">nobody: {counted(lines, 'bright line')}</li>}
      </ul>
    </div>
  )
}

const marks = [
  ['●', 'speaks: this value is its word'],
  ['◐', 'so many of its statements stand under a condition'],
  ['○', 'may raise, choose or grant'],
  ['▽', 'may tighten'],
  ['⊘', 'locked: its word changes nothing here'],
] as const

/** What the marks mean. */
export function Marks() {
  return (
    <ul class="matrix-marks" aria-label="What the marks mean">
      {marks.map(([mark, meaning]) => (
        <li key={mark}>
          <i aria-hidden="true">{mark}</i> {meaning}
        </li>
      ))}
      <li>
        <span class="span matrix-marks-span" aria-hidden="true">
          <i class="span-below" />
          <i class="span-at" />
          <i class="span-reach" />
          <i class="span-left" />
        </span>{' '}
        tight to loose: what holds, and how far any words of levels where nothing is mounted could take it
      </li>
    </ul>
  )
}
