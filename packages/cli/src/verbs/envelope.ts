import { type Engine, envelope, type MinimalGrant, minimalGrants, spoken } from '@bylaw/core'
import { parseFacts } from '../facts.ts'
import { WrongUse } from '../failure.ts'
import { hanging } from '../layout.ts'
import { print, printJson } from '../output.ts'
import { openEngine, parseLevel, type StackOptions } from '../stack.ts'
import { drawnEnvelope, inDetail } from '../tables/envelope.ts'

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
      [drawnEnvelope(rows, facts), ...(behavior === undefined ? [] : rows.map(inDetail))]
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
  else
    print(
      found.length === 0
        ? `no level is weaker than ${level}`
        : found
            .map(granted)
            .map((line) => hanging(line, 2))
            .join('\n'),
    )
  return found.some(({ words }) => words !== null) ? 0 : 1
}

function granted({ to, words, inTheWay }: MinimalGrant): string {
  if (words === null) {
    const way = inTheWay.length === 0 ? '' : `; in the way: ${inTheWay.join(', ')}`
    return `${to}: no words of that level would do${way}`
  }
  return `${to}: ${words.length === 0 ? 'may choose it as it is' : `once ${words.map(spoken).join('; ')}`}`
}
