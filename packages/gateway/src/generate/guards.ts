import type { Assertion, Engine } from '@bylaw/core'
import type { Part, Prompt } from '@bylaw/providers'
import { authoriseHosted } from '../check/tools.ts'
import type { DeploymentConfig } from '../config/schema.ts'
import type { ToolCallRecord } from '../record.ts'
import { Refusal } from '../refusal.ts'
import { addressesBeside, addressesIn, whyNotFetched } from './addresses.ts'

/**
 * How often tools answered since the last word of a user. Where an earlier answer is continued and no user says a word, what
 * came before counts, too.
 * @param kept the rounds up to the answer that is continued
 */
export function roundsOf({ messages, continues }: Pick<Prompt, 'messages' | 'continues'>, kept: number): number {
  let results = 0
  for (const { role, parts } of messages.toReversed()) {
    if (role === 'user' && parts.some(({ kind }) => kind !== 'result')) return results
    const inside = parts.filter(({ kind }) => kind === 'result').length
    results += inside === 0 && role === 'tool' ? 1 : inside
  }
  return continues === null ? results : kept + results
}

/** @throws Refusal 400 `tool_loop` where tools answered more often in a row than the deployment lets them */
export function guardRounds(rounds: number, { 'tool-rounds': most }: DeploymentConfig): void {
  if (rounds <= most) return
  const message = `tools answered ${rounds} times without a word of a user, and ${most} times is the most here`
  throw new Refusal(400, 'tool_loop', message, 'messages')
}

/**
 * Nobody makes an upstream fetch what only its own network, or ours, can reach: not by an image, nor by a field that only
 * the upstream understands.
 * @throws Refusal 400 `media_address`
 */
export function guardMedia({ messages, tools }: Prompt, { media }: DeploymentConfig): void {
  if (media === 'any') return
  for (const { parts, raw } of messages) {
    const [part] = parts
    if (part === undefined || !('raw' in part) || part.raw !== raw) guardAddresses(addressesBeside(raw), media)
    for (const part of parts) guardPart(part, media)
  }
  for (const { type, raw } of tools) if (type === 'hosted') guardAddresses(addressesIn(raw), media)
}

/** Calls whose arguments stand in a field of their own; of others every field may be one. */
const namedCalls: ReadonlySet<unknown> = new Set([
  undefined,
  'function',
  'custom',
  'function_call',
  'custom_tool_call',
  'tool_use',
])

function guardPart(part: Part, media: 'data' | 'public'): void {
  switch (part.kind) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      guardAddresses(addressesBeside(part.raw), media)
      return
    case 'call':
      if (namedCalls.has(part.raw?.type)) guardAddresses(addressesBeside(part.raw), media)
      return
    case 'result':
      guardAddresses(addressesBeside(part.raw), media)
      for (const inside of part.parts) guardPart(inside, media)
      return
    case 'opaque':
      guardAddresses(addressesIn(part.raw), media)
      return
    default:
      guardAddresses([...(part.source === null ? [] : [part.source]), ...addressesIn(part.raw)], media)
  }
}

export function guardAddresses(addresses: readonly string[], media: 'data' | 'public'): void {
  for (const address of addresses) {
    const why = whyNotFetched(address, media)
    if (why !== null) throw new Refusal(400, 'media_address', why, 'messages')
  }
}

/** The tools that the upstream runs itself, decided before it is asked: their calls are never seen before they run. */
export function hostedTools({ tools }: Prompt, engine: Engine, facts: readonly Assertion[]): readonly ToolCallRecord[] {
  const hosted = tools.filter(({ type }) => type === 'hosted')
  return hosted.map(({ name }) => authoriseHosted({ engine, facts }, name))
}

/** @throws Refusal 403 `tool_not_permitted` */
export function guardHosted(hosted: readonly ToolCallRecord[]): void {
  const refused = hosted.find(({ outcome }) => outcome !== 'permitted')
  if (refused === undefined) return
  const message = `a tool that the upstream runs is not permitted here. ${refused.sentence}`
  throw new Refusal(403, 'tool_not_permitted', message, 'tools')
}
