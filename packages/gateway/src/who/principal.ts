import type { Assertion } from '@bylaw/core'
import type { Scope } from '../config/access.ts'

/** Who runs a deployment, and which usage policy they accepted when. */
export interface Operator {
  readonly id: string
  readonly title: string
  readonly accepted: { readonly policy: string; readonly at: string } | null
}

/** Who speaks: the key, where it may go, the level at which its word counts, and the end user it speaks for. */
export interface Principal {
  /** The key's name, null where no keys are configured. */
  readonly key: string | null
  readonly level: string
  readonly deployment: string
  readonly operator: Operator | null
  readonly scopes: ReadonlySet<Scope>
  /** The id of the end user, as the key or a token vouches for it. */
  readonly user: string | null
  readonly userBy: 'header' | 'token' | null
  /** What a verified token says, at the level that stands behind its issuer. */
  readonly claims: readonly Assertion[]
}
