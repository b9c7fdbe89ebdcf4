/** What a policy decides in every situation and under every document of the free levels, by the naive engine alone. */
import { foldChoice } from '../../../reference/choice.ts'
import { covers } from '../../../reference/naive.ts'
import type { Readings } from '../../../reference/readings.ts'
import { foldScale } from '../../../reference/scale.ts'
import type { Behavior, BehaviorStatement, Condition, Policy, TrustStatement } from '../../../src/index.ts'
import { documentsOf } from './documents.ts'
import { subsets } from './subsets.ts'

/** The index of the value under these statements, as the naive engine folds them. */
export function folded(
  policy: Policy,
  behavior: Behavior,
  statements: readonly BehaviorStatement[],
  readings: Readings,
): number {
  if (behavior.kind === 'bright-line') return 0
  return (behavior.kind === 'scale' ? foldScale : foldChoice)(policy, behavior, statements, readings).value
}

/** Levels of the chain, strongest first. */
export const chainLength = ({ levels, mandates }: Policy): number => levels.length - mandates

/** The ranks below one, or every one below root at which nothing is mounted. */
export function freeBelow(policy: Policy, below: number | undefined): readonly number[] {
  const ranks = Array.from({ length: chainLength(policy) }, (_, rank) => rank)
  if (below !== undefined) return ranks.slice(below + 1)
  return ranks.slice(1).filter((rank) => !policy.layers.some((layer) => layer.rank === rank))
}

/** The policy without what some ranks say, and with other trusts. */
export function withTrusts(policy: Policy, silent: readonly number[], trusts: readonly TrustStatement[]): Policy {
  const speaks = ({ rank }: { readonly rank: number }): boolean => !silent.includes(rank)
  return {
    ...policy,
    statements: policy.statements.filter(speaks),
    trusts: [...policy.trusts.filter(speaks), ...trusts].sort((a, b) => a.rank - b.rank),
  }
}

/** Everything that the ranks could say about who vouches for these facts: every set of trusts. */
export function trustsBy(
  policy: Policy,
  ranks: readonly number[],
  facts: readonly number[],
): readonly (readonly TrustStatement[])[] {
  const single = ranks.flatMap((rank) =>
    facts
      .filter((fact) => policy.facts[fact]!.declaredAt <= rank)
      .flatMap((fact) =>
        Array.from({ length: chainLength(policy) }, (_, to) => to)
          .slice(rank + 1)
          .map(
            (to): TrustStatement => ({
              kind: 'trust',
              heard: true,
              rank,
              to,
              fact,
              index: -1,
              layer: -1,
              condition: null,
              source: { file: '', line: 0, column: 0 },
            }),
          ),
      ),
  )
  return subsets(single)
}

/** What declares an id: itself, or the longest family that covers it. */
export function declarationOf({ behaviors }: Policy, id: string): Behavior {
  const families = [...behaviors.values()].filter((behavior) => covers(behavior.id, id))
  return behaviors.get(id) ?? families.sort((a, b) => b.id.length - a.id.length)[0]!
}

/** One behavior of a policy, of which some levels may say anything. */
export class Enumeration {
  readonly behavior: Behavior
  /** What stands, the free levels silent. */
  readonly mounted: readonly BehaviorStatement[]
  readonly complete: boolean
  readonly #policy: Policy
  readonly #conditions: readonly Condition[]
  readonly #documents: readonly (readonly BehaviorStatement[])[]
  readonly #known = new Map<string, readonly number[]>()

  /**
   * @param free ranks whose words as mounted don't count
   * @param speaking those of them that may say anything, mandates never
   */
  constructor(policy: Policy, id: string, free: readonly number[], speaking = free) {
    this.behavior = declarationOf(policy, id)
    this.#policy = policy
    this.mounted = policy.statements.filter((each) => covers(each.pattern, id) && !free.includes(each.rank))
    this.#conditions = [...new Set(this.mounted.flatMap(({ condition }) => condition ?? []))]
    const { all, complete } = documentsOf(this.behavior, speaking, chainLength(policy))
    this.#documents = all
    this.complete = complete
  }

  /** Indices of the facts that conditions about it read. */
  get facts(): readonly number[] {
    return [...new Set(this.#conditions.flatMap(({ facts }) => facts))]
  }

  /** Whether a condition about it calculates. */
  get opaque(): boolean {
    return this.#conditions.some(({ constants }) => constants.includes(null))
  }

  /** What comes about with the free levels silent, first, and then everything else that could. */
  values(readings: Readings): readonly number[] {
    const held = this.held(readings)
    let values = this.#known.get(held.key)
    if (values === undefined) {
      values = [...new Set(this.#documents.map((said) => this.under(said, held)))]
      this.#known.set(held.key, values)
    }
    return values
  }

  silent(readings: Readings): number {
    return this.values(readings)[0]!
  }

  loosest(readings: Readings): number {
    return Math.max(...this.values(readings))
  }

  under(said: readonly BehaviorStatement[], readings: Readings): number {
    return folded(this.#policy, this.behavior, [...this.mounted, ...said], readings)
  }

  /** The readings of the conditions that matter here, looked up. */
  held(readings: Readings): Readings & { readonly key: string } {
    const trusted = new Map(this.#conditions.map((condition) => [condition, readings.trusted(condition)]))
    const cautious = new Map(this.#conditions.map((condition) => [condition, readings.cautious(condition)]))
    const key = this.#conditions.map((each) => Number(trusted.get(each)) + 2 * Number(cautious.get(each))).join('')
    return {
      key,
      trusted: (condition) => condition === null || trusted.get(condition)!,
      cautious: (condition) => condition === null || cautious.get(condition)!,
    }
  }
}
