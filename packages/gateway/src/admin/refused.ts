import type { z } from 'zod'
import type { Refusal } from '../refusal.ts'
import type { diagnostic } from './route.ts'

/** A refusal with the diagnostics that say why. */
export class Refused extends Error {
  readonly refusal: Refusal
  readonly diagnostics: readonly z.input<typeof diagnostic>[]

  constructor(refusal: Refusal, diagnostics: readonly z.input<typeof diagnostic>[]) {
    super(refusal.message)
    this.refusal = refusal
    this.diagnostics = diagnostics
  }
}
