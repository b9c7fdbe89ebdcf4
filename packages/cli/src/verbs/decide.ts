import { type Arguments, type Engine, explain, nearest } from '@bylaw/core'
import { discardedOf, parseFacts } from '../facts.ts'
import { WrongUse } from '../failure.ts'
import { note, print, printJson } from '../output.ts'
import { openEngine, parseLevel, type StackOptions } from '../stack.ts'

interface DecideOptions extends StackOptions {
  readonly behavior?: string
  readonly fact?: readonly string[]
  readonly args?: string
  readonly as?: string
  readonly requests?: string
  readonly json?: boolean
}

/** `bylaw decide`: 2 where a behavior is unknown or a request can't be read. */
export async function decide(options: DecideOptions): Promise<number> {
  if (options.requests === undefined) return decideOne(options)
  for (const name of ['behavior', 'fact', 'args', 'as'] as const) {
    if (options[name] !== undefined) throw new WrongUse(`--${name} says what --requests says in each of its lines`)
  }
  const { decideMany } = await import('../requests.ts')
  return decideMany(options.requests, openEngine(options))
}

async function decideOne(options: DecideOptions): Promise<number> {
  if (options.behavior === undefined) throw new WrongUse('decide: say --behavior ID, or --requests FILE')
  const args = options.args === undefined ? undefined : parseArguments(options.args)
  const engine = openEngine(options)
  const facts = parseFacts(options.fact, engine)
  const viewer = options.as === undefined ? undefined : parseLevel(options.as, engine.policy.levels, '--as')
  const explanation = explain(engine, options.behavior, facts, { args, viewer })
  const { decision, sentence, changes } = explanation
  if (decision.value === null) {
    if (options.json) printJson(decision)
    note(`${decision.error.message}${suggestion(options.behavior, engine)}`)
    return 2
  }
  const discarded = discardedOf(facts, engine)
  if (options.json) {
    const { behavior, value, rejected, trace, ...rest } = decision
    printJson({ behavior, value, rejected, trace, ...rest, sentence, facts: explanation.facts, changes, discarded })
  } else {
    const { explained } = await import('../explained.ts')
    print(explained(decision, explanation, discarded))
  }
  return 0
}

function parseArguments(text: string): Arguments {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Arguments
  } catch {}
  throw new WrongUse(`--args ${text}: write a JSON object`)
}

function suggestion(id: string, { policy }: Engine): string {
  const near = nearest(id, policy.behaviors.keys())
  return near === null ? '' : `; did you mean \`${near}\`?`
}
