import type { timingSafeEqual } from 'node:crypto'
import type { Scope } from '../config/access.ts'
import type { Config } from '../config/load.ts'
import type { Incoming } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { namedUser, only, presentedKey } from './headers.ts'
import { configuredKey, type KnownKey, matching } from './known-keys.ts'
import { isLocal } from './local.ts'
import type { Principal } from './principal.ts'
import type { Registry } from './registry.ts'
import { allScopes, usualScopes } from './scopes.ts'
import { Tokens, type TokenUser } from './tokens.ts'

export interface CallersOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** How two hashes are compared; in constant time unless given. */
  readonly equal?: typeof timingSafeEqual
}

type EndUser = Pick<Principal, 'user' | 'userBy' | 'claims'>

/** Tells who a request comes from. Without any key only clients on this machine are served, as developers. */
export class Callers {
  readonly #configured: readonly KnownKey[]
  readonly #registry: Registry
  readonly #deployments: Config['deployments']
  readonly #tokens: ReadonlyMap<string, Tokens>
  readonly #options: CallersOptions

  /** @throws where a deployment's tokens can't be verified as configured */
  constructor(
    { keys, deployments, folder }: Pick<Config, 'keys' | 'deployments' | 'folder'>,
    registry: Registry,
    options: CallersOptions = {},
  ) {
    this.#configured = keys.flatMap((key) =>
      configuredKey(key, usualScopes(Object.keys(deployments).length, key.level)),
    )
    this.#registry = registry
    this.#deployments = deployments
    this.#tokens = new Map(
      Object.entries(deployments).flatMap(([name, { users }]) =>
        users ? [[name, new Tokens(users, folder)] as const] : [],
      ),
    )
    this.#options = options
  }

  /** Whether callers need a key: there is one, even if it is revoked. */
  get keyed(): boolean {
    return this.#configured.length + this.#registry.keys.length > 0
  }

  /** @throws Refusal 400 | 401 | 403 | 503 */
  async identify(incoming: Incoming): Promise<Principal> {
    const speaker = this.keyed ? this.#keyOf(incoming) : this.#local(incoming)
    const operator = this.#deployments[speaker.deployment]!.operator
    const endUser = await this.#endUser(incoming, speaker)
    return { ...speaker, operator: operator === undefined ? null : this.#registry.operator(operator), ...endUser }
  }

  #local(incoming: Incoming): Omit<Principal, 'operator' | keyof EndUser> {
    if (!isLocal(incoming)) {
      throw new Refusal(403, 'not_local', 'no keys are configured, so only clients on this machine are served')
    }
    return { key: null, level: 'developer', deployment: Object.keys(this.#deployments)[0]!, scopes: allScopes }
  }

  /** An unknown key costs what a known one costs, and none costs the same. */
  #keyOf(incoming: Incoming): Omit<Principal, 'operator' | keyof EndUser> {
    const presented = presentedKey(incoming)
    const stored = this.#registry.keys
    const found = matching([...this.#configured, ...stored], presented ?? '', this.#options.equal)
    if (presented === null) {
      throw new Refusal(401, 'missing_api_key', 'send a key: `authorization: Bearer …` or `x-api-key: …`')
    }
    if (found === null) throw new Refusal(401, 'invalid_api_key', 'the key is not one of this gateway')
    if (found.revoked) throw new Refusal(401, 'revoked_api_key', 'the key was revoked')
    if (this.#now() >= found.until) throw new Refusal(401, 'expired_api_key', 'the key has expired')
    if (stored.includes(found) && this.#registry.stale) {
      throw new Refusal(503, 'keys_unavailable', 'whether the key still holds can not be told at present')
    }
    const { name, level, deployment, scopes } = found
    if (!Object.hasOwn(this.#deployments, deployment)) {
      throw new Refusal(403, 'unknown_deployment', 'the deployment of this key is not served here')
    }
    return { key: name, level, deployment, scopes }
  }

  /** Who holds a key that is weaker than its operator could name anybody: only a token says who that is. */
  async #endUser(incoming: Incoming, { deployment, level }: Pick<Principal, 'deployment' | 'level'>): Promise<EndUser> {
    const named = namedUser(incoming)
    const verified = await this.#verified(incoming, deployment)
    if (verified === null && named === null) return { user: null, userBy: null, claims: [] }
    if (verified === null) {
      if (level === 'developer') return { user: named, userBy: 'header', claims: [] }
      const message = `a key at \`${level}\` can't vouch for an end user: send the user's token`
      throw new Refusal(403, 'user_not_vouched_for', message, 'bylaw-user')
    }
    const { user, claims } = verified
    if (named === null || named === user) return { user, userBy: 'token', claims }
    throw new Refusal(400, 'conflicting_users', '`bylaw-user` and the token name two users', 'bylaw-user')
  }

  async #verified(incoming: Incoming, deployment: string): Promise<TokenUser | null> {
    const tokens = this.#tokens.get(deployment)
    if (tokens === undefined) return null
    const token = only(incoming, tokens.header)
    if (token !== null) return tokens.verify(token.replace(/^Bearer +/i, ''))
    if (!tokens.required) return null
    throw new Refusal(401, 'missing_user_token', `send the user's token in \`${tokens.header}\``, tokens.header)
  }

  #now(): number {
    return (this.#options.now ?? Date.now)()
  }
}

/**
 * @param scope null: any key may
 * @throws Refusal 403 `scope_missing`
 */
export function requireScope({ scopes }: Pick<Principal, 'scopes'>, scope: Scope | null): void {
  if (scope === null || scopes.has(scope)) return
  throw new Refusal(403, 'scope_missing', `this key may not be used for \`${scope}\``)
}
