import type { Config } from '../config/load.ts'
import type { Incoming } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { presentedKey } from '../who/headers.ts'
import { type KnownSecret, matching } from '../who/known-keys.ts'
import { isLocal } from '../who/local.ts'

/** Who administers. */
export interface Administrator {
  /** The name of the admin key; null where there are none, on this machine. */
  readonly key: string | null
  /** Sees and changes only what is of this operator; null: everything. */
  readonly operator: string | null
}

interface AdminKey extends KnownSecret {
  readonly operator: string | null
}

/** Tells who administers: a key of the admin API, which is good for nothing else; without any, clients on this machine. */
export class AdminCallers {
  readonly #keys: readonly AdminKey[]
  readonly #now: () => number

  constructor({ keys }: Config['admin'], now: () => number = Date.now) {
    this.#keys = keys.map(({ name, sha256, operator, expires }) => ({
      name,
      hash: Buffer.from(sha256, 'hex'),
      until: expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires),
      revoked: false,
      operator: operator ?? null,
    }))
    this.#now = now
  }

  /** @throws Refusal 400 | 401 | 403 */
  identify(incoming: Incoming): Administrator {
    if (this.#keys.length === 0) {
      if (isLocal(incoming)) return { key: null, operator: null }
      throw new Refusal(
        403,
        'not_local',
        'no admin keys are configured, so only clients on this machine may administer',
      )
    }
    const presented = presentedKey(incoming)
    const found = matching(this.#keys, presented ?? '')
    if (presented === null) throw new Refusal(401, 'missing_admin_key', 'send an admin key: `authorization: Bearer …`')
    if (found === null) throw new Refusal(401, 'invalid_admin_key', 'the key is no admin key of this gateway')
    if (this.#now() >= found.until) throw new Refusal(401, 'expired_admin_key', 'the admin key has expired')
    return { key: found.name, operator: found.operator }
  }
}
