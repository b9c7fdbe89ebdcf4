import type { Account, Outcome } from './account.ts'
import { grantRefusal } from './grant.ts'
import { CAUTIOUS, TRUSTED } from './situation.ts'
import type { LevelWords, Target } from './target.ts'

/**
 * Folds a scale level by level from the strongest (DESIGN, section 3, "A scale"). Anyone may tighten, in the cautious
 * reading; only those with reach may loosen, in the trusted one.
 * @param held for each statement of the target, the readings its condition held in
 * @param chain how many ranks the chain has; ranks from there on are mandates, each starting at its giver's decision
 */
export function foldScale(target: Target, held: Uint8Array, chain: number, account: Account | null): Outcome {
  const scale = new ScaleFold(target, held, chain, account)
  for (const words of target.levels) {
    if (words.rank >= chain) scale.handOn()
    scale.level(words)
  }
  return scale.outcome()
}

class ScaleFold {
  readonly #target: Target
  readonly #held: Uint8Array
  readonly #chain: number
  readonly #account: Account | null
  readonly #loosest: number
  /** Loosest value granted so far, by rank. */
  readonly #granted: number[] = []
  #value: number
  #cap: number
  /** What the set that stands says, else the default: `#value` before any limit. */
  #stood: number
  /** Positions of the set that stands and of the limit that made the cap; -1 for none. */
  #setBy = -1
  #capBy = -1

  constructor(target: Target, held: Uint8Array, chain: number, account: Account | null) {
    this.#target = target
    this.#held = held
    this.#chain = chain
    this.#account = account
    this.#loosest = target.behavior.values.length - 1
    this.#value = target.behavior.default
    this.#stood = this.#value
    this.#cap = this.#loosest
  }

  level({ rank, limits, grants, sets }: LevelWords): void {
    for (const position of limits) this.#limit(position)
    for (const position of grants) this.#grant(position, rank)
    const start = this.#value
    for (const position of sets) this.#set(position, Math.max(start, this.#reach(rank)))
  }

  /** A mandate starts at the value decided for its giver. */
  handOn(): void {
    this.#value = Math.min(this.#value, this.#cap)
  }

  outcome(): Outcome {
    const capped = this.#cap < this.#stood
    if (capped && this.#setBy >= 0) this.#account?.rejected(this.#setBy, 'capped', this.#capBy)
    const value = Math.min(this.#value, this.#cap)
    const allowed = Array.from({ length: value + 1 }, (_, index) => index)
    return { value, by: capped ? this.#capBy : this.#setBy, allowed }
  }

  #reach(rank: number): number {
    if (rank >= this.#chain) return 0
    return rank <= this.#target.behavior.authority ? this.#loosest : (this.#granted[rank] ?? 0)
  }

  #limit(position: number): void {
    if ((this.#held[position]! & CAUTIOUS) === 0) return
    const limit = saidValue(this.#target, position)
    const before = this.#cap
    if (limit < before) {
      this.#cap = limit
      this.#capBy = position
    }
    this.#account?.did(position, limit < before ? 'limited' : 'none', [before], [this.#cap])
  }

  #grant(position: number, rank: number): void {
    if ((this.#held[position]! & TRUSTED) === 0) return
    const statement = this.#target.statements[position]!
    const { behavior } = this.#target
    if (statement.kind !== 'grant') return
    const refusal = grantRefusal(statement, behavior, this.#chain)
    if (refusal !== null) return this.#account?.rejected(position, refusal)
    const before = this.#reach(statement.to)
    const after = Math.max(before, Math.min(statement.values[0]!, this.#reach(rank), behavior.delegable.at(-1)!))
    this.#granted[statement.to] = after
    this.#account?.did(position, after > before ? 'granted' : 'none', [before], [after])
  }

  #set(position: number, ceiling: number): void {
    const held = this.#held[position]!
    if ((held & CAUTIOUS) === 0) return
    const value = saidValue(this.#target, position)
    const before = this.#value
    if ((held & TRUSTED) !== 0) {
      if (value > ceiling) return this.#account?.rejected(position, 'out-of-reach')
      this.#stands(position, value)
      this.#account?.did(position, 'set', [before], [value])
    } else if (value > before) {
      this.#account?.rejected(position, 'unvouched')
    } else {
      if (value < before) this.#stands(position, value)
      this.#account?.did(position, value < before ? 'lowered' : 'none', [before], [value])
    }
  }

  #stands(position: number, value: number): void {
    this.#value = value
    this.#stood = value
    this.#setBy = position
  }
}

function saidValue(target: Target, position: number): number {
  const statement = target.statements[position]!
  return statement.kind === 'set' ? statement.value : statement.kind === 'limit' ? statement.values[0]! : 0
}
