import { basename } from 'node:path'
import { type Change, person, type SeenRow } from '@bylaw/core'
import { columns, fitted, hanging, inset } from '../layout.ts'
import { counted, indented, paint } from '../output.ts'

/** So long a file's name is told in full. */
const LONGEST_NAME = 12
/** What is left beside the indentation. */
const NARROWER = columns - 2

/** What concerns one level: what it may change itself, what it could ask for, and what nobody stronger would change. */
export function drawnView(level: string, rows: readonly SeenRow[]): string {
  const own = rows.filter(mayChange)
  const asking = rows.filter((row) => !mayChange(row) && row.asks.length > 0)
  const fixed = rows.filter((row) => !mayChange(row) && row.asks.length === 0)
  const head = `Seen by ${person(level)}: ${own.length} to change, ${asking.length} to ask for, ${fixed.length} as they are.`
  const parts = [
    section('May change', ['behavior', 'value', 'decided above by', 'may choose'], own, choices),
    section('Could ask for', ['behavior', 'value', 'decided above by', 'ask'], asking, wishes),
    fixed.length === 0 ? '' : `${paint('underline', 'As they are')}\n${inset([fixed.map(told).join(', ')])}`,
    paint(
      'dim',
      hanging(
        `${counted(rows.filter(({ tighten }) => tighten).length, 'scale')} may be tightened without asking anybody. +1: so many other ways to ask (--json has them)`,
      ),
    ),
  ]
  return [paint('bold', head), ...parts.filter((part) => part !== '')].join('\n\n')
}

const mayChange = ({ raise, choose = [], grantable, grants = [] }: SeenRow): boolean =>
  raise !== null || choose.length > 0 || grantable !== null || grants.length > 0

const told = ({ behavior, value, tighten }: SeenRow): string => `${behavior} ${value}${tighten ? '' : ' (fixed)'}`

function section(
  title: string,
  header: readonly string[],
  rows: readonly SeenRow[],
  last: (row: SeenRow) => string,
): string {
  if (rows.length === 0) return ''
  const body = rows.map((row) => [row.behavior, row.value, decided(row), last(row)])
  const style = (column: number) => (column === 0 ? 'bold' : column === 2 ? 'dim' : null)
  return `${paint('underline', title)}\n${indented(fitted([header, ...body], style, NARROWER))}`
}

function decided({ value, above }: SeenRow): string {
  const where = `${above.level} ${brief(above.source)}`
  return above.value === value ? where : `${where}: ${above.value}`
}

/** A place as a column has room for: `--json` has it whole. */
function brief(source: string): string {
  const [, name = '', line = ''] = /^(.*?)(?:\.md)?(:\d+)$/.exec(basename(source)) ?? []
  return (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name) + line
}

function choices({ kind, raise, choose = [], grantable, grants = [] }: SeenRow): string {
  const most = (value: string | null): string => (value === null ? '' : `up to ${value}`)
  const own = kind === 'scale' ? most(raise) : choose.join(' or ')
  const given = kind === 'scale' ? most(grantable) : grants.length > choose.length ? 'any' : grants.join(' or ')
  if (given === '') return own
  if (own === '') return `grant ${given}`
  return own === given || (kind === 'choice' && given === 'any') ? `${own} (grantable)` : `${own}; grant ${given}`
}

function wishes({ asks }: SeenRow): string {
  const [first] = asks
  return `${wish(first!)}${asks.length === 1 ? '' : ` +${asks.length - 1}`}`
}

function wish({ level, how, value, source, fact }: Change): string {
  if (how === 'grant') return `${level} to grant ${value}`
  if (how === 'set') return `${level} to set ${value}`
  if (how === 'lift') return `${level} to take back ${brief(source!)}: then ${value}`
  return `${level} to vouch that ${fact!.name} is ${String(fact!.value)}: then ${value}`
}
