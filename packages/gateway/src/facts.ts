import type { Assertion, Fact, FactValue, Policy } from '@bylaw/core'
import type { ChatRequest } from '@bylaw/providers'
import { z } from 'zod'
import type { Incoming } from './incoming.ts'
import { Refusal } from './refusal.ts'

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
  const text = incoming.header('bylaw-facts')
  if (text === null) return []
  const refuse = (code: string, message: string) => new Refusal(400, code, message, 'bylaw-facts')
  const read = header.safeParse(parse(text))
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Weakest first. */
const modalities = ['text', 'image', 'audio', 'video', 'file'] as const
type Modality = (typeof modalities)[number]

/**
 * What the gateway sees for itself and vouches for as system, of the facts that the policy declares with a domain it
 * fits: `context.untrusted`, `context.turn`, `context.modality` (the strongest present) and `agent.depth`.
 */
export function witnessedFacts(request: ChatRequest, policy: Policy): Assertion[] {
  if (!policy.levels.includes('system')) return []
  const present = new Set(request.messages.flatMap((message) => modalitiesOf(message.content)))
  const untrusted =
    request.messages.some(({ role }) => !trustedRoles.has(role)) || [...present].some((each) => each !== 'text')
  const turns = request.messages.filter(({ role }) => role === 'user').length
  const fact = (name: string) => policy.facts.find((each) => each.name === name)
  const modality = [...modalities].reverse().find((each) => present.has(each) && fits(fact('context.modality'), each))
  const witnessed: [string, FactValue | undefined][] = [
    ['context.untrusted', untrusted],
    ['context.turn', turns],
    ['context.modality', modality],
    ['agent.depth', 0],
  ]
  return witnessed.flatMap(([name, value]) =>
    value !== undefined && fits(fact(name), value) ? [{ name, value, by: 'system' }] : [],
  )
}

/** What tools, functions and roles of no known kind say has no authority. */
const trustedRoles = new Set(['system', 'developer', 'user', 'assistant'])

function modalitiesOf(content: ChatRequest['messages'][number]['content']): Modality[] {
  if (typeof content === 'string' || content == null) return ['text']
  return content.map(({ type }) => {
    if (type === 'text' || type === 'refusal') return 'text'
    if (type.includes('image')) return 'image'
    if (type.includes('audio')) return 'audio'
    return type.includes('video') ? 'video' : 'file'
  })
}

function fits(fact: Fact | undefined, value: FactValue): boolean {
  const type = fact?.type
  if (type?.kind === 'bool') return typeof value === 'boolean'
  if (type?.kind === 'enum') return typeof value === 'string' && type.values.includes(value)
  if (type?.kind !== 'number' || typeof value !== 'number') return false
  return value >= (type.min ?? -Infinity) && value <= (type.max ?? Infinity)
}
