import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Assertion, FactValue } from '@bylaw/core'
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { TokensConfig } from '../config/access.ts'
import { Refusal } from '../refusal.ts'

/** Only such that whoever can verify a token can't make one. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/** By how much the clocks of an identity provider and of this machine may differ, in seconds. */
const clockTolerance = 30
/** How long the key set is waited for, in milliseconds; how long it is kept; and how soon it is asked for again. */
const patience = { timeoutDuration: 5000, cacheMaxAge: 600_000, cooldownDuration: 10_000 }
const longestToken = 8192

/** What a verified token says. */
export interface TokenUser {
  readonly user: string
  readonly claims: readonly Assertion[]
}

/** Recognises end users by tokens that an identity provider signed. */
export class Tokens {
  readonly #config: TokensConfig
  readonly #keys: JWTVerifyGetKey

  /**
   * @param folder what the file of a key set is relative to
   * @throws where the key set can't be read
   */
  constructor(config: TokensConfig, folder: string) {
    this.#config = { ...config, level: canonical(config.level) }
    this.#keys = keySet(config.jwks, folder)
  }

  get header(): string {
    return this.#config.header
  }

  get required(): boolean {
    return this.#config.required
  }

  /** @throws Refusal 401 for a token that is not good, 503 where nobody can tell */
  async verify(token: string): Promise<TokenUser> {
    const { issuer, audience, subject, header } = this.#config
    if (token.length > longestToken) throw refused(header, 'it is too long')
    try {
      const options = { issuer, audience, algorithms, clockTolerance, requiredClaims: ['exp'] }
      const { payload } = await jwtVerify(token, this.#keys, options)
      const user = payload[subject]
      if (!isUser(user)) throw refused(header, `its claim \`${subject}\` names nobody`)
      return { user, claims: this.#facts(payload) }
    } catch (error) {
      throw error instanceof Refusal ? error : refusalOf(header, error)
    }
  }

  /** A claim that is there and is a plain value becomes a fact; whether it fits is for the policy to say. */
  #facts(payload: JWTPayload): Assertion[] {
    const { claims, level } = this.#config
    return Object.entries(claims).flatMap(([name, claim]) => {
      const value = Object.hasOwn(payload, claim) ? payload[claim] : undefined
      return isFactValue(value) ? [{ name, value, by: level }] : []
    })
  }
}

const aliases: Readonly<Record<string, string>> = { platform: 'root', operator: 'developer' }
const canonical = (level: string): string => (Object.hasOwn(aliases, level) ? aliases[level]! : level)

const isFactValue = (value: unknown): value is FactValue =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))

const isUser = (value: unknown): value is string => typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,256}$/u.test(value)

/** The keys could not be had, so nobody can tell whether a token is good. */
class NoKeys extends Error {}

function refusalOf(header: string, error: unknown): Refusal {
  if (error instanceof NoKeys) {
    const refusal = new Refusal(
      503,
      'identity_unavailable',
      'the keys that user tokens are verified with can not be had',
    )
    refusal.cause = error.cause
    return refusal
  }
  if (error instanceof errors.JWTExpired) return refused(header, 'it has expired')
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(header, `its claim \`${error.claim}\` is not right`)
  return refused(header, 'it is not a token that was signed for this gateway')
}

const refused = (header: string, why: string): Refusal =>
  new Refusal(401, 'invalid_user_token', `the token in \`${header}\` is refused: ${why}`, header)

/** The keys behind an address, or in a file, which is read again when it has changed. */
function keySet(jwks: string, folder: string): JWTVerifyGetKey {
  if (/^https?:\/\//.test(jwks)) return orNone(createRemoteJWKSet(new URL(jwks), patience))
  return orNone(fileKeys(resolve(folder, jwks)))
}

function fileKeys(file: string): JWTVerifyGetKey {
  const read = () => createLocalJWKSet(JSON.parse(readFileSync(file, 'utf8')))
  const versionOf = () => {
    const { mtimeMs, size, ino } = statSync(file)
    return `${mtimeMs} ${size} ${ino}`
  }
  let version = versionOf()
  let keys = read()
  return async (header, token) => {
    const present = versionOf()
    if (present !== version) {
      keys = read()
      version = present
    }
    return keys(header, token)
  }
}

/** Tells a token that names no known key from keys that could not be had. */
function orNone(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token)
    } catch (cause) {
      if (aboutTheToken.some((kind) => cause instanceof kind)) throw cause
      throw new NoKeys('no keys', { cause })
    }
  }
}

const aboutTheToken = [
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSENotSupported,
  errors.JWSInvalid,
]
