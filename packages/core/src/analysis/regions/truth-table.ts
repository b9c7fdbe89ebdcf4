import type { FactValue } from '../../document/types.ts'
import type { Arguments, Condition, Truth } from '../../policy/types.ts'

/** What a condition comes to for every choice of one value of each fact it reads; evaluated when first asked for. */
export class TruthTable {
  readonly #condition: Condition
  readonly #values: readonly (readonly FactValue[])[]
  readonly #args: Arguments | undefined
  readonly #known = new Map<number, Truth>()

  /** @param values by fact the condition reads */
  constructor(condition: Condition, values: readonly (readonly FactValue[])[], args: Arguments | undefined) {
    this.#condition = condition
    this.#values = values
    this.#args = args
  }

  /** @param chosen an index into the values of each fact */
  isTrue(chosen: readonly number[]): boolean {
    return this.#truth(chosen) === true
  }

  /** Whether some choice of one candidate of each fact makes it true, or leaves open what it is. */
  couldBeTrue(candidates: readonly (readonly number[])[], chosen: readonly number[] = []): boolean {
    if (chosen.length === candidates.length) return this.#truth(chosen) !== false
    return candidates[chosen.length]!.some((each) => this.couldBeTrue(candidates, [...chosen, each]))
  }

  #truth(chosen: readonly number[]): Truth {
    const number = chosen.reduce((sum, each, place) => sum * this.#values[place]!.length + each, 0)
    let truth = this.#known.get(number)
    if (truth === undefined) {
      const values = chosen.map((each, place) => this.#values[place]![each]!)
      truth = this.#condition.evaluate(values, this.#args)
      this.#known.set(number, truth)
    }
    return truth
  }
}
