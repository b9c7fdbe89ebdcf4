import type { Policy } from '../policy/types.ts'
import { cellOf, type FactCells, factCells } from './cells.ts'
import { FactNames, type NamedFact } from './names.ts'
import type { Assertion } from './types.ts'
import { type Vouching, vouching } from './vouching.ts'

/** The largest table kept for one behavior, in entries. */
const MAX_TABLE = 65_536
/** So many assertions can't make more than the 256 assignments past which the cautious reading gives up. */
const MAX_CONTESTED = 8
const NOBODY = 31

/** How the situations that matter to one target are numbered. */
export interface Numbering {
  readonly facts: Int32Array
  /** Weight of each fact's trusted cell in the number of an uncontested situation, in the order of `facts`. */
  readonly strides: Int32Array
  /** The same by fact index; 0 for a fact that does not matter. */
  readonly weights: Int32Array
  /** The number of the situation in which nobody asserts anything. */
  readonly assumed: number
  /** How many uncontested situations there are. */
  readonly size: number
  /** Weight of each fact's state (trusted cell and claimed cells) in the number of a contested one. */
  readonly contested: Float64Array | null
}

/** A situation as cells, by fact: what is trusted, and a bit for each other cell that somebody claims. */
export interface ReadSituation {
  readonly cells: Int32Array
  readonly claimed: Int32Array
  /** How many assertions there were. */
  readonly assertions: number
}

/** Cells of what is trusted and claimed, fact by fact, of the situation read last; reused from call to call. */
export class SituationTable {
  readonly #cells: readonly FactCells[]
  readonly #policy: Policy
  /** Facts that conditional trusts read; a vouching for each of their situations. */
  readonly #trustNumbering: Numbering | null
  readonly #vouchings: (Vouching | undefined)[] = []
  readonly #native: Vouching
  readonly #cell: Int32Array
  readonly #claimed: Int32Array
  readonly #rank: Int32Array
  readonly #stamp: Int32Array
  #now = 0
  readonly #names: FactNames

  constructor(policy: Policy) {
    this.#policy = policy
    this.#cells = factCells(policy)
    const count = policy.facts.length
    this.#cell = new Int32Array(count)
    this.#claimed = new Int32Array(count)
    this.#rank = new Int32Array(count)
    this.#stamp = new Int32Array(count)
    this.#native = vouching({ ...policy, trusts: [] }, () => true)
    const read = [...new Set(policy.trusts.flatMap((trust) => trust.condition?.facts ?? []))]
    this.#trustNumbering = this.numbering(read)
    this.#names = new FactNames(policy, this.#cells, this.#trustNumbering?.weights ?? null)
  }

  /** Null where the situations that matter can't be tabulated. */
  numbering(facts: readonly number[]): Numbering | null {
    const strides = new Int32Array(facts.length)
    const weights = new Int32Array(this.#cells.length)
    const contested = new Float64Array(facts.length)
    let size = 1
    let states = 1
    let assumed = 0
    for (const [place, fact] of facts.entries()) {
      const { count } = this.#cells[fact]!
      strides[place] = size
      weights[fact] = size
      contested[place] = states
      assumed += size * this.#cells[fact]!.assumed
      size *= count
      states *= count * 2 ** count
      if (size === 0 || size > MAX_TABLE) return null
    }
    return {
      facts: Int32Array.from(facts),
      strides,
      weights,
      assumed,
      size,
      contested: states <= Number.MAX_SAFE_INTEGER ? contested : null,
    }
  }

  /**
   * Reads a situation and numbers it for one target.
   * @returns 0 … size - 1 where nothing that matters is contested; from `size` on where it is; -1 where only the fold can tell
   */
  read(numbering: Numbering, assertions: readonly Assertion[]): number {
    if (numbering.facts.length === 0) return 0
    const read = this.#trustNumbering
    if (read === null) return -1
    const number = this.#plain(numbering, read, assertions)
    if (number >= 0) return number
    return this.numberOf(numbering, this.readOnce(assertions))
  }

  /** Reads a situation for any number of targets; null where what trusts turn on can't be tabulated. */
  readOnce(assertions: readonly Assertion[]): ReadSituation | null {
    if (this.#trustNumbering === null) return null
    this.#take(assertions, this.#native)
    this.#take(assertions, this.#vouching(this.#trusted(this.#trustNumbering)))
    const count = this.#cells.length
    const cells = new Int32Array(count)
    const claimed = new Int32Array(count)
    for (let fact = 0; fact < count; fact++) {
      const cell = this.#cellOf(fact)
      cells[fact] = cell
      if (this.#stamp[fact] === this.#now) claimed[fact] = this.#claimed[fact]! & ~(1 << cell)
    }
    return { cells, claimed, assertions: assertions.length }
  }

  /** Numbers a situation that was read for one target, as `read` does. */
  numberOf(numbering: Numbering, situation: ReadSituation | null): number {
    if (situation === null) return -1
    const { facts, strides } = numbering
    const { cells, claimed, assertions } = situation
    let number = 0
    for (let place = 0; place < facts.length; place++) {
      const fact = facts[place]!
      if (claimed[fact] !== 0) return this.#contested(numbering, situation)
      number += strides[place]! * cells[fact]!
    }
    return assertions > MAX_CONTESTED && this.#hasNumbers(facts) ? -1 : number
  }

  /**
   * The common case in one pass: each fact that matters is asserted at most once, by somebody entitled (or says no more
   * than what is assumed), so that nothing is contested.
   * @param read the facts that trusts read: who may vouch besides those entitled by themselves is known at the end
   * @returns -1 where that is not so
   */
  #plain(numbering: Numbering, read: Numbering, assertions: readonly Assertion[]): number {
    const { weights } = numbering
    let number = numbering.assumed
    let trusted = read.assumed
    let seen = 0
    let left: NamedFact | null = null
    let leftSteps = 0
    let leftHeard = false
    let leftRank = 0
    for (let place = 0; place < assertions.length; place++) {
      const { name, value, by, heard } = assertions[place]!
      const known = this.#names.at(place, name)
      const { fact, bit, cells } = known
      if (fact < 0) continue
      const rank = this.#names.rank(known, by)
      const cell = cellOf(cells!, value)
      if (cell < 0 || rank < 0) continue
      if (bit === 0 || (seen & bit) !== 0) {
        if (weights[fact] === 0 && known.trustWeight === 0) continue
        return -1
      }
      seen |= bit
      const steps = cell - known.assumed
      if (heard !== true && (known.entitled & (1 << rank)) !== 0) {
        number += weights[fact]! * steps
        trusted += known.trustWeight * steps
      } else if (steps === 0) {
        if (cells!.kind === 'number' && assertions.length > MAX_CONTESTED) return -1
      } else if (weights[fact] !== 0) {
        if (left !== null) return -1
        left = known
        leftSteps = steps
        leftHeard = heard === true
        leftRank = rank
      }
    }
    if (left === null) return number
    const who = this.#vouchings[trusted] ?? this.#vouching(trusted)
    const mask = leftHeard ? who.heard[left.fact]! : who.entitled[left.fact]!
    return (mask & (1 << leftRank)) === 0 ? -1 : number + weights[left.fact]! * leftSteps
  }

  #take(assertions: readonly Assertion[], who: Vouching): void {
    const now = ++this.#now
    for (let place = 0; place < assertions.length; place++) {
      const { name, value, by, heard } = assertions[place]!
      const known = this.#names.at(place, name)
      const { fact } = known
      const rank = this.#names.rank(known, by)
      const cell = fact < 0 || rank < 0 ? -1 : cellOf(this.#cells[fact]!, value)
      if (cell < 0) continue
      if (this.#stamp[fact] !== now) {
        this.#stamp[fact] = now
        this.#cell[fact] = this.#cells[fact]!.assumed
        this.#claimed[fact] = 0
        this.#rank[fact] = NOBODY
      }
      this.#claimed[fact]! |= 1 << cell
      const mask = heard === true ? who.heard[fact]! : who.entitled[fact]!
      if ((mask & (1 << rank)) !== 0 && rank <= this.#rank[fact]!) {
        this.#rank[fact] = rank
        this.#cell[fact] = cell
      }
    }
  }

  /** The number of the trusted values alone. */
  #trusted(numbering: Numbering): number {
    let number = 0
    for (let place = 0; place < numbering.facts.length; place++) {
      number += numbering.strides[place]! * this.#cellOf(numbering.facts[place]!)
    }
    return number
  }

  #cellOf(fact: number): number {
    return this.#stamp[fact] === this.#now ? this.#cell[fact]! : this.#cells[fact]!.assumed
  }

  /** Distinct numbers in one cell count as assignments of their own. */
  #hasNumbers(facts: Int32Array): boolean {
    return facts.some((fact) => this.#cells[fact]!.fact.type.kind === 'number')
  }

  #contested({ facts, contested, size }: Numbering, { cells, claimed, assertions }: ReadSituation): number {
    if (contested === null || assertions > MAX_CONTESTED) return -1
    let number = size
    for (let place = 0; place < facts.length; place++) {
      const fact = facts[place]!
      const cell = cells[fact]!
      number += contested[place]! * (cell + this.#cells[fact]!.count * (claimed[fact]! | (1 << cell)))
    }
    return number
  }

  /** Who may vouch in a situation of the facts that trusts read. */
  #vouching(number: number): Vouching {
    let who = this.#vouchings[number]
    if (who === undefined) {
      const values = new Map<number, number>()
      const { facts, strides } = this.#trustNumbering!
      facts.forEach((fact, place) => {
        values.set(fact, Math.floor(number / strides[place]!) % this.#cells[fact]!.count)
      })
      who = vouching(this.#policy, (condition) => {
        if (condition === null) return true
        const sample = condition.facts.map((fact) => sampleOf(this.#cells[fact]!, values.get(fact)!))
        return condition.evaluate(sample, undefined) === true
      })
      this.#vouchings[number] = who
    }
    return who
  }
}

/** A value that falls into a cell. */
function sampleOf({ fact, values, constants }: FactCells, cell: number): string | boolean | number {
  if (fact.type.kind === 'enum') return values[cell]!
  if (fact.type.kind === 'bool') return cell === 1
  const below = constants[(cell >> 1) - 1]
  const above = constants[cell >> 1]
  if ((cell & 1) === 1) return above!
  if (below === undefined) return above === undefined ? 0 : -Number.MAX_VALUE
  return above === undefined ? Number.MAX_VALUE : below / 2 + above / 2
}
