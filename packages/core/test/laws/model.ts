import type { FactType, FactValue } from '../../src/document/types.ts'

/** A stack of layers before it is written down as Markdown: what the laws add to, take from and shuffle. */
export interface StackModel {
  /** Level names, strongest first. */
  readonly chain: readonly string[]
  /** Tag names with the conditions that root binds them to. */
  readonly tags: readonly { readonly name: string; readonly when: string }[]
  /** Strongest first; the root files come first. */
  readonly layers: readonly LayerModel[]
  readonly mandates: readonly LayerModel[]
}

export interface LayerModel {
  readonly level: string
  readonly facts: readonly FactModel[]
  readonly behaviors: readonly BehaviorModel[]
  readonly statements: readonly StatementModel[]
}

export interface FactModel {
  readonly name: string
  readonly type: FactType
  readonly assume: FactValue
  readonly vouchedBy: string
  readonly delegable: boolean
}

export interface BehaviorModel {
  readonly id: string
  readonly kind: 'scale' | 'choice' | 'bright-line'
  /** Null inside a family, which gives them. */
  readonly values: readonly string[] | null
  /** Null inside a family that gives it, and for a bright line. */
  readonly default: string | null
  /** Null where it isn't said. */
  readonly delegable: boolean | string | readonly string[] | null
  /** Null where neither the heading nor the block says one. */
  readonly authority: string | null
  /** Whether the heading states the authority rather than the block. */
  readonly inHeading: boolean
  readonly bright: string | null
}

interface Spoken {
  readonly when: string | null
  /** The tag of the section it stands in. */
  readonly tag: string | null
  /** The strongest rank that can say it: where what it names is declared. */
  readonly floor: number
}

export type StatementModel = Spoken &
  (
    | { readonly kind: 'set'; readonly pattern: string; readonly value: string }
    | { readonly kind: 'limit'; readonly pattern: string; readonly values: string | readonly string[] }
    | {
        readonly kind: 'grant'
        readonly pattern: string
        readonly to: string
        readonly values: string | readonly string[]
      }
    | { readonly kind: 'asks'; readonly pattern: string; readonly to: string }
    | { readonly kind: 'trust'; readonly fact: string; readonly to: string; readonly heard: boolean }
  )

/** The list with one item put in at a place counted modulo the places there are. */
export function insertedAt<T>(list: readonly T[], place: number, item: T): T[] {
  const at = place % (list.length + 1)
  return [...list.slice(0, at), item, ...list.slice(at)]
}
