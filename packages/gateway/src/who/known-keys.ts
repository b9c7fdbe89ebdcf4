import { createHash, timingSafeEqual } from 'node:crypto'
import type { KeyConfig, Scope } from '../config/access.ts'
import type { Tables } from '../store/tables.ts'

/** One secret that is known, by its hash: of a key that is being rotated there are two. */
export interface KnownSecret {
  readonly name: string
  /** SHA-256 of the secret. */
  readonly hash: Buffer
  /** Milliseconds since 1970 until which this secret is taken. */
  readonly until: number
  readonly revoked: boolean
}

/** A secret of a caller's key, and what it may be used for. */
export interface KnownKey extends KnownSecret {
  readonly deployment: string
  readonly level: string
  readonly scopes: ReadonlySet<Scope>
}

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/**
 * The secret that was presented, null where it is none of them. Every known one is compared, in constant time, whatever
 * was found before: the time taken tells nothing of which one was near, nor whether there was any.
 */
export function matching<T extends KnownSecret>(
  known: readonly T[],
  presented: string,
  equal: (a: Buffer, b: Buffer) => boolean = timingSafeEqual,
): T | null {
  const hash = hashOf(presented)
  let found: T | null = null
  for (const each of known) {
    const same = equal(each.hash, hash)
    found = same && found === null ? each : found
  }
  return found
}

const time = (text: string | null | undefined): number => (text == null ? Number.POSITIVE_INFINITY : Date.parse(text))

/**
 * The secrets of a key of the configuration.
 * @param usual what it may be used for where it says nothing of that
 */
export function configuredKey(
  { name, sha256, previous, deployment, level, scopes, expires }: KeyConfig,
  usual: ReadonlySet<Scope>,
): KnownKey[] {
  const key = {
    name,
    deployment,
    level: level === 'operator' ? 'developer' : level,
    scopes: scopes === undefined ? usual : new Set(scopes),
    revoked: false,
  }
  const secret = { ...key, hash: Buffer.from(sha256, 'hex'), until: time(expires) }
  if (previous === undefined) return [secret]
  const until = Math.min(time(previous.until), time(expires))
  return [secret, { ...key, hash: Buffer.from(previous.sha256, 'hex'), until }]
}

/** The secrets of a key of the admin API. */
export function storedKey(row: Tables['api_keys']): KnownKey[] {
  const { name, deployment, level, scopes, revoked } = row
  const key = { name, deployment, level, scopes: new Set(JSON.parse(scopes) as Scope[]), revoked: revoked !== null }
  const secret = { ...key, hash: Buffer.from(row.sha256, 'hex'), until: time(row.expires) }
  if (row.previous_sha256 === null) return [secret]
  const until = Math.min(time(row.previous_until), time(row.expires))
  return [secret, { ...key, hash: Buffer.from(row.previous_sha256, 'hex'), until }]
}
