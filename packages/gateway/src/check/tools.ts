import { type Assertion, type Decision, type Engine, explain, person, toolId } from '@bylaw/core'
import { commit, newSalt } from '@bylaw/ledger'
import { nativeDigests } from '@bylaw/ledger/node'
import type { ToolCall } from '@bylaw/providers'
import type { DecidingStatement, SaltedDigest, ToolCallRecord } from '../record.ts'
import { namedCall, readArguments } from './arguments.ts'

/** What a call is decided by. */
export interface ToolSituation {
  readonly engine: Engine
  readonly facts: readonly Assertion[]
  /** Names of the tools that the request declares. */
  readonly declared: ReadonlySet<string>
}

/** A call exhibits `allow` of its tool: whether the engine permits that in this situation, with these arguments. */
export function authorise(situation: ToolSituation, choice: number, call: ToolCall): ToolCallRecord {
  const { engine, facts, declared } = situation
  const named = namedCall(call)
  const known = {
    choice,
    behavior: toolId('request', named?.name ?? ''),
    declared: named !== null && declared.has(named.name),
    arguments: digestOf(named?.text ?? ''),
  }
  if (named === null) return { ...known, ...unread('The call is of no known type.') }
  const args = readArguments(call, named.text)
  if (args === null) return { ...known, ...unread('Its arguments are not one JSON object without repeated keys.') }
  const { decision, sentence } = explain(engine, known.behavior, facts, { args })
  const { value } = decision
  return {
    ...known,
    value,
    by: decision.value === null ? null : decidingStatement(decision),
    outcome: value === 'allow' ? 'permitted' : value === 'ask' ? 'ask' : 'blocked',
    sentence,
    asks: decision.value === null ? null : (decision.asks ?? null),
    trace: decision.value === null ? [] : decision.trace,
  }
}

const unread = (sentence: string) =>
  ({ value: null, by: null, outcome: 'blocked', sentence, asks: null, trace: [] }) as const

function decidingStatement({ configured, decidedBy, trace }: Decision): DecidingStatement | null {
  if (!configured) return null
  const { level, source } = decidedBy
  const there = trace.filter((step) => step.level === level && step.source === source)
  const step = there.find(({ effect }) => effect !== 'none' && effect !== 'rejected') ?? there[0]
  return step === undefined ? null : { statement: step.statement, level, source }
}

function digestOf(text: string): SaltedDigest {
  const salt = newSalt()
  return { salt: Buffer.from(salt).toString('hex'), digest: commit({ arguments: text }, salt, nativeDigests) }
}

/** What the answer says in place of a call that was withheld. The name is the escaped one: a model wrote it. */
export function noticeOf({ behavior, outcome, sentence, asks }: ToolCallRecord): string {
  const name = behavior.split('.')[2]!
  const tool = name === '' || behavior === toolId('request', '') ? 'a tool' : `the tool \`${name}\``
  if (outcome !== 'ask') return `The call of ${tool} was withheld. ${sentence}`
  const who = asks ? `${person(asks)} or a stronger level` : 'a person'
  return `The call of ${tool} was withheld: ${who} must approve it first, and approvals are not served yet. ${sentence}`
}
