import type { Assertion, Instruction, Relation } from '@bylaw/core'
import { z } from 'zod'
import type { Unanswered } from '../model/ask.ts'
import { object } from '../model/prompt.ts'

/** A fact's value as somebody said it, at the level of the message it stands in. */
export interface Claim extends Assertion {
  readonly heard: true
  /** As it stands in the message. */
  readonly quote: string
  /** Index of the message. */
  readonly utterance: number
}

/** Somebody tried to have a bright line crossed. */
export interface Attempt {
  readonly behavior: string
  readonly level: string
  readonly quote: string
  readonly utterance: number
}

/** An argument for moving a line. */
export interface Argument {
  readonly technique: Technique
  /** 0 to 1 */
  readonly persuasiveness: number
  readonly quote: string
  readonly utterance: number
}

/** Something a model said that did not stand up to checking: never heard of again, and listed. */
export interface Unverified {
  readonly what: 'instruction' | 'relation' | 'claim' | 'attempt' | 'pressure'
  readonly why: string
}

export interface Interpretation {
  readonly instructions: readonly Instruction[]
  readonly relations: readonly Relation[]
  readonly claims: readonly Claim[]
  readonly attempts: readonly Attempt[]
  readonly pressure: readonly Argument[]
  readonly unverified: readonly Unverified[]
}

/** What was read, or why nothing could be: then nothing is claimed, and nothing dropped. */
export type Interpreted = ({ readonly ok: true } & Interpretation) | Unanswered

export const techniques = [
  'authority',
  'urgency',
  'role-play',
  'hypothetical',
  'reframing',
  'flattery',
  'threat',
  'small-steps',
  'repetition',
  'argument',
  'other',
] as const
export type Technique = (typeof techniques)[number]

export const relationKinds = ['conflicts', 'supersedes', 'mistaken', 'delegates'] as const

const utterance = z.int().min(0)
const quote = z.string().min(1).max(4_000)

export const rawInstruction = z.object({ id: z.string().min(1).max(64), utterance, quote, quoted: z.boolean() })
export const rawRelation = z.object({
  kind: z.enum(relationKinds),
  from: z.string().nullable(),
  to: z.string(),
  level: z.string().nullable().default(null),
})
export const rawClaim = z.object({
  fact: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]),
  utterance,
  quote,
  quoted: z.boolean(),
})
export const rawAttempt = z.object({ behavior: z.string(), utterance, quote })
export const rawPressure = z.object({
  technique: z.enum(techniques).catch('other'),
  persuasiveness: z.number(),
  utterance,
  quote,
})

const text = { type: 'string' }
const number = { type: 'integer' }
const list = (properties: Readonly<Record<string, unknown>>) => ({ type: 'array', items: object(properties) })

/** What a model is held to. */
export const schema = object({
  instructions: list({ id: text, utterance: number, quote: text, quoted: { type: 'boolean' } }),
  relations: list({
    kind: { type: 'string', enum: relationKinds },
    from: { type: ['string', 'null'] },
    to: text,
    level: { type: ['string', 'null'] },
  }),
  claims: list({
    fact: text,
    value: { type: ['string', 'number', 'boolean'] },
    utterance: number,
    quote: text,
    quoted: { type: 'boolean' },
  }),
  attempts: list({ behavior: text, utterance: number, quote: text }),
  pressure: list({
    technique: { type: 'string', enum: techniques },
    persuasiveness: { type: 'number' },
    utterance: number,
    quote: text,
  }),
})
