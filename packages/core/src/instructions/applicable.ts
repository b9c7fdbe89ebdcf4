import { defaultChain } from '../document/levels.ts'

/** One instruction in prose, as an interpreter (a model or a person) found it. */
export interface Instruction {
  readonly id: string
  readonly text: string
  /** The level it is spoken at; `none` for quoted text, tool output, web pages and files. */
  readonly level: string
  /** Place in the conversation: of two at one level, the later one has the higher order. */
  readonly order: number
  /** Whether it stands inside a quotation, however authoritative it claims to be. */
  readonly quoted?: boolean
  /** A default of the `guideline` kind: it gives way to anything said at the chain's levels, implicitly, too. */
  readonly guideline?: boolean
}

/** How two instructions bear on each other, as the interpreter reads them; `from` and `to` are ids. */
export type Relation =
  /** They can't both be followed. */
  | { readonly kind: 'conflicts'; readonly from: string; readonly to: string }
  /** `from`, being later, takes the place of `to`; only at one level. */
  | { readonly kind: 'supersedes'; readonly from: string; readonly to: string }
  /** `to` was said by mistake; `from` is whatever shows it, or null. */
  | { readonly kind: 'mistaken'; readonly from: string | null; readonly to: string }
  /** `from` gives `to`, which has no authority of its own, the authority of `level` (its own or a weaker one). */
  | { readonly kind: 'delegates'; readonly from: string; readonly to: string; readonly level: string }

export type DropReason =
  | 'no-authority'
  | 'mistaken'
  | 'superseded'
  | 'overridden'
  | 'overridden-implicitly'
  | 'inaction'

export interface Dropped {
  readonly instruction: Instruction
  readonly reason: DropReason
  /** Id of the instruction that decided it; null where none did. */
  readonly by: string | null
}

/** What remains to be followed, and everything that was dropped, with its reason. */
export interface Applicable {
  /** Strongest level first, then in order. */
  readonly instructions: readonly Instruction[]
  readonly dropped: readonly Dropped[]
  /** True where two root principles conflict: take no action. */
  readonly inaction: boolean
}

/**
 * The chain of command for free text (DESIGN, section 3, "Instructions in prose"). Relations come from an interpreter;
 * which instruction gives way is decided here. Total: relations that name unknown ids or levels have no effect, and what
 * has no authority never gains any but by a delegation of an applicable instruction.
 */
export function applicable(
  instructions: readonly Instruction[],
  relations: readonly Relation[],
  chain: readonly string[] = defaultChain,
): Applicable {
  return new Resolution(instructions, relations, chain).resolve()
}

class Resolution {
  readonly #all: readonly Instruction[]
  readonly #relations: readonly Relation[]
  readonly #chain: readonly string[]
  readonly #byId: ReadonlyMap<string, Instruction>
  readonly #dropped = new Map<Instruction, Dropped>()
  /** The rank each instruction speaks at; absent for what has no authority. */
  readonly #ranks = new Map<Instruction, number>()
  #inaction = false

  constructor(instructions: readonly Instruction[], relations: readonly Relation[], chain: readonly string[]) {
    this.#all = instructions
    this.#relations = relations
    this.#chain = chain
    this.#byId = new Map(instructions.map((instruction) => [instruction.id, instruction]))
  }

  resolve(): Applicable {
    this.#dropMistaken()
    this.#rank()
    this.#dropSuperseded()
    this.#settleConflicts()
    const instructions = this.#all
      .filter((each) => !this.#dropped.has(each))
      .sort((a, b) => this.#strength(a) - this.#strength(b) || a.order - b.order)
    const dropped = this.#all.flatMap((each) => this.#dropped.get(each) ?? [])
    return { instructions, dropped, inaction: this.#inaction }
  }

  #drop(instruction: Instruction, reason: DropReason, by: string | null): void {
    if (!this.#dropped.has(instruction)) this.#dropped.set(instruction, { instruction, reason, by })
  }

  #pairs<K extends Relation['kind']>(
    kind: K,
  ): { relation: Extract<Relation, { kind: K }>; from: Instruction | undefined; to: Instruction }[] {
    return this.#relations.flatMap((relation) => {
      const to = this.#byId.get(relation.to)
      if (relation.kind !== kind || to === undefined) return []
      const from = relation.from === null ? undefined : this.#byId.get(relation.from)
      return [{ relation: relation as Extract<Relation, { kind: K }>, from, to }]
    })
  }

  #dropMistaken(): void {
    for (const { relation, to } of this.#pairs('mistaken')) this.#drop(to, 'mistaken', relation.from)
  }

  /** Own authority first, then what is delegated, for as long as delegations reach further. */
  #rank(): void {
    for (const each of this.#all) {
      const rank = this.#chain.indexOf(each.level)
      if (rank >= 0 && each.quoted !== true) this.#ranks.set(each, rank)
    }
    const delegations = this.#pairs('delegates')
    for (let grown = true; grown; ) {
      grown = delegations.some(({ relation, from, to }) => this.#delegate(relation.level, from, to))
    }
    for (const each of this.#all) if (!this.#ranks.has(each)) this.#drop(each, 'no-authority', null)
  }

  #delegate(level: string, from: Instruction | undefined, to: Instruction): boolean {
    if (from === undefined || this.#dropped.has(from) || this.#ranks.has(to)) return false
    const giver = this.#ranks.get(from)
    const given = this.#chain.indexOf(level)
    if (giver === undefined || given < giver) return false
    this.#ranks.set(to, given)
    return true
  }

  #dropSuperseded(): void {
    for (const { from, to } of this.#pairs('supersedes')) {
      if (from === undefined || this.#dropped.has(from)) continue
      const sameLevel = this.#ranks.get(from) === this.#ranks.get(to) && from.guideline === to.guideline
      if (sameLevel && from.order > to.order) this.#drop(to, 'superseded', from.id)
    }
  }

  /** Strongest first, so that what is itself overridden overrides nothing. */
  #settleConflicts(): void {
    const conflicts = this.#pairs('conflicts').filter((pair) => pair.from !== undefined && pair.from !== pair.to)
    const strongest = (pair: { from: Instruction | undefined; to: Instruction }): number =>
      Math.min(this.#strength(pair.from!), this.#strength(pair.to))
    for (const { from, to } of conflicts.sort((a, b) => strongest(a) - strongest(b))) {
      if (this.#dropped.has(from!) || this.#dropped.has(to)) continue
      this.#settle(from!, to)
    }
  }

  #settle(a: Instruction, b: Instruction): void {
    const [winner, loser] = this.#outranks(a, b) ? [a, b] : [b, a]
    if (this.#strength(a) !== this.#strength(b)) {
      this.#drop(loser, loser.guideline === true ? 'overridden-implicitly' : 'overridden', winner.id)
    } else if (this.#ranks.get(a) === 0 && a.guideline !== true) {
      this.#inaction = true
      this.#drop(a, 'inaction', b.id)
      this.#drop(b, 'inaction', a.id)
    } else this.#drop(loser, 'superseded', winner.id)
  }

  /** The stronger one wins; among equals the later one. */
  #outranks(a: Instruction, b: Instruction): boolean {
    const difference = this.#strength(a) - this.#strength(b)
    return difference < 0 || (difference === 0 && a.order > b.order)
  }

  /** 0 is the strongest; guidelines come after every level. */
  #strength(instruction: Instruction): number {
    const rank = this.#ranks.get(instruction) ?? this.#chain.length + 1
    return instruction.guideline === true ? this.#chain.length : rank
  }
}
