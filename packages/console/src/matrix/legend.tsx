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
    <dl class="matrix-shares" aria-label="What each level may loosen or choose by its own word">
      <dt class="matrix-shares-title">May change by their own word</dt>
      {sharesByLevel(rows, levels).map(({ level, percent, count }) => (
        <div key={level} class="matrix-share" title={`${level}: ${count} of ${counted(rows.length, 'behavior')}`}>
          <dt>
            <Level level={level} short />
          </dt>
          <dd>
            <meter min={0} max={100} value={percent} aria-label={`${level}: ${percent} %`} />
            <span>{percent} %</span>
          </dd>
        </div>
      ))}
      {lines > 0 && (
        <div class="matrix-share">
          <dt>nobody</dt>
          <dd>{counted(lines, 'bright line')}</dd>
        </div>
      )}
    </dl>
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
