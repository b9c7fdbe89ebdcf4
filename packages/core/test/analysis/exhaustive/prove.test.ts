import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../../../reference/naive.ts'
import { type Readings, readingsOf } from '../../../reference/readings.ts'
import { type Assertion, createEngine, type FactValue, type Policy, prove } from '../../../src/index.ts'
import type { BehaviorModel } from '../../laws/model.ts'
import { Enumeration, freeBelow, trustsBy, withTrusts } from './enumeration.ts'
import { everySmall, POLICIES, type SmallTrial, TIMEOUT } from './every.ts'
import { type Formula, formulaOf, rawFormula } from './formula.ts'
import { silencedAt, withLayers } from './mounting.ts'
import { combined, wordsAbout } from './situations.ts'
import { isOwn } from './small.ts'

const small = fc.nat({ max: 11 })
const drawn = fc.record({
  atoms: fc.array(fc.record({ about: small, value: small, op: small }), { minLength: 1, maxLength: 2 }),
  excuse: fc.option(rawFormula, { freq: 3 }),
  all: fc.boolean(),
  below: fc.option(fc.nat(), { freq: 3 }),
})

describe('proofs about small stacks, by enumeration', { timeout: TIMEOUT }, () => {
  it('hold where nothing violates the invariant, are refuted where something does', () => {
    const count = { holds: 0, refuted: 0, opaque: 0, coarse: 0 }
    everySmall(drawn, (trial, raw) => {
      const promise = promiseOf(trial, raw)
      if (promise === null) return
      const below = raw.below === null ? undefined : raw.below % trial.chain.length
      const layer = {
        level: 'root',
        text: `# Promises\n\n\`\`\`yaml bylaw\ninvariant: it\nholds: '${promise.text}'\n\`\`\`\n`,
      }
      const policy = withLayers(trial.stack, [layer])
      const free = freeBelow(policy, below)
      const [proof] = prove(createEngine(policy), { below: below === undefined ? undefined : trial.chain[below] })
      const about = JSON.stringify({ promise: promise.text, free, proof })
      const search = new Search(trial, policy, promise, free)
      const violated = search.violated()
      if (proof!.answer === 'refuted') {
        const { layers, facts, values } = proof!.counterexample!
        const replay = withLayers(silencedAt(trial, free), [layer, ...layers])
        const found = promise.ids.map((id) => naiveDecide(replay, id, facts).value!)
        expect(Object.fromEntries(promise.ids.map((id, at) => [id, found[at]])), about).toEqual(values)
        expect(promise.holds(trustedValues(trial, replay, facts), found), about).toBe(false)
        if (search.complete) expect(violated, about).toBe(true)
        count.refuted++
      } else if (proof!.answer === 'holds') {
        expect(violated, about).toBe(false)
        count.holds++
      } else if (search.opaque) count.opaque++
      else {
        // What a choice could be, and what claims could make of a scale, is told a little too generously: never the other way.
        expect(violated, about).toBe(false)
        count.coarse++
      }
    })
    expect(count.holds).toBeGreaterThan(POLICIES / 4)
    expect(count.refuted).toBeGreaterThan(POLICIES / 4)
    expect(count.opaque, JSON.stringify(count)).toBeLessThan(POLICIES / 50)
    expect(count.coarse, JSON.stringify(count)).toBeLessThan(POLICIES / 50)
  })
})

/** An invariant that can be judged here, too. */
interface Promise {
  readonly text: string
  /** The behaviors that it is about, in order. */
  readonly ids: readonly string[]
  readonly excuse: Formula | null
  /** Of the facts as trusted, and of one value for each of `ids`. */
  holds(facts: ReadonlyMap<string, FactValue>, values: readonly string[]): boolean
}

type RawPromise = typeof drawn extends fc.Arbitrary<infer T> ? T : never

function promiseOf({ behaviors, facts }: SmallTrial, { atoms, excuse: raw, all }: RawPromise): Promise | null {
  const shared = behaviors.filter(({ id }) => !isOwn(id))
  if (shared.length === 0) return null
  const said = atoms.map((atom) => atomOf(atom, shared[atom.about % shared.length]!))
  const ids = [...new Set(said.map(({ id }) => id))]
  const excuse =
    raw === null
      ? null
      : formulaOf(
          raw,
          facts.filter(({ name }) => !isOwn(name)),
        )
  const joined = said.map(({ text }) => `(${text})`).join(all ? ' && ' : ' || ')
  return {
    text: excuse === null ? joined : `${excuse.text} || (${joined})`,
    ids,
    excuse,
    holds: (known, values) => {
      const truths = said.map(({ id, holds }) => holds(values[ids.indexOf(id)]!))
      return excuse?.holds(known) === true || (all ? truths.every(Boolean) : truths.some(Boolean))
    },
  }
}

function atomOf({ value, op }: RawPromise['atoms'][number], { id, values: declared, kind, bright }: BehaviorModel) {
  const values = declared ?? [bright!]
  const said = values[value % values.length]!
  const left = `behavior["${id}"]`
  if (op % 4 === 0) return { id, text: `${left} == "${said}"`, holds: (of: string) => of === said }
  if (op % 4 === 1 || kind !== 'scale') return { id, text: `${left} != "${said}"`, holds: (of: string) => of !== said }
  if (op % 4 === 2) return { id, text: `${left} in ["${said}"]`, holds: (of: string) => of === said }
  return { id, text: `atMost(${left}, "${said}")`, holds: (of: string) => values.indexOf(of) <= values.indexOf(said) }
}

/** What is trusted of each fact, found by asking the naive engine about every value. */
function trustedValues(trial: SmallTrial, policy: Policy, facts: readonly Assertion[]): ReadonlyMap<string, FactValue> {
  return new Map(trial.facts.map((fact) => [fact.name, trustedValue(policy, fact.name, facts)]))
}

function trustedValue(policy: Policy, name: string, facts: readonly Assertion[]): FactValue {
  const index = policy.facts.findIndex((each) => each.name === name)
  let value: FactValue = policy.facts[index]!.assume
  const condition = {
    text: '',
    facts: [index],
    readsArgs: false,
    constants: [null],
    evaluate: ([given]: readonly FactValue[]) => {
      value = given!
      return true
    },
  } as const
  readingsOf(policy, facts, undefined).trusted(condition)
  return value
}

/** Looks for a violation in every situation, under every document of the free levels. */
class Search {
  readonly complete: boolean
  readonly opaque: boolean
  readonly #trial: SmallTrial
  readonly #policy: Policy
  readonly #promise: Promise
  readonly #free: readonly number[]
  readonly #behaviors: readonly Enumeration[]

  constructor(trial: SmallTrial, policy: Policy, promise: Promise, free: readonly number[]) {
    this.#trial = trial
    this.#policy = policy
    this.#promise = promise
    this.#free = free
    this.#behaviors = promise.ids.map((id) => new Enumeration(policy, id, free))
    this.complete = this.#behaviors.every(({ complete }) => complete)
    this.opaque = promise.excuse?.opaque === true || this.#behaviors.some(({ opaque }) => opaque)
  }

  violated(): boolean {
    const { levels, mandates } = this.#policy
    const ranks = levels.slice(0, levels.length - mandates).map((_, rank) => rank)
    const ways = trustsBy(this.#policy, this.#free, this.#read())
    const trusts = ways.length > 4 ? ways.slice(0, 1) : ways
    return trusts.some((trusted) => {
      const policy = withTrusts(this.#policy, this.#free, trusted)
      const lists = this.#read().map((fact) => wordsAbout(this.#model(policy.facts[fact]!.name), [policy], ranks))
      return combined(lists).some((facts) => this.#violatedIn(readingsOf(policy, facts, undefined), policy, facts))
    })
  }

  #violatedIn(readings: Readings, policy: Policy, facts: readonly Assertion[]): boolean {
    let outcomes: (readonly string[])[] = [[]]
    for (const each of this.#behaviors) {
      const values = each.values(readings).map((value) => each.behavior.values[value]!)
      outcomes = outcomes.flatMap((before) => values.map((value) => [...before, value]))
    }
    const known = new Map(
      (this.#promise.excuse?.facts ?? []).map((name) => [name, trustedValue(policy, name, facts)] as const),
    )
    return outcomes.some((values) => !this.#promise.holds(known, values))
  }

  #model(name: string) {
    return this.#trial.facts.find((fact) => fact.name === name)!
  }

  #read(): readonly number[] {
    const { facts, trusts } = this.#policy
    const excused = facts.filter(({ name }) => this.#promise.excuse?.facts.includes(name) === true)
    const read = [...excused.map(({ index }) => index), ...this.#behaviors.flatMap((each) => each.facts)]
    const conditions = trusts.flatMap(({ fact, condition }) => (read.includes(fact) ? (condition?.facts ?? []) : []))
    return facts.map(({ index }) => index).filter((index) => [...read, ...conditions].includes(index))
  }
}
