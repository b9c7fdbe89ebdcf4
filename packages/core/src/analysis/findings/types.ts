import type { Diagnostic, Position } from '../../document/diagnostic.ts'
import type { Assertion } from '../../engine/types.ts'

/** A stretch of one file and what to write in its place. */
export interface Edit {
  /** What it does, as an imperative: `remove this statement`. */
  readonly title: string
  readonly file: string
  readonly from: Position
  /** The first character that stays. */
  readonly to: Position
  readonly text: string
}

/** Another place that has to do with a finding. */
export interface Related {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Something suspicious that only shows when all layers and situations are taken together. */
export interface DeepFinding extends Diagnostic {
  /** One situation that shows it, with the fewest assertions; null where every situation does, or only the text. */
  readonly facts: readonly Assertion[] | null
  readonly related: readonly Related[]
  /** Null only where no edit can be suggested honestly. */
  readonly edit: Edit | null
}
