import type { Engine } from '../engine/engine.ts'
import type { Policy } from '../policy/types.ts'
import { compared, type DecisionChange, type ReachChange } from './comparison.ts'
import { conditionOver } from './condition-over.ts'

/** What two policies decide differently. */
export interface PolicyDiff {
  /** Nothing is decided differently, whoever says what: only words of prose have changed, if any. Never told of a part. */
  readonly textOnly: boolean
  /** Nothing is decided differently where it was looked, and nowhere was left out. */
  readonly same: boolean
  readonly changes: readonly DecisionChange[]
  readonly reach: readonly ReachChange[]
  readonly added: { readonly behaviors: readonly string[]; readonly facts: readonly string[] }
  readonly removed: { readonly behaviors: readonly string[]; readonly facts: readonly string[] }
  /** What was not looked at, by behavior. */
  readonly left: readonly { readonly behavior: string; readonly reason: string }[]
}

/** A diff, or what is wrong with the question. */
export type DiffResult = PolicyDiff | { readonly error: string }

/**
 * Which decisions change between two policies, and in which situations; not which words.
 * @param where only situations in which this condition holds, in the trusted reading of the newer policy
 */
export function diff(older: Engine, newer: Engine, where?: string): DiffResult {
  const condition = where === undefined ? null : conditionOver(newer.policy, where)
  if (typeof condition === 'string') return { error: condition }
  const behaviors = changedKeys(older.policy.behaviors.keys(), newer.policy.behaviors.keys())
  const facts = changedKeys(
    older.policy.facts.map(({ name }) => name),
    newer.policy.facts.map(({ name }) => name),
  )
  const each = idsOf(older.policy, newer.policy)
    .filter((id) => older.target(id) !== null && newer.target(id) !== null && !alike(older, newer, id))
    .map((id) => compared(older, newer, id, condition))
  const changes = each.flatMap((comparison) => comparison.changes)
  const reach = each.flatMap((comparison) => comparison.reach)
  const left = each.flatMap(({ behavior, left: reason }) => (reason === null ? [] : [{ behavior, reason }]))
  const added = { behaviors: behaviors.added, facts: facts.added }
  const removed = { behaviors: behaviors.removed, facts: facts.removed }
  const other = [changes, reach, left, added.behaviors, added.facts, removed.behaviors, removed.facts]
  const same = other.every((list) => list.length === 0)
  return { textOnly: same && where === undefined, same, changes, reach, added, removed, left }
}

function changedKeys(older: Iterable<string>, newer: Iterable<string>): { added: string[]; removed: string[] } {
  const [before, after] = [[...older], [...newer]]
  return {
    added: after.filter((name) => !before.includes(name)),
    removed: before.filter((name) => !after.includes(name)),
  }
}

/** Every behavior declared or spoken of in either, in the order of the newer. */
function idsOf(older: Policy, newer: Policy): readonly string[] {
  const named = ({ behaviors, statements }: Policy): string[] => [
    ...behaviors.keys(),
    ...statements.map(({ pattern }) => pattern),
  ]
  return [...new Set([...named(newer), ...named(older)])]
}

/** Whether all that decides a behavior is the same in both: nothing has to be looked at then. */
const alike = (older: Engine, newer: Engine, id: string): boolean => decisive(older, id) === decisive(newer, id)

function decisive(engine: Engine, id: string): string {
  const { levels, facts, trusts } = engine.policy
  const { statements, behavior } = engine.target(id)!
  const said = [...statements, ...trusts].map(({ condition, ...statement }) => [
    { ...statement, source: null, index: null, layer: null },
    condition?.text,
  ])
  const known = facts.map((fact) => ({ ...fact, source: null, title: null }))
  const declared = { ...behavior, source: null, title: null, describe: null, section: null }
  return JSON.stringify([levels, declared, said, known])
}
