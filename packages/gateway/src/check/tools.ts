import { createHash } from 'node:crypto'
import { type Assertion, type Engine, explain, person, toolId } from '@bylaw/core'
import type { ToolCall } from '@bylaw/providers'
import type { ToolCallRecord } from '../record.ts'
import { namedCall, readArguments } from './arguments.ts'

/** A call exhibits `allow` of its tool: whether the engine permits that in this situation, with these arguments. */
export function authorise(engine: Engine, facts: readonly Assertion[], choice: number, call: ToolCall): ToolCallRecord {
  const named = namedCall(call)
  if (named === null) return unread(choice, toolId('request', ''), '', 'The call is of no known type.')
  const behavior = toolId('request', named.name)
  const args = readArguments(call, named.text)
  if (args === null) {
    return unread(choice, behavior, named.text, 'Its arguments are not one JSON object without repeated keys.')
  }
  const { decision, sentence } = explain(engine, behavior, facts, { args })
  const { value } = decision
  return {
    choice,
    behavior,
    argumentsHash: hash(named.text),
    value,
    outcome: value === 'allow' ? 'permitted' : value === 'ask' ? 'ask' : 'blocked',
    sentence,
    asks: decision.value === null ? null : (decision.asks ?? null),
    trace: decision.value === null ? [] : decision.trace,
  }
}

function unread(choice: number, behavior: string, text: string, sentence: string): ToolCallRecord {
  const nothing = { value: null, asks: null, trace: [] }
  return { choice, behavior, argumentsHash: hash(text), outcome: 'blocked', sentence, ...nothing }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** What the answer says in place of a call that was withheld. The name is the escaped one: a model wrote it. */
export function noticeOf({ behavior, outcome, sentence, asks }: ToolCallRecord): string {
  const name = behavior.split('.')[2]!
  const tool = name === '' || behavior === toolId('request', '') ? 'a tool' : `the tool \`${name}\``
  if (outcome !== 'ask') return `The call of ${tool} was withheld. ${sentence}`
  const who = asks ? `${person(asks)} or a stronger level` : 'a person'
  return `The call of ${tool} was withheld: ${who} must approve it first, and approvals are not served yet. ${sentence}`
}
