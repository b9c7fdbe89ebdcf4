import type { Position } from '../document/diagnostic.ts'
import type { BehaviorKind, Document, FactType, FactValue, GoalList } from '../document/types.ts'

/** Where something stands. */
export interface Source extends Position {
  readonly file: string
}

/** A level's rank in the chain: 0 is the strongest. Mandates add ranks below the chain's last. */
export type Rank = number

/** What a condition evaluates to; `unknown` where it can't be evaluated (a missing argument, a wrong type, too costly). */
export type Truth = true | false | 'unknown'

/** A type-checked CEL expression: everything that must hold for one statement, read as one with `&&`. */
export interface Condition {
  /** As a person would write it, parts joined by ` && `. */
  readonly text: string
  /** Indices into `Policy.facts` of the facts it reads, ascending, each once. */
  readonly facts: readonly number[]
  readonly readsArgs: boolean
  /**
   * Evaluates under one assignment.
   * @param values one value per entry of `facts`, in that order
   * @param args the arguments of the tool call, plain values; undefined where there are none
   */
  evaluate(values: readonly FactValue[], args: Arguments | undefined): Truth
  /** For each entry of `facts`: the constants it is compared with where that is all that is done with it, else null (opaque). */
  readonly constants: readonly (readonly FactValue[] | null)[]
}

export type Arguments = Readonly<Record<string, unknown>>

export interface Fact {
  readonly index: number
  readonly name: string
  readonly title: string | null
  readonly type: FactType
  readonly assume: FactValue
  /** The weakest rank entitled to vouch without a trust. */
  readonly vouchedBy: Rank
  /** False: only root's trust extends it. */
  readonly delegable: boolean
  readonly declaredAt: Rank
  readonly source: Source
}

/** A declared behavior, or the family that declares a domain for ids below it. */
export interface Behavior {
  /** As declared: `erotica`, `tool.*`, `tool.github.*`. */
  readonly id: string
  readonly kind: BehaviorKind
  readonly title: string | null
  /** Tightest first for a scale; one value for a bright line. */
  readonly values: readonly string[]
  /** Index into `values`. */
  readonly default: number
  /** Every rank up to and including this one has reach without a grant. */
  readonly authority: Rank
  /** The authority as written: a level's name or `guideline`. */
  readonly authorityName: string
  /** Indices that a grant may give: for a scale everything up to the loosest of them; empty where not delegable at all. */
  readonly delegable: readonly number[]
  /** Whether `delegable: false` was said: then a grant is rejected (`not-delegable`). */
  readonly grantable: boolean
  readonly describe: ReadonlyMap<string, string>
  /** Rank that answers an `ask` standing by default; null: root, who declared it. */
  readonly asks: Rank | null
  readonly declaredAt: Rank
  /** Id of the section it stands in or overlays. */
  readonly section: string | null
  readonly source: Source
}

interface Spoken {
  /** Place in reading order over the whole policy: strongest level first, layers as mounted, statements as written. */
  readonly index: number
  readonly rank: Rank
  /** Index into `Policy.layers`. */
  readonly layer: number
  /** Null: unconditional. */
  readonly condition: Condition | null
  readonly source: Source
}

/** Names one id, or with `.*` at the end every id below the prefix. */
export type Pattern = string

export type BehaviorStatement =
  /** `value`: index into the values of the behavior that `pattern` names. */
  | (Spoken & { readonly kind: 'set'; readonly pattern: Pattern; readonly value: number })
  /** `values`: for a scale the one loosest index that is left; for a choice the indices that are left. */
  | (Spoken & { readonly kind: 'limit'; readonly pattern: Pattern; readonly values: readonly number[] })
  | (Spoken & {
      readonly kind: 'grant'
      readonly pattern: Pattern
      readonly to: Rank
      readonly values: readonly number[]
    })
  | (Spoken & { readonly kind: 'asks'; readonly pattern: Pattern; readonly to: Rank })

export type TrustStatement = Spoken & {
  readonly kind: 'trust'
  /** Index into `Policy.facts`. */
  readonly fact: number
  readonly to: Rank
  /** Counts what is only said in text, too. */
  readonly heard: boolean
}

/** One comparison of a behavior inside an invariant: true where its decided value is one of `values`. */
export interface InvariantAtom {
  /** An id or a family. */
  readonly behavior: string
  /** Indices into the values of the behavior. */
  readonly values: readonly number[]
  /** Whether it is true of a value outside the family's domain: that of a bright line inside. */
  readonly outside: boolean
  /** The stretch of the invariant's text that it takes, in code units. */
  readonly start: number
  readonly end: number
}

export interface Invariant {
  readonly name: string
  readonly text: string
  readonly atoms: readonly InvariantAtom[]
  /** The whole of it, where `args.a0`, `args.a1` … stand for the atoms in order. */
  readonly condition: Condition
  readonly rank: Rank
  readonly layer: number
  readonly source: Source
}

export interface Layer {
  readonly index: number
  readonly rank: Rank
  readonly document: Document
  /** False where an error at user or agent level dropped its sets, grants and trust. */
  readonly sound: boolean
  /** SHA-256 of its text, lower-case hex. */
  readonly digest: string
  /** A root file whose blocks speak about another file's sections. */
  readonly overlay: boolean
}

/** A section of any layer, as the engine and the composer see it. */
export interface PolicySection {
  readonly id: string
  readonly layer: number
  /** Index into the layer's `document.sections`. */
  readonly index: number
  /** The authority in force, null where none is stated above. */
  readonly authority: string | null
  /** Ids of the behaviors declared in it or for it, not those of its subsections. */
  readonly behaviors: readonly string[]
  /** All bound tags in force here as one condition; null: always in force. */
  readonly condition: Condition | null
}

/** Everything that decides, resolved and type-checked; frozen. */
export interface Policy {
  /** SHA-256 over the layers' ranks and texts, lower-case hex. */
  readonly digest: string
  /** Names by rank; the chain's levels first, then one `agent` per mandate. */
  readonly levels: readonly string[]
  /** How many ranks at the end of `levels` are mandates. */
  readonly mandates: number
  readonly facts: readonly Fact[]
  /** By id as declared. */
  readonly behaviors: ReadonlyMap<string, Behavior>
  /** In reading order. */
  readonly statements: readonly BehaviorStatement[]
  /** In reading order. */
  readonly trusts: readonly TrustStatement[]
  readonly invariants: readonly Invariant[]
  readonly layers: readonly Layer[]
  readonly sections: readonly PolicySection[]
  readonly goals: readonly GoalList[]
}
