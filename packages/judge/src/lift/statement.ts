import { declarationOf, type Policy } from '@bylaw/core'
import { z } from 'zod'
import { placesOf } from '../quotes.ts'

/** A statement that a sentence of a prompt amounts to. */
export interface LiftedStatement {
  readonly kind: 'set' | 'limit' | 'grant' | 'trust'
  /** The behavior's id; of a trust, the fact's name. */
  readonly about: string
  /** The value of a set or a scale's limit or grant; several for a choice's limit or grant; none for a trust. */
  readonly values: readonly string[]
  /** Of a grant or trust: the level that it is given to. */
  readonly to: string | null
  /** A condition in CEL; null: always. */
  readonly when: string | null
  /** As it stands in the prompt. */
  readonly sentence: string
  /** The line that the sentence begins on, counted from 1. */
  readonly line: number
  /** The line that it ends on. */
  readonly lastLine: number
  /** The proposer's reason, in one line. */
  readonly why: string
}

/** A proposal that is none: what it was about, as far as that can be told, and why it was dropped. */
export interface DroppedProposal {
  readonly about: string | null
  readonly why: string
}

const form = z.object({
  kind: z.enum(['set', 'limit', 'grant', 'trust']),
  about: z.string().max(256),
  values: z.array(z.string().max(128)).max(64),
  to: z.string().nullable(),
  when: z.string().max(1_000).nullable(),
  sentence: z.string().min(1).max(4_000),
  why: z.string().max(1_000),
})

/** Reads one proposal, and checks it against the policy and the prompt: ids and values declared, the sentence in it. */
export function statementOf(raw: unknown, prompt: string, policy: Policy): LiftedStatement | DroppedProposal {
  const read = form.safeParse(raw)
  if (!read.success) return { about: null, why: 'it is not in the form asked for' }
  const { kind, about, values, to, when, sentence, why } = read.data
  const place = placesOf(prompt, sentence)[0]
  if (place === undefined) return { about, why: 'the prompt does not contain its sentence' }
  const fault = kind === 'trust' ? trustFault(about, values, policy) : valueFault(kind, about, values, policy)
  if (fault !== null) return { about, why: fault }
  const given = kind === 'grant' || kind === 'trust'
  if (given !== (to !== null))
    return { about, why: given ? 'it names no level' : 'only a grant or a trust names a level' }
  if (to !== null && !policy.levels.includes(to)) return { about, why: `there is no level \`${to}\`` }
  const lineAt = (at: number): number => prompt.slice(0, at).split('\n').length
  return {
    kind,
    about,
    values,
    to,
    when: when === null || when.trim() === '' ? null : when.trim(),
    sentence: prompt.slice(place.start, place.end),
    line: lineAt(place.start),
    lastLine: lineAt(place.end),
    why: why.replaceAll(/\s+/g, ' ').trim(),
  }
}

function trustFault(about: string, values: readonly string[], { facts }: Policy): string | null {
  if (!facts.some(({ name }) => name === about)) return 'the policy declares no such fact'
  return values.length > 0 ? 'a trust has no values' : null
}

function valueFault(kind: string, about: string, values: readonly string[], policy: Policy): string | null {
  const behavior = declarationOf(about, policy.behaviors)
  if (behavior === null) return 'the policy declares no such behavior'
  const several = behavior.kind === 'choice' && kind !== 'set'
  if (values.length === 0 || (values.length > 1 && !several)) return 'it does not say one value'
  const domain = behavior.kind === 'bright-line' ? null : new Set(behavior.values)
  const missing = values.find((value) => domain !== null && !domain.has(value))
  return missing === undefined ? null : `\`${missing}\` is none of its values`
}
