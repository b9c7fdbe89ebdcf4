import type { TableCell, TableRow } from '../engine/table.ts'
import { Level } from '../ui/level.tsx'
import { Span } from '../ui/span.tsx'
import type { Row } from './rows.ts'
import { counted, toldCell, verbsOf } from './told.ts'

interface LevelCellProps {
  readonly row: TableRow
  readonly level: string
  /** What the cell was in what is compared with; null where it is the same. */
  readonly old: TableCell | null
  /** What this level finds decided above it; null where nobody views as it. */
  readonly finds: string | null
}

/** One level's word about one behavior: what it says, and what it may do. */
export function LevelCell({ row, level, old, finds }: LevelCellProps) {
  const cell = row.levels[level]!
  return (
    <>
      {finds !== null && <span class="matrix-finds">finds {finds}</span>}
      {(cell.speaks || cell.conditional > 0) && (
        <span class="matrix-says">
          {cell.speaks && (
            <span class="matrix-set">
              <Mark>●</Mark> {cell.value}
            </span>
          )}
          {cell.conditional > 0 && (
            <span class="matrix-conditional">
              <Mark>◐</Mark> {cell.conditional}
              <span class="heard"> under a condition</span>
            </span>
          )}
        </span>
      )}
      <May cell={cell} />
      {old !== null && <span class="matrix-was">was {shortly(old)}</span>}
    </>
  )
}

const Mark = ({ children }: { readonly children: string }) => (
  <i class="matrix-mark" aria-hidden="true">
    {children}
  </i>
)

function May({ cell }: { readonly cell: TableCell }) {
  const may = verbsOf(cell)
  const strong = may.filter((verb) => verb !== 'tighten')
  if (may.length === 0)
    return (
      <span class="matrix-locked">
        <Mark>⊘</Mark> locked
      </span>
    )
  if (strong.length === 0)
    return (
      <span class="matrix-tighten">
        <Mark>▽</Mark> tighten
      </span>
    )
  return (
    <span class="matrix-may">
      <Mark>○</Mark> {strong.join(', ')}
      {may.includes('tighten') && (
        <span class="matrix-tighten matrix-too">
          <Mark>▽</Mark>
          <span class="heard">tighten</span>
        </span>
      )}
    </span>
  )
}

const shortly = (cell: TableCell): string => {
  const may = verbsOf(cell)
  return [...(cell.speaks ? [cell.value] : []), may.length === 0 ? 'locked' : may.join(', ')].join('; ')
}

/** What a behavior is called, and what kind of one it is. */
export function NameCell({ row }: { readonly row: TableRow }) {
  return (
    <>
      <span class="matrix-title">{row.title ?? row.behavior}</span>
      <span class="matrix-id">
        <code>{row.behavior}</code>
        {row.kind === 'bright-line' && <em>bright line</em>}
        {row.kind !== 'bright-line' && row.hardcoded && <em>hardcoded</em>}
        {row.kind === 'choice' && <em>choice</em>}
      </span>
    </>
  )
}

/** What holds under the lens, and on whose word. */
export function DecidedCell({ row: { row, difference } }: { readonly row: Row }) {
  const old = difference?.decided ? difference.old : null
  return (
    <>
      <span class="matrix-value">
        {old !== null && (
          <>
            <del>{old.value}</del> <span aria-hidden="true">→</span>{' '}
          </>
        )}
        <b>{row.value}</b>
      </span>
      <span class="matrix-by">
        {difference?.decided && difference.old === null && <b class="matrix-new">new </b>}
        {old !== null && <b class="matrix-new">{directionOf(row, old.value)} </b>}
        {row.kind === 'bright-line' ? 'bright line' : row.configured ? <Level level={row.by} /> : 'default'}
      </span>
    </>
  )
}

/** Which way a value went, as a word. */
export function directionOf({ kind, values, value }: TableRow, old: string): string {
  const [was, is] = [values.indexOf(old), values.indexOf(value)]
  return kind !== 'scale' || was < 0 ? 'another' : is > was ? 'looser' : 'tighter'
}

/** How far any words could take it. */
export function MoveCell({ row: { row, reach } }: { readonly row: Row }) {
  const { kind, values, value } = row
  return (
    <>
      <Span values={values} value={value} reach={reach?.envelope ?? value} kind={kind} />
      <span class="matrix-by">{reach === null ? '…' : toldReach({ row, reach })}</span>
    </>
  )
}

/** How far words could take it, in a few of them. */
export function toldReach({ row, reach }: Pick<Row, 'row' | 'reach'>): string {
  if (reach === null) return ''
  if (row.kind === 'bright-line') return 'nobody moves it'
  if (row.kind === 'choice') {
    const others = reach.reachable.filter((value) => value !== row.value).length
    return others === 0 ? 'as it is' : counted(others, 'other')
  }
  const looser = row.values.indexOf(reach.envelope) > row.values.indexOf(row.value)
  const told = looser ? `up to ${reach.envelope}` : 'no looser'
  return reach.bound !== null
    ? `${told}, perhaps ${reach.bound}`
    : reach.undecided !== null
      ? `${told}, not all seen`
      : told
}

/** All of a cell in words: for those who point at it, and after its text for a screen reader. */
export function titleOf(row: TableRow, level: string, old: TableCell | null, finds: string | null): string {
  const told = toldCell(row.levels[level]!, row)
  return [finds === null ? [] : `finds ${finds}`, told, old === null ? [] : `was ${toldCell(old, row)}`]
    .flat()
    .join('; ')
}
