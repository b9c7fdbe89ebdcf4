import type { FactValue } from '../../document/types.ts'
import { Situation } from '../../engine/situation.ts'
import type { Assertion } from '../../engine/types.ts'
import { fits } from '../../engine/vouching.ts'
import type { Policy, TrustStatement } from '../../policy/types.ts'
import type { SharedFact } from './groups.ts'

/** What one policy makes of what is said about one fact. Values are indices into `SharedFact.values`. */
export interface Belief {
  /** The same for beliefs that are alike. */
  readonly id: number
  readonly trusted: number
  /** What it may be in the cautious reading, ascending. */
  readonly candidates: readonly number[]
  /** How many values were said to be candidates. */
  readonly count: number
}

/** What can be believed of one fact. */
export class Beliefs {
  readonly #shared: SharedFact
  readonly #known = new Map<string, Belief>()
  readonly #contested = new Map<string, Belief>()

  constructor(shared: SharedFact) {
    this.#shared = shared
  }

  /** What comes of these assertions on one side, where just these trusts hold. */
  of(assertions: readonly Assertion[], policy: Policy, side: number, trusts: readonly TrustStatement[]): Belief {
    const fact = { ...this.#shared.declared[side]!, index: 0 }
    const alone = trusts.map((trust) => ({ ...trust, fact: 0, condition: null }))
    const situation = new Situation({ ...policy, facts: [fact], trusts: alone }, assertions)
    return this.#belief(this.#cell(situation.trusted[0]!), situation.candidates(0))
  }

  /** The same beside a set of claims: they change nothing of what is trusted. */
  beside(belief: Belief, claimed: readonly FactValue[], set: number, side: number): Belief {
    const key = `${belief.id} ${set} ${side}`
    let contested = this.#contested.get(key)
    if (contested === undefined) {
      const fact = this.#shared.declared[side]!
      const said = belief.candidates.map((place) => this.#shared.values[place]!)
      contested = this.#belief(belief.trusted, [...new Set([...said, ...claimed.filter((value) => fits(fact, value))])])
      this.#contested.set(key, contested)
    }
    return contested
  }

  #belief(trusted: number, said: readonly FactValue[]): Belief {
    const cells = new Set(said.map((value) => this.#cell(value)).filter((place) => place >= 0))
    const candidates = [...cells].sort((a, b) => a - b)
    const key = `${trusted} ${said.length} ${candidates.join()}`
    const belief = this.#known.get(key) ?? { id: this.#known.size, trusted, candidates, count: said.length }
    this.#known.set(key, belief)
    return belief
  }

  #cell(value: FactValue): number {
    return this.#shared.values.indexOf(value)
  }
}
