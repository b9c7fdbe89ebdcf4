import type { Fact, FactValue, Instruction, Policy } from '@bylaw/core'
import { z } from 'zod'
import type { Span, Utterance } from '../judgement.ts'
import { placesOf } from '../quotes.ts'
import { isWithin, quotationsIn } from './quoted.ts'
import {
  type Argument,
  type Attempt,
  type Claim,
  type Interpretation,
  rawAttempt,
  rawClaim,
  rawInstruction,
  rawPressure,
  rawRelation,
  type Unverified,
} from './reading.ts'
import { verifiedRelations } from './relations.ts'

/** So many entries of a kind are read; what comes after them is not. */
const MOST = 256

interface Place {
  readonly utterance: number
  readonly span: Span
  readonly quote: string
  /** The level of the message; `none` for what has no authority, or is quoted in it. */
  readonly level: string
}

/** Roles whose words assert nothing, whatever level they are said to stand at. */
const SILENT = new Set(['assistant', 'tool', 'function', 'other'])

/**
 * Checks an interpreter's words against the messages and the policy, one by one. A quotation has to occur in its message;
 * a fact, a value and a line have to be declared; the level is the message's, whatever the interpreter thinks, and what
 * is quoted, or said by a tool or an assistant, has none. An instruction's text is its quotation.
 * @param raw anything at all
 * @param principles sections of the spec that relations may speak about, as `principlesOf` gives them
 */
export function verifyInterpretation(
  raw: unknown,
  utterances: readonly Utterance[],
  policy: Policy,
  principles: readonly Instruction[] = [],
): Interpretation {
  return new Verification(raw, utterances, policy).interpretation(principles)
}

class Verification {
  readonly #said: Readonly<Record<string, unknown>>
  readonly #utterances: readonly Utterance[]
  readonly #policy: Policy
  readonly #quotations: readonly (readonly Span[])[]
  readonly #unverified: Unverified[] = []

  constructor(raw: unknown, utterances: readonly Utterance[], policy: Policy) {
    const read = z.record(z.string(), z.unknown()).safeParse(raw)
    this.#said = read.success ? read.data : {}
    this.#utterances = utterances
    this.#quotations = utterances.map(({ text }) => quotationsIn(text))
    this.#policy = policy
  }

  interpretation(principles: readonly Instruction[]): Interpretation {
    const named = this.#instructions()
    const instructions = named.map(({ instruction }) => instruction)
    const ids = new Map([
      ...principles.map((each) => [each.id, each] as const),
      ...named.map(({ id, instruction }) => [id, instruction] as const),
    ])
    const written = this.#each('relation', 'relations', rawRelation, (relation) => relation)
    const relations = verifiedRelations(written, ids, new Set(principles.map(({ id }) => id)), this.#chain)
    return {
      instructions,
      relations: relations.verified,
      claims: this.#claims(),
      attempts: this.#attempts(),
      pressure: this.#pressure(),
      unverified: [...this.#unverified, ...relations.unverified],
    }
  }

  get #chain(): readonly string[] {
    return this.#policy.levels.slice(0, this.#policy.levels.length - this.#policy.mandates)
  }

  /** In the order they stand in, under ids of the house. */
  #instructions(): readonly { id: string; instruction: Instruction }[] {
    const seen = new Set<string>()
    const found = this.#each('instruction', 'instructions', rawInstruction, ({ id, quoted, ...where }) => {
      if (seen.has(id)) return 'two have one id'
      seen.add(id)
      const place = this.#place(where, quoted)
      return typeof place === 'string' ? place : { id, place }
    })
    const ordered = found.toSorted(
      (a, b) => a.place.utterance - b.place.utterance || a.place.span.start - b.place.span.start,
    )
    return ordered.map(({ id, place: { quote, level } }, order) => ({
      id,
      instruction: { id: `said-${order + 1}`, text: quote, level, order, quoted: level === 'none' },
    }))
  }

  #claims(): readonly Claim[] {
    return this.#each('claim', 'claims', rawClaim, ({ fact: name, value, quoted, ...where }): Claim | string => {
      const fact = this.#policy.facts.find((each) => each.name === name)
      if (fact === undefined) return 'the policy declares no such fact'
      if (!belongs(fact, value)) return 'the value lies outside of what the fact can be'
      const place = this.#place(where, quoted)
      if (typeof place === 'string') return place
      const { utterance, quote, level } = place
      return level === 'none'
        ? 'what has no authority asserts nothing'
        : { name, value, by: level, heard: true, quote, utterance }
    })
  }

  #attempts(): readonly Attempt[] {
    return this.#each('attempt', 'attempts', rawAttempt, ({ behavior, ...where }): Attempt | string => {
      if (this.#policy.behaviors.get(behavior)?.kind !== 'bright-line') return 'it is no bright line'
      const place = this.#place(where, false)
      return typeof place === 'string'
        ? place
        : { behavior, level: place.level, quote: place.quote, utterance: place.utterance }
    })
  }

  #pressure(): readonly Argument[] {
    return this.#each(
      'pressure',
      'pressure',
      rawPressure,
      ({ technique, persuasiveness, ...where }): Argument | string => {
        const place = this.#place(where, false)
        if (typeof place === 'string') return place
        const { quote, utterance } = place
        return { technique, persuasiveness: Math.min(1, Math.max(0, persuasiveness)), quote, utterance }
      },
    )
  }

  /** Where a quotation stands and who speaks there, or why it is not accepted. */
  #place({ utterance, quote }: { utterance: number; quote: string }, saidQuoted: boolean): Place | string {
    const message = this.#utterances[utterance]
    if (message === undefined) return 'there is no such message'
    const places = placesOf(message.text, quote)
    if (places.length === 0) return 'its message does not contain the quotation'
    const own = saidQuoted ? undefined : places.find((span) => !isWithin(this.#quotations[utterance]!, span))
    const span = own ?? places[0]!
    const speaks = own !== undefined && !SILENT.has(message.role) && this.#chain.includes(message.level)
    return { utterance, span, quote: message.text.slice(span.start, span.end), level: speaks ? message.level : 'none' }
  }

  #each<Raw, Found>(
    what: Unverified['what'],
    key: string,
    form: z.ZodType<Raw>,
    check: (raw: Raw) => Found | string,
  ): readonly Found[] {
    const said = Object.hasOwn(this.#said, key) ? this.#said[key] : undefined
    const entries: readonly unknown[] = Array.isArray(said) ? said : []
    if (entries.length > MOST) this.#unverified.push({ what, why: `only the first ${MOST} are read` })
    return entries.slice(0, MOST).flatMap((entry) => {
      const read = form.safeParse(entry)
      const found = read.success ? check(read.data) : 'it is not in the form asked for'
      if (typeof found !== 'string') return [found]
      this.#unverified.push({ what, why: found })
      return []
    })
  }
}

function belongs({ type }: Fact, value: FactValue): boolean {
  if (type.kind === 'bool') return typeof value === 'boolean'
  if (type.kind === 'enum') return typeof value === 'string' && type.values.includes(value)
  if (typeof value !== 'number') return false
  return value >= (type.min ?? -Infinity) && value <= (type.max ?? Infinity)
}
