import type { Diagnostic, Position } from './diagnostic.ts'

/** A word of the document with the place it stands at. */
export interface Named extends Position {
  readonly name: string
}

/** A CEL expression as written. `exact` is false where the place of a character inside it can't be told (escapes, folded scalars). */
export interface ConditionSource extends Position {
  readonly text: string
  readonly exact: boolean
}

/** The front matter. `present` is false where the file has none. */
export interface Header extends Position {
  readonly present: boolean
  readonly title: string | null
  readonly version: string | null
  /** The level the file claims to speak at, with `platform` and `operator` already read as `root` and `developer`. */
  readonly layer: Named | null
  readonly chain: readonly Named[] | null
  readonly tags: readonly TagBinding[]
  readonly goals: readonly GoalList[]
}

export interface TagBinding extends Named {
  readonly condition: ConditionSource
}

/** `strict`: a priority stack, the first goal that distinguishes decides. `weighed`: goals to be balanced. */
export interface GoalList extends Position {
  readonly kind: 'strict' | 'weighed'
  readonly goals: readonly Named[]
}

/** A heading and what stands under it up to the next heading of the same or a higher rank. */
export interface Section extends Position {
  readonly index: number
  readonly id: string
  /** Plain text, without attributes or inline markup. */
  readonly title: string
  readonly depth: number
  readonly parent: number | null
  /** The authority the heading itself states, `platform`/`operator` normalised; null where it states none. */
  readonly own: string | null
  /** The authority in force here: own, else the nearest one stated above, else null. */
  readonly authority: string | null
  /** Tags of this section and of those it stands in. */
  readonly tags: readonly Named[]
  /** The text of the section itself, up to its first subsection: what a model is taught. No heading, commentary, examples, blocks or footnote definitions. */
  readonly prose: string
  /** Commentary (`!!! meta`), for people only. */
  readonly commentary: readonly string[]
  /** Last line (inclusive) of the section with its subsections. */
  readonly endLine: number
}

export type Grade = 'good' | 'bad' | 'ok'

/** One element of an example's dialogue. */
export interface Turn extends Position {
  /** The element's name: `system`, `developer`, `user`, `assistant`, `tool`, `untrusted_text`, `settings`, … */
  readonly role: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
}

export interface Answer extends Turn {
  readonly grade: Grade | null
  readonly why: string | null
}

export interface Example extends Position {
  readonly title: string
  /** Index of the section it stands in, null before the first heading. */
  readonly section: number | null
  /** The messages outside comparisons (`system`, `developer`, `user`, `assistant`, `tool`, …; not `settings`), in order. */
  readonly turns: readonly Turn[]
  /** The compared assistant messages, and graded ones outside comparisons, in order. */
  readonly answers: readonly Answer[]
  /** Text outside any element, and elements not understood: kept, never lost. */
  readonly notes: readonly string[]
}

/** A cross reference `[text](#id)`; `text` is `?` where the target's title is to be shown. */
export interface Reference extends Position {
  readonly target: string
  readonly text: string
  /** Columns it takes, from `[` to `)`; to the line's end where it runs over several lines. */
  readonly length: number
  readonly section: number | null
}

export interface Footnote extends Position {
  readonly label: string
  /** Whether this is the note's definition rather than a mark pointing to it. */
  readonly definition: boolean
  /** Columns that the mark (or a definition's `[^label]:`) takes. */
  readonly length: number
  readonly section: number | null
}

export type BehaviorKind = 'scale' | 'choice' | 'bright-line'

export interface BehaviorDeclaration extends Named {
  readonly kind: BehaviorKind
  readonly title: string | null
  /** Ordered tightest to loosest for a scale; null where a declaration inside a family leaves them to the family. */
  readonly values: readonly Named[] | null
  readonly default: Named | null
  /** `true`/`false`, or the values a grant may give (one for a scale); null where not said. */
  readonly delegable: boolean | readonly Named[] | null
  readonly describe: ReadonlyMap<string, string>
  /** The authority the block itself states. */
  readonly own: Named | null
  /** Level that answers an `ask` that stands by default. */
  readonly asks: Named | null
}

export type FactType =
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'bool' }
  | { readonly kind: 'number'; readonly min: number | null; readonly max: number | null }

export type FactValue = string | boolean | number

export interface FactDeclaration extends Named {
  readonly type: FactType
  readonly assume: FactValue
  readonly vouchedBy: Named
  readonly delegable: boolean
  readonly title: string | null
}

interface Spoken extends Position {
  /** All must hold (block's own, then the rule's own); tags of the section are added when compiled. */
  readonly when: readonly ConditionSource[]
}

/** What a layer says. Positions are those of the value (of `set`/`limit`/`grant`/`asks`) or of the fact's name (`trust`). */
export type StatementNode =
  | (Spoken & { readonly kind: 'set'; readonly behavior: Named; readonly value: Named })
  | (Spoken & {
      readonly kind: 'limit'
      readonly behavior: Named
      readonly values: readonly Named[]
      readonly list: boolean
    })
  | (Spoken & {
      readonly kind: 'grant'
      readonly behavior: Named
      readonly to: Named
      readonly values: readonly Named[]
      readonly list: boolean
    })
  | (Spoken & { readonly kind: 'trust'; readonly fact: Named; readonly to: Named; readonly heard: boolean })
  | (Spoken & { readonly kind: 'asks'; readonly behavior: Named; readonly to: Named })

export interface InvariantDeclaration extends Named {
  readonly holds: ConditionSource
}

/** One `yaml bylaw` fence, read. What was malformed in it is in the diagnostics and absent here. */
export interface Block extends Position {
  /** Index of the section it stands in, null before the first heading. */
  readonly section: number | null
  /** `section: id` of an overlay. */
  readonly overlays: Named | null
  readonly behavior: BehaviorDeclaration | null
  readonly facts: readonly FactDeclaration[]
  /** In reading order. */
  readonly statements: readonly StatementNode[]
  readonly invariant: InvariantDeclaration | null
  readonly endLine: number
}

/** A file, read: total, nothing thrown; what could not be read is in `diagnostics`. */
export interface Document {
  readonly file: string
  readonly text: string
  readonly header: Header
  /** The prose before the first heading: all of it where a file has no headings. Read like `Section.prose`. */
  readonly preamble: string
  readonly sections: readonly Section[]
  readonly examples: readonly Example[]
  readonly blocks: readonly Block[]
  readonly references: readonly Reference[]
  readonly footnotes: readonly Footnote[]
  readonly diagnostics: readonly Diagnostic[]
}
