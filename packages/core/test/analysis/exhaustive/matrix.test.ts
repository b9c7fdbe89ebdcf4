import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../../../reference/naive.ts'
import { readingsOf } from '../../../reference/readings.ts'
import { type Assertion, type MatrixRow, matrix } from '../../../src/index.ts'
import { Enumeration, trustsBy, withTrusts } from './enumeration.ts'
import { everySmall, POLICIES, rawGiven, type SmallTrial, TIMEOUT } from './every.ts'

const drawn = fc.record({ given: rawGiven })

describe('the matrix of small stacks, by enumeration', { timeout: TIMEOUT }, () => {
  it('says what is decided, and what each level could make of it by rewriting its own words', () => {
    const count = { on: 0, off: 0, raise: 0, tighten: 0, choose: 0, hardcoded: 0, soft: 0 }
    everySmall(drawn, (trial, { given: raw }) => {
      // What is only heard would double the ways to trust.
      const given = trial.given(raw.map((each) => ({ ...each, heard: 0 })))
      for (const row of matrix(trial.engine, given)) {
        const about = JSON.stringify({ row, given })
        expect(row.value, about).toBe(naiveDecide(trial.policy, row.behavior, given).value)
        expect(Object.keys(row.levels)).toEqual(trial.chain)
        const cells = Object.values(row.levels)
        for (const [rank, { on, raise, tighten, choose = [] }] of cells.entries()) {
          const prospect = prospectOf(trial, row, rank, given)
          const place = (value: string | null): number | null => (value === null ? null : row.values.indexOf(value))
          expect([on, place(raise), tighten], `${rank} ${about}`).toEqual([
            prospect.on,
            prospect.raise,
            prospect.tighten,
          ])
          const chosen = choose.map((value) => row.values.indexOf(value))
          for (const value of chosen) expect(prospect.choose, `${rank} ${about}`).toContain(value)
          for (const value of prospect.newly) expect(chosen, `${rank} ${about}`).toContain(value)
          count[on ? 'on' : 'off']++
          if (raise !== null) count.raise++
          if (tighten) count.tighten++
          if (choose.length > 0) count.choose++
        }
        expect(row.hardcoded, about).toBe(!cells.slice(1).some(({ on }) => on))
        count[row.hardcoded ? 'hardcoded' : 'soft']++
      }
    })
    expect(Math.min(...Object.values(count)), JSON.stringify(count)).toBeGreaterThan(POLICIES / 10)
  })
})

interface Prospect {
  readonly on: boolean
  readonly raise: number | null
  readonly tighten: boolean
  /** Of a choice: all that is not decided now, and of that what does not hold for those below being silent alone. */
  readonly choose: readonly number[]
  readonly newly: readonly number[]
}

const NOTHING: Prospect = { on: false, raise: null, tighten: false, choose: [], newly: [] }

/** By trying everything that the level could say, with those below it silent. */
function prospectOf(
  { policy }: SmallTrial,
  { behavior, kind, values, value }: MatrixRow,
  rank: number,
  given: readonly Assertion[],
): Prospect {
  const from = policy.levels.map((_, each) => each).slice(rank)
  if (kind === 'bright-line' || rank < policy.behaviors.get(behavior)!.declaredAt) return NOTHING
  const own = new Enumeration(policy, behavior, from, [rank])
  const asserted = policy.facts.filter(({ name }) => given.some((each) => each.name === name))
  const ways = trustsBy(
    policy,
    [rank],
    asserted.map(({ index }) => index),
  )
  const outcomes = new Set(
    ways.flatMap((trusts) => own.values(readingsOf(withTrusts(policy, from, trusts), given, undefined))),
  )
  const silent = own.silent(readingsOf(withTrusts(policy, from, []), given, undefined))
  const below = from.slice(1)
  const standing = new Enumeration(policy, behavior, below, []).silent(
    readingsOf(withTrusts(policy, below, []), given, undefined),
  )
  const present = values.indexOf(value)
  const loosest = Math.max(...outcomes)
  if (kind === 'choice') {
    const choose = [...outcomes].filter((each) => each !== present)
    const newly = choose.filter((each) => each !== standing)
    return { ...NOTHING, on: [...outcomes].some((each) => each !== silent), choose, newly }
  }
  return {
    ...NOTHING,
    on: loosest > silent,
    raise: loosest > Math.max(present, standing) ? loosest : null,
    tighten: Math.min(...outcomes) < present,
  }
}
