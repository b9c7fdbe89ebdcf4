import type { Situation } from '../engine/situation.ts'
import type { Assertion } from '../engine/types.ts'
import { declarationOf } from '../policy/pattern.ts'
import type { BehaviorStatement, Invariant, InvariantAtom, Policy } from '../policy/types.ts'
import type { Outcomes } from './outcomes.ts'

/** Values that would violate an invariant in one situation. */
export interface Suspicion {
  readonly facts: readonly Assertion[]
  /** For each behavior some values, any of which would do. */
  readonly values: readonly (readonly number[])[]
}

/** What it would take to violate an invariant, with one behavior for each of its atoms. */
export class Violation {
  /** The behaviors, each once. */
  readonly ids: readonly string[]
  readonly outcomes: readonly Outcomes[]
  readonly #invariant: Invariant
  readonly #atoms: readonly { readonly about: number; readonly isTrueOf: (value: string) => boolean }[]

  /** @param behaviors the behavior for each atom, in order */
  constructor(policy: Policy, invariant: Invariant, behaviors: readonly string[], outcomes: readonly Outcomes[]) {
    this.ids = outcomes.map(({ target }) => target.id)
    this.outcomes = outcomes
    this.#invariant = invariant
    this.#atoms = invariant.atoms.map((atom, place) => ({
      about: this.ids.indexOf(behaviors[place]!),
      isTrueOf: truthOf(atom, policy),
    }))
  }

  /** Whether the invariant holds of these values, in the order of `ids`. */
  holds({ trusted }: Situation, values: readonly string[]): boolean {
    return this.#evaluates(
      trusted,
      this.#atoms.map(({ about, isTrueOf }) => isTrueOf(values[about]!)),
    )
  }

  /** Every combination of values that could come about in a situation and would violate the invariant. */
  suspicions(situation: Situation, facts: readonly Assertion[]): readonly Suspicion[] {
    let combined: readonly (readonly Alike[])[] = [[]]
    for (const place of this.ids.keys()) {
      const groups = this.#alike(situation, place)
      combined = combined.flatMap((before) => groups.map((group) => [...before, group]))
    }
    return combined
      .filter((groups) => !this.#evaluates(situation.trusted, this.#truths(groups)))
      .map((groups) => ({ facts, values: groups.map(({ values }) => values) }))
  }

  /**
   * The fewest words for each behavior to have one of its values; null where none were found.
   * @param wanted for each behavior the values, any of which will do
   */
  words(situation: Situation, wanted: readonly (readonly number[])[]): readonly BehaviorStatement[] | null {
    const ways = wanted.map((values, place) => {
      const outcome = this.outcomes[place]!
      const reach = outcome.reach((condition) => situation.held(condition))
      if (!outcome.open || values.includes(reach.silent())) return []
      const found = values.flatMap((value) => {
        const words = reach.shortest(value)
        return words === null ? [] : [words]
      })
      return found.sort((a, b) => a.length - b.length)[0] ?? null
    })
    return ways.every((way) => way !== null) ? ways.flat() : null
  }

  /** Whether a claim could bring about what words can't: that of a scale nobody is free to speak of. */
  claimable(): boolean {
    return this.outcomes.some(({ open, target }) => !open && target.behavior.kind === 'scale')
  }

  /** Which conditions no list of situations exhausts, in words; null for none. */
  opaque(): string | null {
    const texts = [...new Set(this.outcomes.flatMap(({ opaque }) => opaque.map(({ text }) => text)))]
    return texts.length === 0 ? null : `it depends on ${texts.map((text) => `\`${text}\``).join(', ')}`
  }

  /** The values a behavior could have, those together that make the same atoms true. */
  #alike(situation: Situation, place: number): readonly Alike[] {
    const outcome = this.outcomes[place]!
    const groups = new Map<string, Alike & { readonly values: number[] }>()
    for (const value of outcome.possible((condition) => situation.held(condition))) {
      const name = outcome.target.behavior.values[value]!
      const truths = this.#atoms.map(({ about, isTrueOf }) => about === place && isTrueOf(name))
      const known = groups.get(truths.join())
      if (known === undefined) groups.set(truths.join(), { truths, values: [value] })
      else known.values.push(value)
    }
    return [...groups.values()]
  }

  #truths(groups: readonly Alike[]): readonly boolean[] {
    return this.#atoms.map((_, atom) => groups.some(({ truths }) => truths[atom]))
  }

  #evaluates(trusted: Situation['trusted'], truths: readonly boolean[]): boolean {
    const { condition } = this.#invariant
    const args = Object.fromEntries(truths.map((truth, atom) => [`a${atom}`, truth]))
    return (
      condition.evaluate(
        condition.facts.map((fact) => trusted[fact]!),
        args,
      ) === true
    )
  }
}

/** Values of one behavior that make the same atoms true. */
interface Alike {
  /** By atom; false for those about other behaviors. */
  readonly truths: readonly boolean[]
  readonly values: readonly number[]
}

/** Of which values an atom is true; a bright line inside a family has one that is none of the family's. */
function truthOf(atom: InvariantAtom, policy: Policy): (value: string) => boolean {
  const { values } = declarationOf(atom.behavior, policy.behaviors)!
  const names = atom.values.map((value) => values[value]!)
  return (value) => (values.includes(value) ? names.includes(value) : atom.outside)
}
