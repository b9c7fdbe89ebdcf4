import { type EnvelopeRow, envelope, spoken, type Witness } from '@bylaw/core'
import { parseFacts } from '../facts.ts'
import { WrongUse } from '../failure.ts'
import { counted, indented, paint, print, printJson, table } from '../output.ts'
import { openEngine, parseLevel, type StackOptions } from '../stack.ts'
import { asserted } from '../words.ts'

interface EnvelopeOptions extends StackOptions {
  readonly below?: string
  readonly mountedOnly?: boolean
  readonly behavior?: readonly string[]
  readonly fact?: readonly string[]
  readonly json?: boolean
}

/** `bylaw envelope`: the loosest outcome that any words below could reach. */
export function envelopeVerb(options: EnvelopeOptions): number {
  const engine = openEngine(options)
  const { below: level, mountedOnly, behavior } = options
  const below = level === undefined ? undefined : parseLevel(level, engine.policy.levels, '--below')
  for (const id of behavior ?? []) {
    if (engine.target(id) === null) throw new WrongUse(`--behavior ${id}: nothing declares it`)
  }
  const facts = parseFacts(options.fact, engine)
  const rows = envelope(engine, { below, mountedOnly, behaviors: behavior, facts })
  if (options.json) printJson({ behaviors: rows })
  else
    print(
      [drawn(rows), ...(behavior === undefined ? [] : rows.map(inDetail))].filter((each) => each !== '').join('\n\n'),
    )
  return 0
}

function drawn(rows: readonly EnvelopeRow[]): string {
  const body = rows.map((row) => [
    row.behavior,
    row.value,
    loosest(row),
    row.witness === null ? '' : shortest(row.witness),
  ])
  const style = (column: number) => (column === 0 ? 'bold' : column === 3 ? 'dim' : null)
  const looser = rows.filter(({ value, envelope }) => value !== envelope).length
  const summary = `${counted(rows.length, 'behavior')}: ${looser} could get looser than decided`
  return [table([['behavior', 'value', 'envelope', 'shortest way'], ...body], style), '', paint('dim', summary)].join(
    '\n',
  )
}

function loosest({ kind, envelope, bound, undecided, reachable, value }: EnvelopeRow): string {
  if (kind === 'choice') return reachable.length > 1 ? `any of ${reachable.join(', ')}` : value
  return [
    envelope,
    ...(bound === null ? [] : [`(up to ${bound})`]),
    ...(undecided === null ? [] : ['(at least)']),
  ].join(' ')
}

function shortest({ words, facts, args }: Witness): string {
  const where = [asserted(facts), args === undefined ? '' : `args ${JSON.stringify(args)}`].filter(
    (each) => each !== '',
  )
  const way = words.length === 0 ? 'no word needed' : words.map(spoken).join('; ')
  return where.length === 0 ? way : `${way}, where ${where.join(', ')}`
}

/** Every situation of one behavior, those that come to the same together. */
function inDetail({ behavior, cells, opaque, bound, undecided }: EnvelopeRow): string {
  const outcomes = [...new Set(cells.map((cell) => `${cell.value} → ${cell.envelope}`))]
  const lines = outcomes.map((outcome) => {
    const alike = cells.filter((cell) => `${cell.value} → ${cell.envelope}` === outcome)
    const first = asserted(alike[0]!.facts)
    return [
      outcome,
      counted(alike.length, 'situation'),
      first === '' ? 'where nobody vouches for anything' : `as where ${first}`,
    ]
  })
  const notes = [
    ...(bound === null ? [] : [`up to ${bound}, depending on ${opaque.join('; ')}`]),
    ...(undecided === null ? [] : [`not complete: ${undecided}`]),
  ]
  const parts = [table(lines), ...notes].filter((each) => each !== '')
  return `${paint('underline', `${behavior}: decided → loosest, by situation`)}\n${indented(parts.join('\n'))}`
}
