import type { Account, Outcome } from './account.ts'
import { grantRefusal } from './grant.ts'
import { TRUSTED } from './situation.ts'
import type { LevelWords, Target } from './target.ts'

/**
 * Folds a choice level by level from the strongest (DESIGN, section 3, "A choice"). No side is tighter, so everything
 * takes reach, and the trusted reading holds throughout.
 * @param held for each statement of the target, the readings its condition held in
 * @param chain how many ranks the chain has; mandates beyond it have no reach and change nothing
 */
export function foldChoice(target: Target, held: Uint8Array, chain: number, account: Account | null): Outcome {
  const choice = new ChoiceFold(target, held, chain, account)
  for (const words of target.levels) choice.level(words)
  return choice.outcome()
}

class ChoiceFold {
  readonly #target: Target
  readonly #held: Uint8Array
  readonly #chain: number
  readonly #account: Account | null
  readonly #all: readonly number[]
  readonly #granted: (readonly number[])[] = []
  /** Winning sets in order, as position and value. */
  readonly #won: { readonly position: number; readonly value: number }[] = []
  #allowed: readonly number[]
  #value: number

  constructor(target: Target, held: Uint8Array, chain: number, account: Account | null) {
    this.#target = target
    this.#held = held
    this.#chain = chain
    this.#account = account
    this.#all = target.behavior.values.map((_, index) => index)
    this.#allowed = this.#all
    this.#value = target.behavior.default
  }

  level({ rank, limits, grants, sets }: LevelWords): void {
    for (const position of limits) if (this.#trusted(position)) this.#limit(position, this.#reach(rank))
    for (const position of grants) if (this.#trusted(position)) this.#grant(position, rank)
    for (const position of sets) if (this.#trusted(position)) this.#set(position, this.#reach(rank))
  }

  outcome(): Outcome {
    const allowed = this.#allowed
    if (allowed.includes(this.#value)) return { value: this.#value, by: this.#won.at(-1)?.position ?? -1, allowed }
    const kept = this.#won.findLast((set) => allowed.includes(set.value))
    if (kept !== undefined) return { value: kept.value, by: kept.position, allowed }
    const { default: start } = this.#target.behavior
    return { value: allowed.includes(start) ? start : allowed[0]!, by: this.#lastLimit, allowed }
  }

  /** Position of the limit that took the value away; -1 where none did. */
  #lastLimit = -1

  #trusted(position: number): boolean {
    return (this.#held[position]! & TRUSTED) !== 0
  }

  #reach(rank: number): readonly number[] {
    if (rank >= this.#chain) return []
    return rank <= this.#target.behavior.authority ? this.#all : (this.#granted[rank] ?? [])
  }

  #limit(position: number, reach: readonly number[]): void {
    const statement = this.#target.statements[position]!
    if (statement.kind !== 'limit') return
    const left = this.#allowed.filter((value) => statement.values.includes(value))
    const within = left.every((value) => reach.includes(value) || value === this.#value)
    if (reach.length === 0 || !within) return this.#account?.rejected(position, 'out-of-reach')
    if (left.length === 0) return this.#account?.rejected(position, 'empty-limit')
    const before = this.#allowed
    this.#allowed = left
    if (before.length > left.length && before.includes(this.#value) && !left.includes(this.#value))
      this.#lastLimit = position
    this.#account?.did(position, left.length < before.length ? 'limited' : 'none', before, left)
  }

  #grant(position: number, rank: number): void {
    const statement = this.#target.statements[position]!
    const { behavior } = this.#target
    if (statement.kind !== 'grant') return
    const refusal = grantRefusal(statement, behavior, this.#chain)
    if (refusal !== null) return this.#account?.rejected(position, refusal)
    const before = this.#reach(statement.to)
    const own = this.#reach(rank)
    const given = statement.values.filter((value) => own.includes(value) && behavior.delegable.includes(value))
    const after = this.#all.filter((value) => before.includes(value) || given.includes(value))
    this.#granted[statement.to] = after
    this.#account?.did(position, after.length > before.length ? 'granted' : 'none', before, after)
  }

  #set(position: number, reach: readonly number[]): void {
    const statement = this.#target.statements[position]!
    if (statement.kind !== 'set') return
    const { value } = statement
    if (!this.#allowed.includes(value) || !reach.includes(value))
      return this.#account?.rejected(position, 'out-of-reach')
    const before = this.#value
    this.#value = value
    this.#won.push({ position, value })
    this.#account?.did(position, 'set', [before], [value])
  }
}
