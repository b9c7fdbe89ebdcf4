import { type AuthorityShare, type MatrixCell, type MatrixRow, shares } from '@bylaw/core'
import { fitted, hanging } from '../layout.ts'
import { counted, paint } from '../output.ts'

/** The matrix for people: one mark for each level, and how far those that may change a value could take it. */
export function drawnMatrix(rows: readonly MatrixRow[]): string {
  const levels = Object.keys(rows[0]?.levels ?? {})
  const heads = abbreviated(levels)
  const header = ['behavior', 'value', 'authority', heads.join(' '), 'as far as']
  const body = rows.map((row) => [
    row.behavior,
    row.configured ? `${row.value}*` : row.value,
    row.authority,
    levels.map((level, place) => mark(row.levels[level]!).padEnd(heads[place]!.length)).join(' '),
    extent(row, heads),
  ])
  const style = (column: number) => (column === 0 ? 'bold' : column === 2 ? 'dim' : null)
  const soft = rows.filter(({ hardcoded }) => !hardcoded).length
  const notes = [
    `${heads.map((head, place) => `${head} ${levels[place]}`).join(', ')}; * not the default`,
    '◆ may change and grant it, ● change it, ◇ grant it, ○ only tighten it, · nothing',
    `${counted(rows.length, 'behavior')}: ${soft} softcoded, ${rows.length - soft} hardcoded (no level below root can move them here)`,
    `by authority: ${shares(rows).map(share).join('; ')}`,
  ]
  return [fitted([header, ...body], style), '', ...notes.map((note) => paint('dim', hanging(note, 2)))].join('\n')
}

/** The shortest beginnings that tell the levels apart, in capitals. */
function abbreviated(levels: readonly string[]): readonly string[] {
  return levels.map((level) => {
    const alone = Array.from({ length: level.length }, (_, end) => level.slice(0, end + 1)).find((start) =>
      levels.every((other) => other === level || !other.startsWith(start)),
    )
    return (alone ?? level).toUpperCase()
  })
}

const mark = ({ raise, tighten, grantable, choose = [], grants = [] }: MatrixCell): string => {
  const changes = raise !== null || choose.length > 0
  const granting = grantable !== null || grants.length > 0
  if (changes) return granting ? '◆' : '●'
  return granting ? '◇' : tighten ? '○' : '·'
}

/** How far they could take it: one value where that is the same for all of them, else by level. */
function extent({ kind, values, levels }: MatrixRow, heads: readonly string[]): string {
  if (kind === 'bright-line') return 'bright line'
  const far = (cell: MatrixCell): string | null =>
    kind === 'scale' ? cell.raise : cell.choose!.length === 0 ? null : among(cell.choose!, values.length - 1)
  const handed = ({ grantable, grants = [] }: MatrixCell): string | null =>
    kind === 'scale' ? grantable : grants.length === 0 ? null : among(grants, values.length)
  const all = Object.values(levels)
  const changes = byLevel(all.map(far), heads)
  const whole = (cell: MatrixCell): boolean =>
    handed(cell) === null ||
    (kind === 'scale' ? [far(cell), values.at(-1)].includes(handed(cell)!) : handed(cell) === 'any')
  const given = all.every(whole) ? '' : byLevel(all.map(handed), heads)
  return [changes, ...(given === '' ? [] : [`grants ${given}`])].filter((text) => text !== '').join('; ')
}

const among = (values: readonly string[], all: number): string => (values.length === all ? 'any' : values.join(' or '))

function byLevel(values: readonly (string | null)[], heads: readonly string[]): string {
  const distinct = [...new Set(values.filter((value) => value !== null))]
  if (distinct.length === 1) return distinct[0]!
  return distinct.map((value) => `${value} ${heads.filter((_, place) => values[place] === value).join('')}`).join(', ')
}

function share({ authority, behaviors, brightLines, percent }: AuthorityShare): string {
  const lines = brightLines === 0 ? '' : ` (${counted(brightLines, 'bright line')})`
  return `${authority} ${behaviors}${lines}, ${percent} %`
}
