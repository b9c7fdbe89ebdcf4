/** The envelope of one behavior beside the naive engine asked about everything that could be said and asserted. */
import { naiveDecide } from '../packages/core/reference/naive.ts'
import {
  type Assertion,
  type BehaviorStatement,
  createEngine,
  type Engine,
  envelope,
  type Policy,
} from '../packages/core/src/index.ts'
import { oneBehavior } from './analysis-policies.ts'
import { median } from './rounds.ts'

export interface ExhaustionPoint {
  readonly facts: number
  /** How often the naive engine was asked. */
  readonly asked: number
  /** Milliseconds. */
  readonly naive: number
  readonly analysed: number
}

const SIZES = [1, 2, 3]
/** Everybody from here on may say anything. */
const FREE = ['user', 'agent']
const UNWRITTEN = { index: -1, layer: -1, condition: null, source: { file: '', line: 0, column: 0 } } as const

export function measureExhaustion(rounds: number): readonly ExhaustionPoint[] {
  return SIZES.map((facts) => {
    const { engine } = oneBehavior(Math.max(2, facts))
    let asked = 0
    let loosest = ''
    const naive = timed(1, () => {
      const found = exhausted(engine, facts)
      asked = found.asked
      loosest = found.value
    })
    const analysed = timed(rounds, () => {
      const [row] = envelope(createEngine(engine.policy), { below: 'developer', facts: silentFacts(engine, facts) })
      if (row!.envelope !== loosest)
        throw new Error(`the envelope is ${row!.envelope}, and ${loosest} when all is tried`)
    })
    return { facts, asked, naive, analysed }
  })
}

/** A policy of one fact has a second one, of which nothing is asserted by anybody. */
const silentFacts = ({ policy }: Engine, facts: number): readonly Assertion[] =>
  policy.facts.slice(facts).map(({ name, assume }) => ({ name, value: assume, by: 'developer' }))

function exhausted({ policy }: Engine, facts: number): { asked: number; value: string } {
  const { values, id } = [...policy.behaviors.values()][0]!
  let asked = 0
  let loosest = 0
  for (const said of documents(policy, id, values.length)) {
    const mounted = { ...policy, statements: [...policy.statements, ...said] }
    for (const situation of situations(policy, facts)) {
      asked++
      loosest = Math.max(loosest, values.indexOf(naiveDecide(mounted, id, situation).value!))
    }
  }
  return { asked, value: values[loosest]! }
}

/** Of each level at most one limit, one grant to the other and one set: more of a kind comes to no more. */
function documents(policy: Policy, pattern: string, values: number): readonly BehaviorStatement[][] {
  const all = Array.from({ length: values }, (_, value) => value)
  const ranks = FREE.map((level) => policy.levels.indexOf(level))
  const parts = ranks.flatMap((rank) => [
    all.map((value): BehaviorStatement => ({ ...UNWRITTEN, kind: 'limit', rank, pattern, values: [value] })),
    ...ranks
      .filter((to) => to > rank)
      .map((to) =>
        all.map((value): BehaviorStatement => ({ ...UNWRITTEN, kind: 'grant', rank, to, pattern, values: [value] })),
      ),
    all.map((value): BehaviorStatement => ({ ...UNWRITTEN, kind: 'set', rank, pattern, value })),
  ])
  let said: BehaviorStatement[][] = [[]]
  for (const part of parts) said = said.flatMap((before) => [before, ...part.map((more) => [...before, more])])
  return said
}

/** Of each fact nothing, or what either level could say of it. */
function situations(policy: Policy, facts: number): readonly Assertion[][] {
  let all: Assertion[][] = [[]]
  for (const { name } of policy.facts.slice(0, facts)) {
    const words = FREE.flatMap((by) => [true, false].map((value) => ({ name, value, by })))
    all = all.flatMap((said) => [said, ...words.map((word) => [...said, word])])
  }
  return all
}

function timed(rounds: number, run: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const before = performance.now()
    run()
    return performance.now() - before
  })
  return median(times)
}
