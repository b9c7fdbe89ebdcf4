import { type Assertion, type Condition, type Engine, envelope } from '@bylaw/core'

export type Facts = readonly Assertion[]

/**
 * The situations that a condition tells apart, each as what is vouched for in it; fewest facts first. Every other fact is
 * as it is assumed.
 * @returns null for too many
 */
export function situationsOf(engine: Engine, about: string, condition: Condition): readonly Facts[] | null {
  const { facts, levels } = engine.policy
  const others = facts.filter(({ index }) => !condition.facts.includes(index))
  const assumed = others.map(({ name, assume, vouchedBy }) => ({ name, value: assume, by: levels[vouchedBy]! }))
  const [row] = envelope(engine, { behaviors: [about], facts: assumed, mountedOnly: true })
  return row === undefined || row.cells.length === 0 ? null : row.cells.map((cell) => cell.facts)
}
