import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../../../reference/naive.ts'
import { readingsOf } from '../../../reference/readings.ts'
import { createEngine, envelope, type Policy, prove } from '../../../src/index.ts'
import type { StackModel } from '../../laws/model.ts'
import { Enumeration, freeBelow, withTrusts } from './enumeration.ts'
import { POLICIES, TIMEOUT } from './every.ts'
import { silencedAt, withLayers } from './mounting.ts'
import { wordsAbout } from './situations.ts'
import { ARGUMENTS, FACT, TOOL_VALUES, TOOLS, toolStack } from './small-tools.ts'

const RANKS = [0, 1, 2]
const below = fc.option(fc.nat({ max: 1 }), { freq: 2 })

function everyStack<T>(extra: fc.Arbitrary<T>, holds: (stack: StackModel, policy: Policy, extra: T) => void): void {
  const trial = fc.tuple(toolStack, extra)
  fc.assert(
    fc.property(trial, ([stack, drawn]) => holds(stack, withLayers(stack, []), drawn)),
    { numRuns: POLICIES / 2 },
  )
}

describe('small stacks of tools, by enumeration', { timeout: TIMEOUT }, () => {
  it('have an envelope that is reached, and a bound that nothing passes', () => {
    const count = { exact: 0, short: 0, bounded: 0 }
    everyStack(below, (stack, policy, strongest) => {
      const free = freeBelow(policy, strongest ?? undefined)
      const options = { below: strongest === null ? undefined : stack.chain[strongest]! }
      for (const row of envelope(createEngine(policy), { ...options, behaviors: TOOLS })) {
        const about = JSON.stringify({ row, free })
        expect(row.undecided, about).toBeNull()
        if (row.kind !== 'scale') continue
        const loosest = loosestOf(policy, row.behavior, free)
        const place = (value: string): number => TOOL_VALUES.indexOf(value)
        expect(place(row.envelope), about).toBeLessThanOrEqual(loosest)
        expect(place(row.bound ?? row.envelope), about).toBeGreaterThanOrEqual(loosest)
        if (row.opaque.length === 0) expect([row.envelope, row.bound], about).toEqual([TOOL_VALUES[loosest], null])
        count[place(row.envelope) === loosest ? 'exact' : 'short']++
        if (row.bound !== null) count.bounded++
        if (row.witness === null) continue
        const { layers, facts, args } = row.witness
        const replay = withLayers(silencedAt({ stack, chain: stack.chain }, free), layers)
        expect(naiveDecide(replay, row.behavior, facts, args).value, about).toBe(row.envelope)
      }
    })
    expect(count.exact).toBeGreaterThan(POLICIES / 2)
    expect(count.bounded, JSON.stringify(count)).toBeGreaterThan(0)
    expect(count.short, JSON.stringify(count)).toBeLessThan(count.exact / 50)
  })

  it('have proofs about whole families that no tool and no argument breaks', () => {
    const count = { holds: 0, refuted: 0, undecided: 0 }
    const drawn = fc.record({
      below,
      family: fc.constantFrom('tool.*', 'tool.a.*', 'tool.a.x'),
      value: fc.nat({ max: 2 }),
      op: fc.constantFrom('==', '!=', 'atMost'),
      excused: fc.boolean(),
    })
    everyStack(drawn, (stack, _, { below: strongest, family, value, op, excused }) => {
      const left = `behavior["${family}"]`
      const said = TOOL_VALUES[value]!
      const atom = op === 'atMost' ? `atMost(${left}, "${said}")` : `${left} ${op} "${said}"`
      const holds = `${excused ? `${FACT.name} || ` : ''}${atom}`
      const layer = {
        level: 'root',
        text: `# Promises\n\n\`\`\`yaml bylaw\ninvariant: it\nholds: '${holds}'\n\`\`\`\n`,
      }
      const kept = (decided: string): boolean => {
        if (op === 'atMost') return TOOL_VALUES.indexOf(decided) <= value
        return (decided === said) === (op === '==')
      }
      const policy = withLayers(stack, [layer])
      const free = freeBelow(policy, strongest ?? undefined)
      const options = { below: strongest === null ? undefined : stack.chain[strongest]! }
      const [proof] = prove(createEngine(policy), options)
      const about = JSON.stringify({ holds, free, proof })
      count[proof!.answer]++
      const covered = family === 'tool.a.x' ? [family] : TOOLS.filter((id) => id.startsWith(family.slice(0, -1)))
      const violated = covered.some((id) => !everyValue(policy, id, free, excused).every(kept))
      if (proof!.answer === 'holds') expect(violated, about).toBe(false)
      if (proof!.answer === 'undecided') expect(policy.statements.some((each) => each.condition?.readsArgs)).toBe(true)
      if (proof!.answer !== 'refuted') return
      const { layers, facts, args, values } = proof!.counterexample!
      const replay = withLayers(silencedAt({ stack, chain: stack.chain }, free), [layer, ...layers])
      for (const [id, decided] of Object.entries(values)) {
        expect(naiveDecide(replay, id, facts, args).value, about).toBe(decided)
        expect(kept(decided), about).toBe(false)
      }
      if (excused) expect(isKnown(replay, facts), about).toBe(false)
      // A tool that is unlike all of ours is the one that nothing names.
      expect(violated || Object.keys(values).some((id) => !covered.includes(id)), about).toBe(true)
    })
    expect(Math.min(count.holds, count.refuted), JSON.stringify(count)).toBeGreaterThan(POLICIES / 20)
    expect(count.undecided, JSON.stringify(count)).toBeLessThan(POLICIES / 40)
  })
})

type Words = ReturnType<typeof wordsAbout>[number]

const isKnown = (policy: Policy, facts: Words): boolean => {
  const [known] = policy.facts
  const trusted = { text: '', facts: [known!.index], readsArgs: false, constants: [null] }
  return readingsOf(policy, facts, undefined).trusted({ ...trusted, evaluate: ([value]) => value === true })
}

/** Under every document of the free levels, with all that those could assert, and all arguments. */
function loosestOf(policy: Policy, id: string, free: readonly number[]): number {
  const enumeration = new Enumeration(policy, id, free)
  const silent = withTrusts(policy, free, [])
  const loosest = wordsAbout(FACT, [silent], free).flatMap((facts) =>
    ARGUMENTS.map((args) => enumeration.loosest(readingsOf(silent, facts, args))),
  )
  return Math.max(...loosest)
}

/** Every value that could come about, whoever asserts what. @param excused only where the fact is not trusted to be so */
function everyValue(policy: Policy, id: string, free: readonly number[], excused: boolean): readonly string[] {
  const enumeration = new Enumeration(policy, id, free)
  const silent = withTrusts(policy, free, [])
  const situations = wordsAbout(FACT, [silent], RANKS).filter((facts) => !excused || !isKnown(silent, facts))
  const values = situations.flatMap((facts) =>
    ARGUMENTS.flatMap((args) => enumeration.values(readingsOf(silent, facts, args))),
  )
  return [...new Set(values)].map((value) => enumeration.behavior.values[value]!)
}
