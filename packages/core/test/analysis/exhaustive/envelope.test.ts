import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../../../reference/naive.ts'
import { readingsOf } from '../../../reference/readings.ts'
import { type Assertion, type EnvelopeRow, envelope, type Policy } from '../../../src/index.ts'
import { Enumeration, freeBelow, trustsBy, withTrusts } from './enumeration.ts'
import { everySmall, POLICIES, rawGiven, type SmallTrial, TIMEOUT } from './every.ts'
import { silencedAt, withLayers } from './mounting.ts'
import { combined, wordsAbout } from './situations.ts'

const drawn = fc.record({ given: rawGiven, below: fc.option(fc.nat(), { freq: 2 }) })

describe('the envelope of small stacks, by enumeration', { timeout: TIMEOUT }, () => {
  it('is the loosest of all values, reached by its witness, in every cell', () => {
    const count = { looser: 0, same: 0, choices: 0, cells: 0, bounded: 0, undecided: 0 }
    everySmall(drawn, (trial, { given: raw, below: rawBelow }) => {
      const below = rawBelow === null ? undefined : rawBelow % trial.chain.length
      const given = trial.given(raw)
      const free = freeBelow(trial.policy, below)
      const options = { facts: given, below: below === undefined ? undefined : trial.chain[below] }
      for (const row of envelope(trial.engine, options)) {
        const about = JSON.stringify({ row, given, free })
        const question = new Question(trial, row, free, given)
        expect(row.value, about).toBe(naiveDecide(trial.policy, row.behavior, given).value)
        const place = (value: string): number => question.enumeration.behavior.values.indexOf(value)
        if (row.undecided !== null) count.undecided++
        else if (row.kind === 'scale') {
          const loosest = question.loosest()
          if (loosest === null) continue
          if (row.bound === null) expect(place(row.envelope), about).toBe(loosest)
          else {
            expect(place(row.envelope), about).toBeLessThanOrEqual(loosest)
            expect(place(row.bound), about).toBeGreaterThanOrEqual(loosest)
            count.bounded++
          }
          if (row.envelope === row.value) count.same++
          else count.looser++
        } else count.choices++
        replayed(row, trial, free, about)
        question.reachable(about)
        count.cells += question.cells(about)
      }
    })
    expect(count.looser, JSON.stringify(count)).toBeGreaterThan(POLICIES / 10)
    expect(Math.min(count.same, count.choices, count.cells), JSON.stringify(count)).toBeGreaterThan(POLICIES / 4)
    expect(count.undecided + count.bounded, JSON.stringify(count)).toBeLessThan(POLICIES / 20)
  })
})

/** The witness, written down and mounted, brings the envelope about; there is none where it takes none. */
function replayed(row: EnvelopeRow, trial: SmallTrial, free: readonly number[], about: string): void {
  if (row.witness === null) return expect(row.envelope, about).toBe(row.value)
  const { layers, facts, args } = row.witness
  const policy = withLayers(silencedAt(trial, free), layers)
  expect(naiveDecide(policy, row.behavior, facts, args).value, about).toBe(row.envelope)
}

/** One row of an envelope, and what the enumeration says to it. */
class Question {
  readonly enumeration: Enumeration
  readonly #trial: SmallTrial
  readonly #row: EnvelopeRow
  readonly #free: readonly number[]
  readonly #given: readonly Assertion[]

  constructor(trial: SmallTrial, row: EnvelopeRow, free: readonly number[], given: readonly Assertion[]) {
    this.enumeration = new Enumeration(trial.policy, row.behavior, free)
    this.#trial = trial
    this.#row = row
    this.#free = free
    this.#given = given
  }

  /** Over all words and trusts of the free levels, and everything they could assert of what is not given. */
  loosest(): number | null {
    const { policy } = this.#trial
    let loosest = -1
    const ways = trustsBy(policy, this.#free, this.#read())
    const trusts = ways.length > 16 ? ways.slice(0, 1) : ways
    for (const trusted of trusts.map((each) => withTrusts(policy, this.#free, each))) {
      for (const facts of this.#situations(trusted, this.#free)) {
        loosest = Math.max(loosest, this.enumeration.loosest(readingsOf(trusted, facts, undefined)))
      }
    }
    return loosest
  }

  /** What words alone could bring about. */
  reachable(about: string): void {
    const silent = withTrusts(this.#trial.policy, this.#free, [])
    const { behavior } = this.enumeration
    const found = this.enumeration
      .values(readingsOf(silent, this.#given, undefined))
      .map((value) => behavior.values[value]!)
    const told = [...this.#row.reachable].sort()
    if (behavior.kind === 'choice') for (const value of found) expect(told, about).toContain(value)
    else expect(told, about).toEqual(found.sort())
  }

  /** The cells are true of what they tell, and every situation in which nobody claims anything else is like one of them. */
  cells(about: string): number {
    const { policy } = this.#trial
    const silent = withTrusts(policy, this.#free, [])
    const outcome = (facts: readonly Assertion[]): string => {
      const readings = readingsOf(silent, [...this.#given, ...facts], undefined)
      const { values, kind } = this.enumeration.behavior
      const value = this.enumeration.silent(readings)
      return `${values[value]} ${values[kind === 'scale' ? this.enumeration.loosest(readings) : value]}`
    }
    const told = this.#row.cells.map((cell) => `${cell.value} ${cell.envelope}`)
    for (const [place, { facts }] of this.#row.cells.entries()) expect(told[place], about).toBe(outcome(facts))
    // Where a condition calculates, no list of situations is all of them; the row says so.
    if (this.#row.opaque.length > 0) return told.length
    for (const facts of this.#situations(silent, null)) expect(told, about).toContain(outcome(facts))
    return told.length
  }

  #read(): readonly number[] {
    const { facts, trusts } = this.#trial.policy
    const read = this.enumeration.facts
    const conditions = trusts.flatMap(({ fact, condition }) => (read.includes(fact) ? (condition?.facts ?? []) : []))
    return facts.map(({ index }) => index).filter((index) => [...read, ...conditions].includes(index))
  }

  /** @param ranks who asserts what is not given; null: whoever is entitled, one word about each fact */
  #situations(policy: Policy, ranks: readonly number[] | null): readonly (readonly Assertion[])[] {
    const read = this.#read().map((fact) => policy.facts[fact]!)
    const lists = this.#trial.facts
      .filter(({ name }) => read.some((fact) => fact.name === name))
      .filter(({ name }) => !this.#given.some((assertion) => assertion.name === name))
      .map((fact) =>
        ranks === null
          ? wordsAbout(fact, [policy], [policy.levels.indexOf(fact.vouchedBy)]).filter((words) => words.length < 2)
          : wordsAbout(fact, [policy], ranks),
      )
    const given = ranks === null ? [] : this.#given
    return combined(lists).map((said) => [...given, ...said])
  }
}
