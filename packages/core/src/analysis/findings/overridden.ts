import type { Assertion } from '../../engine/types.ts'
import type { BehaviorStatement } from '../../policy/types.ts'
import { membersOf } from '../family.ts'
import { asLimit } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding, isTold, related, said, valuesOf, widthOf } from './report.ts'
import { accountOf, type Deed } from './state.ts'
import type { DeepFinding } from './types.ts'

type Set = BehaviorStatement & { kind: 'set' }

/** A `set` that another one undid in some situation, so that something looser was decided. */
interface Override {
  readonly id: string
  readonly first: Set
  readonly second: Set
  readonly facts: readonly Assertion[]
}

/**
 * Sets of scales that a later one undoes: in some situation the first took effect, the second then set something looser,
 * and something looser than the first was decided in the end.
 *
 * - `overwritten-tightening`: the first tightens under a condition, and the second stands under none.
 * - `against-stronger`: any other where the second is said by a weaker level than the first, and has the reach by the
 *   behavior's authority: what a stronger level granted it meant to be used.
 */
export function overridden(ground: Ground): readonly DeepFinding[] {
  const found: DeepFinding[] = []
  for (const id of idsOf(ground)) {
    for (const override of overridesOf(ground, id)) {
      const { first, second } = override
      const tightening = first.condition !== null && second.condition === null
      const ranked = second.rank > first.rank && second.rank <= ground.target(id).behavior.authority
      if (!tightening && !ranked) continue
      const told = tightening ? overwritten(ground, override) : against(ground, override)
      if (
        !isTold(
          found.filter(({ code }) => code === told.code),
          { source: told },
        )
      )
        found.push(told)
    }
  }
  return found
}

/** Every concrete id that a `set` speaks about. */
function idsOf({ policy }: Ground): readonly string[] {
  const patterns = new Set(policy.statements.flatMap(({ kind, pattern }) => (kind === 'set' ? [pattern] : [])))
  return [...new Set([...patterns].flatMap((pattern) => membersOf(pattern, policy)))]
}

function overridesOf(ground: Ground, id: string): readonly Override[] {
  const target = ground.target(id)
  const sets = target.statements.filter(({ kind, rank }) => kind === 'set' && rank < ground.chain)
  if (target.behavior.kind !== 'scale' || sets.length < 2) return []
  const found: Override[] = []
  for (const { held, facts, args } of ground.regions(target.conditions)) {
    if (args !== undefined) continue
    const account = accountOf(target, held, ground.chain)
    const deeds = account.deeds.filter(({ effect }) => effect === 'set' || effect === 'lowered')
    for (const [place, second] of deeds.slice(1).entries()) {
      const first = deeds[place]!
      if (second.effect !== 'set' || !isUndone(first, second, account.value)) continue
      found.push({ id, first: first.statement as Set, second: second.statement as Set, facts })
    }
  }
  return found
}

/** Whether a set took effect and the next one made it looser again. */
function isUndone(first: Deed, second: Deed, decided: number): boolean {
  const value = first.after[0]!
  const tightens = value < first.before[0]! || first.statement.rank < second.statement.rank
  return tightens && second.after[0]! > value && decided > value
}

function overwritten({ policy }: Ground, { id, first, second, facts }: Override): DeepFinding {
  const value = valuesOf(policy, first)[first.value]!
  const message = `\`${said(policy, first)}\`, when ${first.condition!.text}, is overwritten by \`${said(policy, second)}\`, which stands under no condition`
  return finding('overwritten-tightening', first.source, message, {
    length: widthOf(policy, first),
    facts,
    related: [related(second.source, 'what overwrites it')],
    help: 'what is to hold whatever is set later is said with `limit`',
    edit: asLimit(policy, first.source, id, value),
  })
}

function against({ policy }: Ground, { id, first, second, facts }: Override): DeepFinding {
  const value = valuesOf(policy, first)[first.value]!
  const message = `\`${said(policy, second)}\` works against \`${said(policy, first)}\`, and it has the reach to`
  return finding('against-stronger', second.source, message, {
    severity: 'info',
    length: widthOf(policy, second),
    facts,
    related: [related(first.source, 'what it loosens')],
    help: `if \`${policy.levels[first.rank]}\` means it to hold, it says \`limit\``,
    edit: asLimit(policy, first.source, id, value),
  })
}
