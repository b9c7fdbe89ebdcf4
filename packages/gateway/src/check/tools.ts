import { type Assertion, type Decision, type Engine, explain, person, toolId } from '@bylaw/core'
import { commit, newSalt } from '@bylaw/ledger'
import { nativeDigests } from '@bylaw/ledger/node'
import type { Tool } from '@bylaw/providers'
import type { DecidingStatement, Outcome, SaltedDigest, ToolCallRecord } from '../record.ts'
import { readArguments } from './arguments.ts'
import type { GatedCall, GatedRecord } from './gate.ts'

/** Where a tool comes from, as it stands in its behavior: declared by the request, or built into the upstream's API. */
export type ToolSource = 'request' | 'builtin'

/** What a call is decided by. */
export interface ToolSituation {
  readonly engine: Engine
  readonly facts: readonly Assertion[]
  /** The tools that the request declares, by name. */
  readonly declared: ReadonlyMap<string, ToolSource>
}

/** The tools that a request declares. Of a name that stands for two, the request's own counts. */
export function declaredTools(tools: readonly Tool[]): ReadonlyMap<string, ToolSource> {
  const named = (hosted: boolean) => tools.filter(({ type }) => (type === 'hosted') === hosted)
  return new Map<string, ToolSource>([
    ...named(true).map(({ name }) => [name, 'builtin'] as const),
    ...named(false).map(({ name }) => [name, 'request'] as const),
  ])
}

/** A call exhibits `allow` of its tool: whether the engine permits that in this situation, with these arguments. */
export function authorise(situation: ToolSituation, choice: number, gated: GatedCall): ToolCallRecord {
  const { engine, facts, declared } = situation
  const { call, text, withheld } = gated
  const readable = call.type === 'function' || call.type === 'custom'
  const known = {
    choice,
    behavior: toolId(declared.get(call.name) ?? 'request', readable ? call.name : ''),
    declared: readable && declared.has(call.name),
    arguments: digestOf(text),
  }
  if (!readable) return { ...known, ...unread('The call is of no known type.') }
  if (withheld !== undefined) return { ...known, ...unread(withheld) }
  const args = readArguments(call, text)
  if (args === null) return { ...known, ...unread('Its arguments are not one JSON object without repeated keys.') }
  const { decision, sentence } = explain(engine, known.behavior, facts, { args })
  return { ...known, ...decidedAs(decision), sentence }
}

/**
 * A tool that the upstream runs itself, decided before it is asked. A condition about its arguments is not known, so that
 * it can tighten and never loosen.
 */
export function authoriseHosted({ engine, facts }: Omit<ToolSituation, 'declared'>, name: string): ToolCallRecord {
  const behavior = toolId('builtin', name)
  const { decision, sentence } = explain(engine, behavior, facts)
  return { choice: 0, behavior, declared: true, arguments: null, ...decidedAs(decision), sentence }
}

/** What a record says of how a call was decided. */
function decidedAs(decision: ReturnType<typeof explain>['decision']) {
  if (decision.value === null) return { value: null, by: null, outcome: 'blocked', asks: null, trace: [] } as const
  const { value, asks = null, trace } = decision
  const outcome: Outcome = value === 'allow' ? 'permitted' : value === 'ask' ? 'ask' : 'blocked'
  return { value, by: decidingStatement(decision), outcome, asks, trace }
}

const unread = (sentence: string) =>
  ({ value: null, by: null, outcome: 'blocked', sentence, asks: null, trace: [] }) as const

/** The statement that a decision comes from; null where the default decided. */
export function decidingStatement({ configured, decidedBy, trace }: Decision): DecidingStatement | null {
  if (!configured) return null
  const { level, source } = decidedBy
  const there = trace.filter((step) => step.level === level && step.source === source)
  const step = there.find(({ effect }) => effect !== 'none' && effect !== 'rejected') ?? there[0]
  return step === undefined ? null : { statement: step.statement, level, source }
}

/** The salted digest of arguments, as they were written. */
export function digestOf(text: string): SaltedDigest {
  const salt = newSalt()
  return { salt: Buffer.from(salt).toString('hex'), digest: commit({ arguments: text }, salt, nativeDigests) }
}

/** What the answer says in place of a call that was withheld. The name is the escaped one: a model wrote it. */
export function noticeOf({ behavior, outcome, sentence, asks, approval }: GatedRecord): string {
  const name = behavior.split('.')[2]!
  const tool = name === '' || behavior === toolId('request', '') ? 'a tool' : `the tool \`${name}\``
  if (outcome !== 'ask') return `The call of ${tool} was withheld. ${sentence}`
  const who = asks ? `${person(asks)} or a stronger level` : 'a person'
  const pending = approval === undefined ? '' : ` The approval \`${approval}\` waits for it.`
  return `The call of ${tool} was withheld: ${who} must approve it first.${pending} ${sentence}`
}
