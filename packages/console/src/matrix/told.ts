import type { TableCell, TableRow } from '../engine/table.ts'

/** What a level may do about a behavior, one word each, always in this order. */
export const verbs = ['raise', 'choose', 'tighten', 'grant'] as const
export type Verb = (typeof verbs)[number]

/** What its own words could do; none: it is locked for the level. */
export function verbsOf({ raise, tighten, grantable, choose = [], grants = [] }: TableCell): readonly Verb[] {
  const may = {
    raise: raise !== null,
    choose: choose.length > 0,
    tighten,
    grant: grantable !== null || grants.length > 0,
  }
  return verbs.filter((verb) => may[verb])
}

/** A cell as a sentence without its end: for a screen reader, and for those who point at it. */
export function toldCell(cell: TableCell, { kind, value }: TableRow): string {
  const { raise, tighten, grantable, choose = [], grants = [] } = cell
  const may = [
    ...(raise === null ? [] : [`raise it to ${raise}`]),
    ...(choose.length === 0 ? [] : [`choose ${list(choose, 'or')}`]),
    ...(tighten ? ['tighten it'] : []),
    ...(grantable === null ? [] : [`grant up to ${grantable}`]),
    ...(grants.length === 0 ? [] : [`grant ${list(grants, 'or')}`]),
  ]
  const said = cell.speaks ? [cell.value] : []
  const locked = kind === 'bright-line' ? `always ${value}, locked` : 'locked'
  const could = may.length === 0 ? locked : `may ${list(may, 'and')}`
  return [...said, could, ...conditionsOf(cell)].join('; ')
}

function conditionsOf({ conditional, statements }: TableCell): readonly string[] {
  if (conditional > 0) return [`${conditional} of ${counted(statements, 'statement')} under a condition`]
  return statements > 0 ? [counted(statements, 'statement')] : []
}

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

export const list = (words: readonly string[], last: 'and' | 'or'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`

/** Of all behaviors, which part each level may loosen or choose without a grant, strongest first. */
export function sharesByLevel(rows: readonly TableRow[], levels: readonly string[]) {
  return levels.map((level, rank) => {
    const may = rows.filter(({ kind, authority }) => {
      const weakest = authority === 'guideline' ? levels.length : levels.indexOf(authority)
      return kind !== 'bright-line' && weakest >= rank
    })
    return { level, count: may.length, percent: rows.length === 0 ? 0 : Math.round((100 * may.length) / rows.length) }
  })
}
