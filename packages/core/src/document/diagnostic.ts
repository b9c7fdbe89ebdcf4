/** A place in a text: line and column count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}

export type Severity = 'error' | 'warning' | 'info'

/** What is wrong, where, and what to do about it. Messages are lower case, user input in backticks. */
export interface Diagnostic extends Position {
  readonly severity: Severity
  readonly code: string
  readonly message: string
  readonly file: string
  /** How many columns the caret underlines; at least 1. */
  readonly length: number
  readonly help?: string
}
