/**
 * The fragment in which Bylaw and Cedar say the same, asked of both.
 *
 * A scale `action` from deny to allow, deny by default, is Cedar's decision: `permit when c` is a set to allow under `c`,
 * `forbid when c` a limit to deny, and what is vouched for is the context. There a limit beats every set, as a forbid
 * does every permit. Here the fragment ends:
 *
 * - Cedar's policies all speak at one level. An operator's permits count here only where the authority reaches that far;
 *   elsewhere Cedar is asked without them. Grants, trusts and values between deny and allow have no counterpart.
 * - A context is simply true. A claim of somebody not entitled makes a forbid hold here and no permit, so two policies
 *   that agree on every request may still differ in what claims do; without forbids they can't.
 * - A missing attribute is an error in Cedar, and what is assumed here. Every request has all of them.
 */
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEngine, diff, envelope, type PolicyDiff, prove } from '../../src/index.ts'
import {
  asserted,
  type Context,
  cedarText,
  permitsOf,
  policyOf,
  REQUESTS,
  type Rule,
  rules,
  twoSets,
} from './fragment.ts'

/** Half as many, where each draw is two of them. */
const POLICIES = Math.max(2000, Number(process.env.BYLAW_RUNS ?? 0))
const TIMEOUT = 60_000 + POLICIES * 100
const versions = fc.tuple(twoSets, fc.nat({ max: 3 })).map(([[older, other], how]) => ({
  older,
  newer: [older.slice(1), [...older, ...older].reverse(), [...older, ...other], other][how]!,
}))

function always<T>(drawn: fc.Arbitrary<T>, holds: (drawn: T) => void, numRuns = POLICIES): void {
  fc.assert(fc.property(drawn, holds), { numRuns })
}

/** What Cedar decides of every request. */
function byCedar(said: readonly Rule[]): readonly string[] {
  const parsed = preparsePolicySet('rules', { staticPolicies: cedarText(said) })
  if (parsed.type === 'failure') throw new Error(JSON.stringify(parsed.errors))
  return REQUESTS.map(cedarDecides)
}

function cedarDecides(context: Context): string {
  const answer = statefulIsAuthorized({
    principal: { type: 'Asker', id: 'one' },
    action: { type: 'Action', id: 'act' },
    resource: { type: 'Answer', id: 'next' },
    context,
    preparsedPolicySetId: 'rules',
    entities: [],
  })
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors))
  expect(answer.response.diagnostics.errors).toEqual([])
  return answer.response.decision
}

const byBylaw = (...said: Parameters<typeof policyOf>): readonly string[] => {
  const engine = createEngine(policyOf(...said))
  return REQUESTS.map((context) => engine.value('action', asserted(context))!)
}

describe('permits and forbids, as Cedar decides them', { timeout: TIMEOUT }, () => {
  it('in one layer', () => {
    let allowed = 0
    always(rules, (said) => {
      const decided = byCedar(said)
      expect(byBylaw(said)).toEqual(decided)
      allowed += decided.filter((each) => each === 'allow').length
    })
    expect(allowed).toBeGreaterThan((POLICIES * REQUESTS.length) / 10)
    expect(allowed).toBeLessThan((POLICIES * REQUESTS.length * 9) / 10)
  })

  it('in two layers, where an operator may permit, and where it may not', () => {
    let differing = 0
    always(
      fc.tuple(rules, rules),
      ([root, operator]) => {
        const together = byCedar([...root, ...operator])
        expect(byBylaw(root, operator, 'developer')).toEqual(together)
        const restricted = byCedar([...root, ...operator.filter(({ effect }) => effect === 'forbid')])
        expect(byBylaw(root, operator, 'root')).toEqual(restricted)
        if (together.join() !== restricted.join()) differing++
      },
      POLICIES / 2,
    )
    expect(differing).toBeGreaterThan(POLICIES / 20)
  })
})

describe('questions about all requests, as Cedar answers them one by one', { timeout: TIMEOUT }, () => {
  const never = 'behavior["action"] != "allow"'

  it('what is never permitted is proved, what is permitted once is refuted and in the envelope', () => {
    const count = { holds: 0, refuted: 0 }
    always(rules, (said) => {
      const permitted = byCedar(said).includes('allow')
      const engine = createEngine(policyOf(said, [], 'root', never))
      const [proof] = prove(engine)
      expect(proof!.answer).toBe(permitted ? 'refuted' : 'holds')
      expect(envelope(engine)[0]).toMatchObject({ envelope: permitted ? 'allow' : 'deny', undecided: null })
      count[permitted ? 'refuted' : 'holds']++
    })
    expect(Math.min(count.holds, count.refuted)).toBeGreaterThan(POLICIES / 10)
  })

  it('two sets of permits differ in text alone where every request is decided alike', () => {
    const count = { same: 0, other: 0 }
    always(
      versions,
      (drawn) => {
        const [older, newer] = [permitsOf(drawn.older), permitsOf(drawn.newer)]
        const [before, after] = [byCedar(older), byCedar(newer)]
        const found = differenceOf(older, newer)
        const alike = before.join() === after.join()
        expect(found.left).toEqual([])
        expect(found.textOnly).toBe(alike)
        const told = [...new Set(found.changes.map((change) => `${change.old} ${change.new}`))].sort()
        const shown = new Set(before.flatMap((old, at) => (old === after[at] ? [] : [`${old} ${after[at]}`])))
        expect(told).toEqual([...shown].sort())
        count[alike ? 'same' : 'other']++
      },
      POLICIES / 2,
    )
    expect(Math.min(count.same, count.other), JSON.stringify(count)).toBeGreaterThan(POLICIES / 20)
  })

  it('two sets of permits and forbids that differ in text alone decide every request alike', () => {
    const count = { same: 0, other: 0, claims: 0 }
    always(
      versions,
      ({ older, newer }) => {
        const [before, after] = [byCedar(older), byCedar(newer)]
        const found = differenceOf(older, newer)
        const alike = before.join() === after.join()
        if (found.textOnly) expect(alike).toBe(true)
        else if (alike) {
          // What is left to differ is what claims do: every change told takes more than one word about some fact.
          for (const { facts } of found.changes) expect(isPlain(facts), JSON.stringify(facts)).toBe(false)
          count.claims++
        }
        const listed = found.changes.map((change) => `${change.old} ${change.new}`)
        for (const [at, old] of before.entries()) if (old !== after[at]) expect(listed).toContain(`${old} ${after[at]}`)
        count[alike ? 'same' : 'other']++
      },
      POLICIES / 2,
    )
    expect(Math.min(count.same, count.other), JSON.stringify(count)).toBeGreaterThan(POLICIES / 20)
  })
})

const differenceOf = (older: readonly Rule[], newer: readonly Rule[]): PolicyDiff =>
  diff(createEngine(policyOf(older)), createEngine(policyOf(newer))) as PolicyDiff

/** Whether it is a request: each fact asserted once, by whoever may vouch. */
const isPlain = (facts: PolicyDiff['changes'][number]['facts']): boolean =>
  new Set(facts.map(({ name }) => name)).size === facts.length &&
  facts.every(({ by }) => ['root', 'system', 'developer'].includes(by))
