import type { Diagnostic, Document } from '@bylaw/core'

/** Wrong use or unreadable input: one line that says what and where, and exit code 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse'
}

/** A policy that can't be in force: nothing is decided under it. */
export class RefusedPolicy extends Error {
  override readonly name = 'RefusedPolicy'
  readonly diagnostics: readonly Diagnostic[]
  readonly documents: readonly Document[]

  constructor(diagnostics: readonly Diagnostic[], documents: readonly Document[]) {
    super('the policy is refused')
    this.diagnostics = diagnostics
    this.documents = documents
  }
}
