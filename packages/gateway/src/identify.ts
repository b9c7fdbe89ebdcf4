import { createHash, timingSafeEqual } from 'node:crypto'
import type { KeyConfig } from './config/schema.ts'
import type { Incoming } from './incoming.ts'
import { Refusal } from './refusal.ts'

/** Who speaks: the key, where it may go, and the level at which its word counts. */
export interface Principal {
  /** The key's name, null where no keys are configured. */
  readonly key: string | null
  readonly level: string
  readonly deployment: string
  /** The pseudonymous id of the end user, as the caller gives it. */
  readonly user: string | null
}

interface KnownKey {
  readonly config: KeyConfig
  readonly hash: Buffer
}

/** Tells who a request comes from. Without keys only clients on this machine are served, as developers. */
export class Callers {
  readonly #keys: readonly KnownKey[]
  readonly #first: string

  constructor(keys: readonly KeyConfig[], firstDeployment: string) {
    this.#keys = keys.map((config) => ({ config, hash: Buffer.from(config.sha256, 'hex') }))
    this.#first = firstDeployment
  }

  /** @throws Refusal 401 | 403 | 400 */
  identify(incoming: Incoming): Principal {
    if (this.#keys.length > 0) {
      const { name, level, deployment } = this.#keyOf(incoming)
      return { key: name, level: level === 'operator' ? 'developer' : level, deployment, user: userOf(incoming) }
    }
    if (!isLocal(incoming)) {
      throw new Refusal(403, 'not_local', 'no keys are configured, so only clients on this machine are served')
    }
    return { key: null, level: 'developer', deployment: this.#first, user: userOf(incoming) }
  }

  /** Compares with every key, so that the time taken tells nothing of which one was near. */
  #keyOf(incoming: Incoming): KeyConfig {
    const presented = /^Bearer +(\S+) *$/i.exec(incoming.header('authorization') ?? '')?.[1]
    const hash = createHash('sha256')
      .update(presented ?? '')
      .digest()
    const matching = this.#keys.filter((known) => timingSafeEqual(known.hash, hash))
    if (presented === undefined) throw new Refusal(401, 'missing_api_key', 'send a key: `Authorization: Bearer …`')
    if (matching[0] === undefined) throw new Refusal(401, 'invalid_api_key', 'the key is not one of this gateway')
    return matching[0].config
  }
}

function userOf(incoming: Incoming): string | null {
  const user = incoming.header('bylaw-user')
  if (user === null) return null
  if (/^[\x21-\x7e]{1,128}$/.test(user)) return user
  throw new Refusal(400, 'invalid_user', '`bylaw-user` is 1 to 128 visible ASCII characters', 'bylaw-user')
}

const loopbackAddress = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const loopbackName = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

/**
 * Whether a request comes from this machine and was meant for it: a name that was rebound to this address, a web page
 * of another origin and a proxy before the gateway are not.
 */
function isLocal(incoming: Incoming): boolean {
  const origin = incoming.header('origin')
  return (
    loopbackAddress.test(incoming.address ?? '') &&
    loopbackName.test(incoming.header('host') ?? '') &&
    (origin === null || loopbackName.test(origin.replace(/^https?:\/\//, ''))) &&
    incoming.header('forwarded') === null &&
    incoming.header('x-forwarded-for') === null
  )
}
