import type { FactValue } from '../document/types.ts'
import type { Assertion } from '../engine/types.ts'
import { fits } from '../engine/vouching.ts'
import type { Fact, Policy } from '../policy/types.ts'
import { type Axis, vouched } from './space.ts'

/** One more than the assignments past which the cautious reading gives up: whoever says so many things makes it hold. */
const FLOOD = 257
/** So many claims are tried in pairs. */
const MAX_PAIRED = 24

/**
 * The same situation under what the weakest voice could claim beside it: nothing, then one claim, two, every claim, and
 * so many that the cautious reading gives up.
 * @param facts what is vouched for
 */
export function* contested(
  policy: Policy,
  facts: readonly Assertion[],
  axes: readonly Axis[],
): Generator<readonly Assertion[]> {
  const by = policy.levels[policy.levels.length - policy.mandates - 1]!
  const said = new Map(facts.map(({ name, value }) => [name, value]))
  const trusted = ({ fact }: Axis): FactValue => said.get(fact.name) ?? fact.assume
  const firm = axes.map((axis) => vouched(policy, axis.fact, trusted(axis)))
  const claims = axes.flatMap((axis) =>
    axis.values.filter((value) => value !== trusted(axis)).map((value) => ({ name: axis.fact.name, value, by })),
  )
  yield facts
  for (const claim of claims) yield [claim, ...firm]
  if (claims.length <= MAX_PAIRED) {
    for (const [place, first] of claims.entries()) {
      for (const second of claims.slice(place + 1)) yield [first, second, ...firm]
    }
  }
  yield [...claims, ...firm]
  const flood = axes.flatMap(({ fact }) => flooding(fact).map((value) => ({ name: fact.name, value, by })))
  if (flood.length > 0) yield [...claims, ...flood, ...firm]
}

function flooding(fact: Fact): readonly number[] {
  if (fact.type.kind !== 'number') return []
  const { min, max } = fact.type
  const from = min ?? (max ?? 0) - FLOOD
  const step = ((max ?? from + FLOOD) - from) / FLOOD
  return Array.from({ length: FLOOD }, (_, place) => from + place * step).filter((value) => fits(fact, value))
}
