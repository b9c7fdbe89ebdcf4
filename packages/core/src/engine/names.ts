import { canonicalLevel } from '../document/levels.ts'
import type { Policy, Rank } from '../policy/types.ts'
import { type FactCells, interned } from './cells.ts'
import { nativeRanks } from './vouching.ts'

/** For so many places of a list of assertions, the fact named there last is remembered. */
const MAX_PLACES = 64

/** What a fact's name stands for, and the two levels that spoke of it last. */
export interface NamedFact {
  readonly name: string
  /** Index of the fact; -1 for a name that is none. */
  readonly fact: number
  /** A bit of its own; 0 where there are more facts than bits. */
  readonly bit: number
  readonly cells: FactCells | null
  readonly assumed: number
  /** A bit for each rank entitled without a trust. */
  readonly entitled: number
  /** Weight in the number of the situation that conditional trusts read. */
  readonly trustWeight: number
  by: string
  rank: Rank
  other: string
  otherRank: Rank
}

/** Names of facts and levels as callers write them. Whoever keeps the order of a list pays no look-up. */
export class FactNames {
  readonly #facts = new Map<string, NamedFact>()
  readonly #levels: readonly string[]
  readonly #places: NamedFact[] = []

  constructor(policy: Policy, cells: readonly FactCells[], trustWeights: Int32Array | null) {
    this.#levels = interned(policy.levels.slice(0, policy.levels.length - policy.mandates))
    for (const each of cells) {
      const { index, name } = each.fact
      const known = named(interned([name])[0]!, index, each, trustWeights?.[index] ?? 0)
      this.#facts.set(known.name, known)
    }
  }

  /** The fact named at a place of a list. */
  at(place: number, name: string): NamedFact {
    const known = this.#places[place]
    return known !== undefined && known.name === name ? known : this.#find(place, name)
  }

  /** The rank of a level that speaks of a fact; -1 for what is no level. */
  rank(fact: NamedFact, by: string): Rank {
    return fact.by === by ? fact.rank : fact.other === by ? fact.otherRank : this.#learn(fact, by)
  }

  #find(place: number, name: string): NamedFact {
    const known = this.#facts.get(name) ?? named(name, -1, null, 0)
    if (place < MAX_PLACES) this.#places[place] = known
    return known
  }

  #learn(fact: NamedFact, by: string): Rank {
    const levels = this.#levels
    let rank = 0
    while (rank < levels.length && levels[rank] !== by) rank++
    if (rank === levels.length) rank = levels.indexOf(canonicalLevel(by))
    fact.other = fact.by
    fact.otherRank = fact.rank
    fact.by = by
    fact.rank = rank
    return rank
  }
}

const named = (name: string, fact: number, cells: FactCells | null, trustWeight: number): NamedFact => ({
  name,
  fact,
  bit: fact < 0 || fact > 30 ? 0 : 1 << fact,
  cells,
  assumed: cells?.assumed ?? 0,
  entitled: cells === null ? 0 : nativeRanks(cells.fact),
  trustWeight,
  by: '',
  rank: -1,
  other: '',
  otherRank: -1,
})
