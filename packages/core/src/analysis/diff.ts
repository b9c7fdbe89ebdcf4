import type { Engine } from '../engine/engine.ts'
import { Hypothesis, plus } from '../engine/hypothesis.ts'
import type { Assertion } from '../engine/types.ts'
import { isFamily } from '../policy/pattern.ts'
import type { Arguments, Behavior, BehaviorStatement, Condition, Policy } from '../policy/types.ts'
import { type Shared, sharedSituations } from './both.ts'
import { conditionOver } from './condition-over.ts'

export type Direction = 'tighter' | 'looser' | 'changed'

/** A decision that comes out otherwise in some situations; `facts` is one of them, with the fewest assertions. */
export interface DecisionChange {
  readonly behavior: string
  readonly direction: Direction
  readonly old: string
  readonly new: string
  readonly facts: readonly Assertion[]
  readonly args?: Arguments
  /** In how many of the situations looked at. */
  readonly situations: number
}

/** How far a level's own word goes: other than before in some situations. */
export interface ReachChange extends DecisionChange {
  readonly level: string
  /** Whether it takes grants of the levels above that are not written. */
  readonly granted: boolean
}

/** What two policies decide differently. */
export interface PolicyDiff {
  /** Nothing is decided differently, whoever says what: only words of prose have changed, if any. */
  readonly textOnly: boolean
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
  const compared = idsOf(older.policy, newer.policy)
    .filter((id) => older.target(id) !== null && newer.target(id) !== null && !alike(older, newer, id))
    .map((id) => new Comparison(older, newer, id, condition).compared())
  const [changes, reach] = [compared.flatMap((each) => each.changes), compared.flatMap((each) => each.reach)]
  const left = compared.flatMap((each) => (each.left === null ? [] : [{ behavior: each.behavior, reason: each.left }]))
  const added = { behaviors: behaviors.added, facts: facts.added }
  const removed = { behaviors: behaviors.removed, facts: facts.removed }
  const other = [changes, reach, left, added.behaviors, added.facts, removed.behaviors, removed.facts]
  return { textOnly: other.every((each) => each.length === 0), changes, reach, added, removed, left }
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
function alike(older: Engine, newer: Engine, id: string): boolean {
  const decisive = ({ policy, ...engine }: { policy: Policy; target: Engine['target'] }): string => {
    const target = engine.target(id)!
    const said = target.statements.map(({ source: _, index: __, layer: ___, condition, ...rest }) => [rest, condition?.text])
    const trusts = policy.trusts.map(({ source: _, index: __, layer: ___, condition, ...rest }) => [rest, condition?.text])
    const facts = policy.facts.map(({ source: _, title: __, ...rest }) => rest)
    const { source: _, title: __, describe: ___, section: ____, ...behavior } = target.behavior
    return JSON.stringify([policy.levels, behavior, said, trusts, facts])
  }
  const of = (engine: Engine) => decisive({ policy: engine.policy, target: (each) => engine.target(each) })
  return of(older) === of(newer)
}
