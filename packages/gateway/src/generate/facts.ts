import type { Assertion, Fact, FactValue, Policy } from '@bylaw/core'
import { type Message, type Part, type Prompt, readStrictly } from '@bylaw/providers'
import { z } from 'zod'
import type { Incoming } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { only } from '../who/headers.ts'

const header = z
  .array(
    z.strictObject({
      name: z.string().max(256),
      value: z.union([z.string().max(1024), z.boolean(), z.number()]),
      by: z.string(),
      heard: z.boolean().optional(),
    }),
  )
  .max(256)

const aliases: Readonly<Record<string, string>> = { platform: 'root', operator: 'developer' }

/**
 * Reads the `bylaw-facts` header: what the caller asserts, each at a level no stronger than the caller's own.
 * @param level the level of the caller's key, one of the policy's
 * @throws Refusal 400
 */
export function assertedFacts(incoming: Incoming, level: string, policy: Policy): Assertion[] {
  const text = only(incoming, 'bylaw-facts')
  if (text === null) return []
  const refuse = (code: string, message: string) => new Refusal(400, code, message, 'bylaw-facts')
  const read = header.safeParse(readStrictly(text))
  if (!read.success) {
    const { path, message } = read.error.issues[0]!
    throw refuse('invalid_facts', `\`bylaw-facts\` is a JSON list of {name, value, by}: ${path.join('.')} ${message}`)
  }
  return read.data.map(({ by, heard, ...fact }) => {
    const speaker = Object.hasOwn(aliases, by) ? aliases[by]! : by
    const rank = policy.levels.indexOf(speaker)
    if (rank < 0 && speaker !== 'none') throw refuse('unknown_level', `\`by\` of \`${fact.name}\` is not a level`)
    if (rank >= 0 && rank < policy.levels.indexOf(level)) {
      throw refuse('facts_too_strong', `a key at \`${level}\` can't assert \`${fact.name}\` as \`${speaker}\``)
    }
    return { ...fact, by: speaker, ...(heard !== undefined && { heard }) }
  })
}

/** Weakest first. */
const modalities = ['text', 'image', 'audio', 'video', 'file'] as const

/** What the gateway sees of a request for itself. */
interface Seen {
  untrusted: boolean
  turns: number
  readonly modalities: Set<(typeof modalities)[number]>
}

/**
 * What the gateway sees for itself and vouches for as system, of the facts that the policy declares with a domain it
 * fits: `context.untrusted`, `context.turn`, `context.modality` (the strongest present) and `agent.depth`. Of an answer
 * that is continued the gateway sees nothing, so that there may be untrusted text in it.
 * @param turns users' words that came before this request in its conversation
 */
export function witnessedFacts(prompt: Prompt, policy: Policy, turns = 0): Assertion[] {
  if (!policy.levels.includes('system')) return []
  const seen: Seen = { untrusted: prompt.continues !== null, turns: 0, modalities: new Set() }
  for (const message of prompt.messages) seeMessage(message, seen)
  const fact = (name: string) => policy.facts.find((each) => each.name === name)
  const modality = modalities.findLast((each) => seen.modalities.has(each) && fits(fact('context.modality'), each))
  const witnessed: [string, FactValue | undefined][] = [
    ['context.untrusted', seen.untrusted],
    ['context.turn', Math.max(seen.turns, turns)],
    ['context.modality', modality],
    ['agent.depth', 0],
  ]
  return witnessed.flatMap(([name, value]) =>
    value !== undefined && fits(fact(name), value) ? [{ name, value, by: 'system' }] : [],
  )
}

/** A sign of pressure, as system: only where the policy declares `context.pressure` with a domain that it fits. */
export function pressureFact(sign: string, policy: Policy): Assertion[] {
  const fact = policy.facts.find(({ name }) => name === 'context.pressure')
  const value = fact?.type.kind === 'bool' ? true : sign
  return policy.levels.includes('system') && fits(fact, value)
    ? [{ name: 'context.pressure', value, by: 'system' }]
    : []
}

function seeMessage({ role, parts }: Message, seen: Seen): void {
  if (role === 'user') seen.turns++
  if (role === 'tool' || role === 'other') seen.untrusted = true
  for (const part of parts) seePart(part, seen)
}

function seePart(part: Part, seen: Seen): void {
  switch (part.kind) {
    case 'text':
    case 'refusal':
    case 'reasoning':
    case 'call':
      seen.modalities.add('text')
      return
    case 'result':
      seen.untrusted = true
      for (const inside of part.parts) seePart(inside, seen)
      return
    case 'opaque':
      seen.untrusted = true
      seen.modalities.add('file')
      return
    default:
      seen.untrusted = true
      seen.modalities.add(part.kind)
  }
}

function fits(fact: Fact | undefined, value: FactValue): boolean {
  const type = fact?.type
  if (type?.kind === 'bool') return typeof value === 'boolean'
  if (type?.kind === 'enum') return typeof value === 'string' && type.values.includes(value)
  if (type?.kind !== 'number' || typeof value !== 'number') return false
  return value >= (type.min ?? -Infinity) && value <= (type.max ?? Infinity)
}
