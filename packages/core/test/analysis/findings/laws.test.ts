import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../../../reference/naive.ts'
import { findings } from '../../../src/analysis/findings/findings.ts'
import type { DeepFinding } from '../../../src/analysis/findings/types.ts'
import { createEngine, type Decision, type Policy, type Source } from '../../../src/index.ts'
import { drawn, type RawLayer, rawLayer } from '../../laws/arbitrary.ts'
import type { StackModel } from '../../laws/model.ts'
import { printLayer } from '../../laws/print.ts'
import { rawSituation, situationOf } from '../../laws/situations.ts'
import { compiled, RUNS, TIMEOUT, type Trial } from '../../laws/trial.ts'
import { saidBelow } from '../free-words.ts'
import { applied } from './edited.ts'

const standsAt = (source: Source, { file, line, column }: DeepFinding): boolean =>
  source.file === file && source.line === line && source.column === column

/** The policy without what some findings speak of. */
const without = (policy: Policy, found: readonly DeepFinding[]): Policy => {
  const stays = ({ source }: { readonly source: Source }): boolean => !found.some((each) => standsAt(source, each))
  return { ...policy, statements: policy.statements.filter(stays), trusts: policy.trusts.filter(stays) }
}

/** Decides everything the trial can ask under two policies, and who answers. */
function same({ subjects, situations }: Trial, before: Policy, after: Policy, about: string): number {
  const [first, second] = [createEngine(before), createEngine(after)]
  for (const { id } of subjects) {
    for (const { facts, args } of situations) {
      const where = `${about}: ${id} where ${JSON.stringify({ facts, args })}`
      expect(naiveDecide(after, id, facts, args).value, where).toBe(naiveDecide(before, id, facts, args).value)
      const [one, other] = [first, second].map((engine) => engine.decide(id, facts, args) as Decision)
      expect(other!.asks, where).toBe(one!.asks)
    }
  }
  return subjects.length * situations.length
}

const about = (found: readonly DeepFinding[]): string =>
  found.map(({ file, line, message }) => `${file}:${line} ${message}`).join('; ')

interface Random extends Trial {
  readonly found: readonly DeepFinding[]
  /** What levels below a rank could say. */
  readonly words: readonly RawLayer[]
  readonly picks: readonly number[]
}

/** Every law is put to the same stacks, for to find something takes longer than to check it. */
function everyFinding(laws: readonly ((random: Random) => number)[]): readonly number[] {
  const comparisons = laws.map(() => 0)
  const random = fc.record({
    raws: fc.array(rawSituation, { minLength: 1, maxLength: 4 }),
    words: fc.array(rawLayer, { minLength: 1, maxLength: 6 }),
    picks: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
  })
  fc.assert(
    fc.property(drawn, random, (stack, { raws, words, picks }) => {
      const { policy } = compiled(stack.stack)
      if (policy === null) return
      const engine = createEngine(policy)
      const situations = raws.map((raw) => situationOf(raw, stack.chain, stack.facts))
      const trial = { ...stack, policy, engine, situations, found: findings(engine), words, picks }
      for (const [place, law] of laws.entries()) comparisons[place]! += law(trial)
    }),
    { numRuns: Math.ceil(RUNS / 5) },
  )
  return comparisons
}

const coded = ({ found }: Random, code: string): readonly DeepFinding[] => found.filter((each) => each.code === code)

function togetherTakenOut(random: Random): number {
  const idle = coded(random, 'never-changes')
  return idle.length === 0 ? 0 : same(random, random.policy, without(random.policy, idle), about(idle))
}

function takenOutUnderAnyWords(random: Random): number {
  return coded(random, 'never-changes').reduce((comparisons, each) => {
    const statement = random.policy.statements.find(({ source }) => standsAt(source, each))
    if (statement === undefined || statement.rank >= random.chain.length) return comparisons
    const { policy } = compiled(saidBelow(random, statement.rank, random.words))
    return policy === null ? comparisons : comparisons + same(random, policy, without(policy, [each]), about([each]))
  }, 0)
}

function takenOutByEdit(random: Random): number {
  const count = ({ statements, trusts }: Policy): number => statements.length + trusts.length
  return coded(random, 'never-changes').reduce((comparisons, each) => {
    const { policy } = applied(files(random.stack), each.edit!)
    expect(policy, about([each])).not.toBeNull()
    expect(count(policy!), about([each])).toBe(count(random.policy) - 1)
    return comparisons + same(random, random.policy, policy!, about([each]))
  }, 0)
}

function neverHeld(random: Random): number {
  const { policy, engine, situations } = random
  return coded(random, 'never-holds').reduce((comparisons, each) => {
    const { condition } = [...policy.statements, ...policy.trusts].find(({ source }) => standsAt(source, each))!
    // Past so many claims every condition is taken to hold.
    const few = situations.filter(({ facts }) => facts.length <= 4)
    for (const { facts, args } of few) {
      expect(engine.situation(facts, args).held(condition), about([each])).toBe(0)
    }
    return comparisons + few.length
  }, 0)
}

function unused(random: Random): number {
  const { policy, picks } = random
  return coded(random, 'unusable-grant').reduce((comparisons, each) => {
    const grant = policy.statements.find(({ source }) => standsAt(source, each))!
    if (grant.kind !== 'grant') throw new Error(`no grant: ${about([each])}`)
    const values = policy.behaviors.get(grant.pattern)?.values ?? ['deny', 'ask', 'allow']
    const set = (rank: number, pick: number) =>
      ({ ...grant, kind: 'set', rank, value: pick % values.length, condition: null, index: -1 }) as const
    const between = grant.rank + 1 + (picks[0]! % (grant.to - grant.rank))
    const words = [...(between < grant.to ? [set(between, picks[1]!)] : []), set(grant.to, picks[2]!)]
    const said = policy.statements.filter(({ rank }) => rank <= grant.rank)
    const before = { ...policy, statements: [...said, ...words] }
    const after = { ...policy, statements: before.statements.filter((one) => one !== grant) }
    return comparisons + same(random, before, after, about([each]))
  }, 0)
}

function standsSomewhere({ stack, found, engine }: Random): number {
  const names = files(stack).map(({ file }) => file)
  for (const { file, line, column, facts, edit, code } of found) {
    expect(names, code).toContain(file)
    expect(Math.min(line, column), code).toBeGreaterThan(0)
    expect(engine.situation(facts ?? []).discarded, code).toEqual([])
    if (edit !== null) expect(applied(files(stack), edit).policy, `${code}: ${JSON.stringify(edit)}`).not.toBeNull()
  }
  return found.length
}

describe('what findings say of random stacks', { timeout: 3 * TIMEOUT }, () => {
  it('never-changes can be taken out, whatever weaker levels say; never-holds never holds; no unusable grant is used', () => {
    const laws = [togetherTakenOut, takenOutUnderAnyWords, takenOutByEdit, neverHeld, unused, standsSomewhere]
    for (const [place, comparisons] of everyFinding(laws).entries()) {
      expect(comparisons, laws[place]!.name).toBeGreaterThan(0)
    }
  })
})

/** The files of a stack, named as when it is compiled. */
function files(stack: StackModel) {
  return [
    ...stack.layers.map((layer, at) => ({
      level: layer.level as string | null,
      file: `${at}-${layer.level}.md`,
      text: printLayer(stack, layer),
    })),
    ...stack.mandates.map((layer, at) => ({ level: null, file: `mandate-${at}.md`, text: printLayer(stack, layer) })),
  ]
}
