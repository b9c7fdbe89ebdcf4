import { type Assertion, type EnvelopeRow, spoken, type Witness, type Word } from '@bylaw/core'
import { fitted, hanging, inset } from '../layout.ts'
import { counted, paint } from '../output.ts'
import { asserted } from '../words.ts'

/** What could get looser, with the shortest way to it; then what could not. */
export function drawnEnvelope(rows: readonly EnvelopeRow[], given: readonly Assertion[]): string {
  const open = rows.filter(couldChange)
  const shut = rows.filter((row) => !couldChange(row))
  const body = open.map((row) => [row.behavior, row.value, loosest(row), way(row, given)])
  const style = (column: number) => (column === 0 ? 'bold' : column === 3 ? 'dim' : null)
  const header = ['behavior', 'value', 'as loose as', 'shortest way']
  const looser = rows.filter(({ value, envelope }) => value !== envelope).length
  const summary = `${counted(rows.length, 'behavior')}: ${looser} could get looser than decided`
  const parts = [
    open.length === 0 ? '' : fitted([header, ...body], style),
    shut.length === 0
      ? ''
      : `${paint('underline', 'As decided, whatever is said')}\n${inset([shut.map(told).join(', ')])}`,
    paint('dim', summary),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const couldChange = ({ kind, value, envelope, bound, undecided, reachable }: EnvelopeRow): boolean =>
  envelope !== value || bound !== null || undecided !== null || (kind === 'choice' && reachable.length > 1)

const told = ({ behavior, value }: EnvelopeRow): string => `${behavior} ${value}`

function loosest({ kind, envelope, bound, undecided, reachable }: EnvelopeRow): string {
  if (kind === 'choice') return reachable.length > 1 ? 'another' : envelope
  return [
    envelope,
    ...(bound === null ? [] : [`(up to ${bound})`]),
    ...(undecided === null ? [] : ['(at least)']),
  ].join(' ')
}

function way({ behavior, kind, witness, reachable }: EnvelopeRow, given: readonly Assertion[]): string {
  if (kind === 'choice' && reachable.length > 1) return `any of ${reachable.join(', ')}`
  return witness === null ? '' : shortest(witness, behavior, given)
}

/** What is given goes without saying, and so does the behavior that the row is about. */
function shortest({ words, facts, args }: Witness, behavior: string, given: readonly Assertion[]): string {
  const where = [
    asserted(facts.filter((each) => !given.includes(each))),
    args === undefined ? '' : `args ${JSON.stringify(args)}`,
  ].filter((each) => each !== '')
  const said = words.length === 0 ? 'no word needed' : words.map((word) => brief(word, behavior)).join('; ')
  return where.length === 0 ? said : `${said}, where ${where.join(', ')}`
}

function brief(word: Word, behavior: string): string {
  if (word.statement === 'trust' || word.behavior !== behavior) return spoken(word)
  if (word.statement === 'set') return `${word.level} sets it`
  if (word.statement === 'grant') return `${word.level} grants ${word.to} ${word.values.join(', ')}`
  return `${word.level} limits it to ${word.values.join(', ')}`
}

/** Every situation of one behavior, those that come to the same together. */
export function inDetail({ behavior, cells, opaque, undecided }: EnvelopeRow): string {
  const outcomes = [...new Set(cells.map((cell) => `${cell.value} → ${cell.envelope}`))]
  const lines = outcomes.map((outcome) => {
    const alike = cells.filter((cell) => `${cell.value} → ${cell.envelope}` === outcome)
    const first = asserted(alike[0]!.facts)
    const where = first === '' ? 'where nobody vouches for anything' : `as where ${first}`
    return `${outcome}: ${counted(alike.length, 'situation')}, ${where}`
  })
  const notes = [
    ...(opaque.length === 0 ? [] : [`told without arguments; it also depends on ${opaque.join('; ')}`]),
    ...(undecided === null ? [] : [`not complete: ${undecided}`]),
  ]
  const title = hanging(`${behavior}: decided → loosest, by situation`)
  return `${paint('underline', title)}\n${inset([...lines, ...notes])}`
}
