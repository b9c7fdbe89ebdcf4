/**
 * The policy that everybody is measured on, drawn from a seed: the same one on every machine and in every run.
 *
 * It is drawn so that whoever knows no layers can say the same thing: for each set it is known beforehand whether its
 * level has reach, so `flatten` (flat.ts) can leave out what is refused and join a grant's condition to the sets it lets in.
 */

export type FactValue = string | boolean | number

/** One thing known about the situation. */
export interface FactModel {
  /** As a spec names it: `user.age_group`. */
  readonly name: string
  /** As an attribute of a flat object: `age_group`. */
  readonly key: string
  readonly kind: 'enum' | 'bool' | 'number'
  /** The values that situations take; for a number one from each stretch between its thresholds. */
  readonly samples: readonly FactValue[]
  /** What a number is compared with. */
  readonly thresholds: readonly number[]
  readonly assume: FactValue
  readonly vouchedBy: string
}

/** A comparison of one fact with a constant. */
export interface Comparison {
  readonly fact: number
  readonly operator: '==' | '!=' | '>=' | '<'
  readonly value: FactValue
}

/** All must hold; empty: always. */
export type When = readonly Comparison[]

export interface StatementModel {
  readonly kind: 'set' | 'limit' | 'grant'
  /** Index of the layer that says it. */
  readonly layer: number
  /** Index into the behavior's values. */
  readonly value: number
  readonly when: When
  /** What has to hold for a set to be let in, null where the level has no reach at all. */
  readonly reach: When | null
}

/** A scale and what all layers say about it, in reading order. */
export interface BehaviorModel {
  readonly id: string
  /** Tightest first. */
  readonly values: readonly string[]
  readonly default: number
  readonly authority: string
  readonly statements: readonly StatementModel[]
}

export interface PolicyModel {
  readonly facts: readonly FactModel[]
  readonly behaviors: readonly BehaviorModel[]
  /** The level of each layer, strongest first. */
  readonly layers: readonly string[]
}

export interface PolicySize {
  readonly behaviors: number
  readonly layers: number
  /** How many facts are declared. */
  readonly facts: number
  /** How many of them, from the first on, conditions read; all where not said. */
  readonly read?: number
}

const CHAIN = ['root', 'system', 'developer', 'user']
const WORDS = ['refuse', 'general', 'guided', 'detailed', 'open']

/** The size that the peers are compared at. */
export const COMPARED: PolicySize = { behaviors: 60, layers: 4, facts: 4 }

/** Draws a policy of the size asked for. */
export function drawPolicy(size: PolicySize, seed = 1): PolicyModel {
  const random = randomFrom(seed)
  const facts = Array.from({ length: size.facts }, (_, index) => factAt(index))
  const layers = layersOf(size.layers)
  const read = facts.slice(0, size.read ?? size.facts)
  const behaviors = Array.from({ length: size.behaviors }, (_, index) => new Draw(random, read, layers).behavior(index))
  return { facts, behaviors, layers }
}

/** Four facts as a deployment has them; then as many signals as wanted. */
function factAt(index: number): FactModel {
  const named: FactModel[] = [
    enumeration('user.age_group', ['under_18', 'adult'], 'developer'),
    enumeration('user.occupation', ['unknown', 'clinician', 'researcher', 'journalist'], 'developer'),
    bool('user.verified'),
    {
      name: 'agent.track_record',
      key: 'track_record',
      kind: 'number',
      samples: [20, 75, 95],
      thresholds: [50, 90],
      assume: 0,
      vouchedBy: 'root',
    },
  ]
  const signal = `context.signal_${index}`
  return named[index] ?? (index % 2 === 0 ? bool(signal) : enumeration(signal, ['low', 'medium', 'high'], 'system'))
}

const keyOf = (name: string): string => name.slice(name.indexOf('.') + 1)

function enumeration(name: string, samples: readonly string[], vouchedBy: string): FactModel {
  return { name, key: keyOf(name), kind: 'enum', samples, thresholds: [], assume: samples[0]!, vouchedBy }
}

function bool(name: string): FactModel {
  return {
    name,
    key: keyOf(name),
    kind: 'bool',
    samples: [false, true],
    thresholds: [],
    assume: false,
    vouchedBy: 'system',
  }
}

/** Root, system, as many developer layers as are left, user. */
function layersOf(count: number): string[] {
  if (count === 1) return ['root']
  if (count === 2) return ['root', 'developer']
  if (count === 3) return ['root', 'developer', 'user']
  return ['root', 'system', ...Array.from({ length: count - 3 }, () => 'developer'), 'user']
}

/** Whole numbers from 0 to below `below`: mulberry32. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** Draws one behavior, layer by layer. */
class Draw {
  readonly #random: (below: number) => number
  readonly #facts: readonly FactModel[]
  readonly #layers: readonly string[]
  #statements: StatementModel[] = []
  #loosest = 0
  /** The loosest that any set may have brought about so far. */
  #highest = 0
  #granted: { value: number; when: When } | null = null

  constructor(random: (below: number) => number, facts: readonly FactModel[], layers: readonly string[]) {
    this.#random = random
    this.#facts = facts
    this.#layers = layers
  }

  behavior(index: number): BehaviorModel {
    const values = WORDS.slice(0, 3 + this.#random(3))
    const authority = CHAIN[1 + this.#random(3)]!
    this.#loosest = values.length - 1
    this.#highest = 1 + this.#random(values.length - 2)
    const start = this.#highest
    this.#layers.forEach((level, layer) => {
      const full = CHAIN.indexOf(level) <= CHAIN.indexOf(authority)
      if (this.#random(2) === 0) this.#limit(layer)
      if (full && level === 'developer' && this.#granted === null && this.#random(3) === 0) this.#grant(layer)
      if (this.#random(3) > 0) this.#set(layer, full, level === 'user')
    })
    return { id: `behavior-${index}`, values, default: start, authority, statements: this.#statements }
  }

  #limit(layer: number): void {
    const value = this.#random(this.#loosest)
    this.#say({ kind: 'limit', layer, value, when: this.#when([], 1), reach: [] })
  }

  #grant(layer: number): void {
    const when = this.#when([], 0)
    this.#granted = { value: this.#loosest, when }
    this.#say({ kind: 'grant', layer, value: this.#loosest, when, reach: [] })
  }

  /** A level without full reach only ever asks for more than anybody set before it, so that its reach alone decides. */
  #set(layer: number, full: boolean, user: boolean): void {
    if (!full && this.#highest === this.#loosest) return this.#limit(layer)
    const reach = full ? [] : user && this.#granted !== null ? this.#granted.when : null
    const value = full ? this.#random(this.#loosest + 1) : this.#loosest
    const when = this.#when(reach ?? [], 0)
    if (reach !== null) this.#highest = Math.max(this.#highest, value)
    this.#say({ kind: 'set', layer, value, when, reach })
  }

  #say(statement: StatementModel): void {
    this.#statements.push(statement)
  }

  /** Up to two comparisons, of facts that `besides` does not read. */
  #when(besides: When, least: number): When {
    const free = this.#facts.map((_, index) => index).filter((fact) => besides.every((each) => each.fact !== fact))
    const wanted = Math.max(least, [0, 1, 1, 2, 2][this.#random(5)]!)
    const comparisons: Comparison[] = []
    while (comparisons.length < wanted && free.length > 0) {
      const [fact] = free.splice(this.#random(free.length), 1)
      comparisons.push(this.#comparison(fact!))
    }
    return comparisons
  }

  #comparison(fact: number): Comparison {
    const { kind, samples, thresholds } = this.#facts[fact]!
    if (kind === 'number') {
      const value = thresholds[this.#random(thresholds.length)]!
      return { fact, operator: this.#random(2) === 0 ? '>=' : '<', value }
    }
    const value = samples[this.#random(samples.length)]!
    return { fact, operator: kind === 'enum' && this.#random(4) === 0 ? '!=' : '==', value }
  }
}
