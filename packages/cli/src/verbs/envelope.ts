import {
  type Assertion,
  type Engine,
  type EnvelopeRow,
  envelope,
  type MinimalGrant,
  minimalGrants,
  spoken,
  type Witness,
} from '@bylaw/core'
import { parseFacts } from '../facts.ts'
import { WrongUse } from '../failure.ts'
import { counted, indented, paint, print, printJson, table } from '../output.ts'
import { openEngine, parseLevel, type StackOptions } from '../stack.ts'
import { asserted } from '../words.ts'

interface EnvelopeOptions extends StackOptions {
  readonly below?: string
  readonly mountedOnly?: boolean
  readonly behavior?: readonly string[]
  readonly want?: string
  readonly by?: string
  readonly fact?: readonly string[]
  readonly json?: boolean
}

/** `bylaw envelope`: the loosest outcome that any words below could reach. */
export function envelopeVerb(options: EnvelopeOptions): number {
  const engine = openEngine(options)
  const { below: level, mountedOnly, behavior } = options
  if (options.want !== undefined || options.by !== undefined) return grants(engine, options)
  const below = level === undefined ? undefined : parseLevel(level, engine.policy.levels, '--below')
  for (const id of behavior ?? []) {
    if (engine.target(id) === null) throw new WrongUse(`--behavior ${id}: nothing declares it`)
  }
  const facts = parseFacts(options.fact, engine)
  const rows = envelope(engine, { below, mountedOnly, behaviors: behavior, facts })
  if (options.json) printJson({ behaviors: rows })
  else
    print(
      [drawn(rows, facts), ...(behavior === undefined ? [] : rows.map(inDetail))]
        .filter((each) => each !== '')
        .join('\n\n'),
    )
  return 0
}

/** What a level would have to grant for a value: 1 where nothing it could say would do. */
function grants(engine: Engine, { behavior = [], want, by, fact, json }: EnvelopeOptions): number {
  const [id] = behavior
  if (behavior.length !== 1 || id === undefined || want === undefined || by === undefined)
    throw new WrongUse('say one --behavior ID, the value to --want and the level it is granted --by')
  const level = parseLevel(by, engine.policy.levels, '--by')
  const found = minimalGrants(engine, { behavior: id, value: want, by: level, facts: parseFacts(fact, engine) })
  if (found === null) throw new WrongUse(`--want ${want}: \`${id}\` has no such value`)
  if (json) printJson({ behavior: id, value: want, by: level, grants: found })
  else print(found.length === 0 ? `no level is weaker than ${level}` : found.map(granted).join('\n'))
  return found.some(({ words }) => words !== null) ? 0 : 1
}

function granted({ to, words, inTheWay }: MinimalGrant): string {
  if (words === null) {
    const way = inTheWay.length === 0 ? '' : `; in the way: ${inTheWay.join(', ')}`
    return `${to}: no words of that level would do${way}`
  }
  return `${to}: ${words.length === 0 ? 'may choose it as it is' : `once ${words.map(spoken).join('; ')}`}`
}

function drawn(rows: readonly EnvelopeRow[], given: readonly Assertion[]): string {
  const body = rows.map((row) => [
    row.behavior,
    row.value,
    loosest(row),
    row.witness === null ? '' : shortest(row.witness, given),
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

/** What is given goes without saying. */
function shortest({ words, facts, args }: Witness, given: readonly Assertion[]): string {
  const where = [
    asserted(facts.filter((each) => !given.includes(each))),
    args === undefined ? '' : `args ${JSON.stringify(args)}`,
  ].filter((each) => each !== '')
  const way = words.length === 0 ? 'no word needed' : words.map(spoken).join('; ')
  return where.length === 0 ? way : `${way}, where ${where.join(', ')}`
}

/** Every situation of one behavior, those that come to the same together. */
function inDetail({ behavior, cells, opaque, undecided }: EnvelopeRow): string {
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
    ...(opaque.length === 0 ? [] : [`told without arguments; it also depends on ${opaque.join('; ')}`]),
    ...(undecided === null ? [] : [`not complete: ${undecided}`]),
  ]
  const parts = [table(lines), ...notes].filter((each) => each !== '')
  return `${paint('underline', `${behavior}: decided → loosest, by situation`)}\n${indented(parts.join('\n'))}`
}
