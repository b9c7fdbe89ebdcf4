import type { Account as Listener } from '../../engine/account.ts'
import { fold } from '../../engine/fold.ts'
import type { Held } from '../../engine/hypothesis.ts'
import type { Target } from '../../engine/target.ts'
import type { Reason, Step } from '../../engine/types.ts'
import type { BehaviorStatement, Rank } from '../../policy/types.ts'

/** What one statement did, as the engine told it. */
export interface Deed {
  readonly statement: BehaviorStatement
  readonly effect: Step['effect']
  readonly reason: Reason | null
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** The limit that lowered in the end what it set; null where none did. */
  readonly capped: BehaviorStatement | null
}

/** What the engine tells of each statement while it folds. */
class Deeds implements Listener {
  readonly all: Deed[] = []
  readonly #target: Target

  constructor(target: Target) {
    this.#target = target
  }

  did(position: number, effect: Step['effect'], before: readonly number[], after: readonly number[]): void {
    this.all.push({ statement: this.#said(position), effect, reason: null, before, after, capped: null })
  }

  rejected(position: number, reason: Reason, limit = -1): void {
    const statement = this.#said(position)
    if (reason !== 'capped') {
      this.all.push({ statement, effect: 'rejected', reason, before: [], after: [], capped: null })
      return
    }
    const done = this.all.findLastIndex((deed) => deed.statement === statement)
    this.all[done] = { ...this.all[done]!, capped: this.#said(limit) }
  }

  #said(position: number): BehaviorStatement {
    return this.#target.statements[position]!
  }
}

/** How one situation turned out, and what each statement did in it. */
export interface Account {
  /** Index of the decided value. */
  readonly value: number
  /** Level by level; those whose condition does not hold are left out. */
  readonly deeds: readonly Deed[]
}

/** Folds a target as the engine does, and tells what each of its statements did. */
export function accountOf(target: Target, held: Held, chain: number): Account {
  const deeds = new Deeds(target)
  const readings = Uint8Array.from(target.statements, (statement) => held(statement.condition))
  const { value } = fold(target, readings, chain, deeds)
  return { value, deeds: deeds.all }
}

/**
 * Everything about a behavior that words of levels weaker than a rank could build on, once those down to it have spoken:
 * value, limits, reach granted, earlier choices, and who answers an `ask`. Where two of these are equal, no words below
 * can tell them apart.
 * @param target with the statements of the levels down to the rank
 */
export function stateOf(target: Target, rank: Rank, held: Held, chain: number): string {
  const { behavior } = target
  let chosen: readonly number[] = [behavior.default]
  let left: readonly number[] = []
  let [chosenBy, leftBy] = [-1, -1]
  const reach = new Map<Rank, readonly number[]>()
  for (const { statement, effect, after } of accountOf(target, held, chain).deeds) {
    if (effect === 'set' || effect === 'lowered') {
      chosen = [...chosen.filter((value) => behavior.kind === 'choice' && value !== after[0]), ...after]
      chosenBy = statement.rank
    } else if (effect === 'limited') {
      left = after
      leftBy = statement.rank
    } else if (effect === 'granted' && statement.kind === 'grant' && statement.to > rank) reach.set(statement.to, after)
  }
  const asks = (value: number | undefined, by: Rank): Rank | null =>
    value !== undefined && behavior.values[value] === 'ask' ? by : null
  const answering = [asks(chosen.at(-1), chosenBy), asks(left.at(-1), leftBy)]
  return JSON.stringify([chosen, left, [...reach].sort(([a], [b]) => a - b), answering])
}
