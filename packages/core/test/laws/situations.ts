/** Random situations: what is asserted, by whom, whether it was only heard, and the arguments of a tool call. */
import fc from 'fast-check'
import type { FactType, FactValue } from '../../src/document/types.ts'
import type { Assertion } from '../../src/engine/types.ts'
import type { Arguments } from '../../src/policy/types.ts'
import type { FactModel } from './model.ts'

export interface Situation {
  readonly facts: readonly Assertion[]
  readonly args: Arguments | undefined
}

export interface RawWord {
  readonly fact: number
  readonly value: number
  /** 0: a value of the wrong type or outside the domain. */
  readonly good: number
  readonly by: number
  readonly heard: boolean
}

export interface RawSituation {
  readonly words: readonly RawWord[]
  /** 0: the weakest level claims every value of every fact. */
  readonly crowd: number
  readonly args: Arguments | undefined
}

const small = fc.nat({ max: 11 })

export const rawWord: fc.Arbitrary<RawWord> = fc.record({
  fact: small,
  value: small,
  good: fc.nat({ max: 9 }).map((n) => 9 - n),
  by: small,
  heard: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
})

const args: fc.Arbitrary<Arguments | undefined> = fc.option(
  fc.record(
    {
      path: fc.constantFrom<unknown>('a', 'b', 'bcd', 7, null, ['a']),
      n: fc.constantFrom<unknown>(0, 2, 3.5, '3', Number.NaN, true),
      items: fc.constantFrom<unknown>([], ['a'], ['b', 'a'], 'a', { a: 1 }, [1]),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
)

export const rawSituation: fc.Arbitrary<RawSituation> = fc.record({
  words: fc.array(rawWord, { maxLength: 6 }),
  crowd: fc.nat({ max: 9 }).map((n) => 9 - n),
  args,
})

/** On, between and beyond what conditions compare with; the first ones lie between 0 and 10. */
const NUMBERS = [0, 1, 2, 3.5, 10, 0.5, 2.75, 7, -1, -0, 1e300]
const BOUNDED = 8

/** Reads the numbers of a raw situation against a chain and the facts there are. */
export function situationOf(raw: RawSituation, chain: readonly string[], facts: readonly FactModel[]): Situation {
  const words = raw.words.map((word) => wordOf(word, chain, facts))
  const crowd = raw.crowd > 0 ? [] : facts.flatMap((fact) => everyValue(fact, chain.at(-1)!))
  return { facts: [...words, ...crowd], args: raw.args }
}

function wordOf(raw: RawWord, chain: readonly string[], facts: readonly FactModel[]): Assertion {
  const speakers = [...chain, 'none', 'platform', 'operator', 'nobody']
  const fact = facts[raw.fact % facts.length]!
  const value = raw.good > 0 ? inDomainAt(fact.type, raw.value) : badValue(fact.type, raw.value)
  const word = { name: fact.name, value, by: speakers[raw.by % speakers.length]! }
  return raw.heard ? { ...word, heard: true } : word
}

export function inDomainAt(type: FactType, at: number): FactValue {
  if (type.kind === 'bool') return at % 2 === 0
  if (type.kind === 'number') return NUMBERS[at % (type.min === null ? NUMBERS.length : BOUNDED)]!
  return type.values[at % type.values.length]!
}

function badValue(type: FactType, at: number): FactValue {
  const wrong =
    type.kind === 'bool'
      ? ['true', 1, 0, '']
      : type.kind === 'number'
        ? ['1', true, Number.NaN, -1 / 0]
        : ['z', true, 1, '']
  return wrong[at % wrong.length]!
}

function everyValue(fact: FactModel, by: string): Assertion[] {
  const values = new Set(Array.from({ length: 5 }, (_, at) => inDomainAt(fact.type, at)))
  return [...values].map((value) => ({ name: fact.name, value, by }))
}
