import type { Incoming } from '../incoming.ts'
import { Refusal } from '../refusal.ts'

type Headers = Pick<Incoming, 'headers'>

/**
 * The value of a header that says who speaks, null where it was not sent.
 * @throws Refusal 400 where it was sent twice: a proxy on the way may have read the other one
 */
export function only(incoming: Headers, name: string): string | null {
  const values = incoming.headers(name)
  if (values.length > 1) throw new Refusal(400, 'duplicate_header', `\`${name}\` was sent more than once`, name)
  return values[0] ?? null
}

/** The most characters of a key that is presented. */
const longestKey = 512

/**
 * The key that a request presents, as OpenAI's clients do (`authorization: Bearer …`) or as Anthropic's do (`x-api-key`);
 * null where it presents none.
 * @throws Refusal 400 where it presents two, or something that two readers could read differently
 */
export function presentedKey(incoming: Headers): string | null {
  const bearer = bearerOf(only(incoming, 'authorization'))
  const own = plainKey(only(incoming, 'x-api-key'), 'x-api-key')
  if (bearer !== null && own !== null && bearer !== own) {
    throw new Refusal(400, 'conflicting_keys', 'send one key: `authorization` and `x-api-key` carry two', 'x-api-key')
  }
  return bearer ?? own
}

/** Null for another scheme: its credentials are none of ours. */
function bearerOf(value: string | null): string | null {
  const token = value === null ? undefined : /^Bearer[ \t]+(.*)$/i.exec(value)?.[1]
  return token === undefined ? null : plainKey(token, 'authorization')
}

function plainKey(value: string | null, header: string): string | null {
  const key = value?.trim() ?? ''
  if (key === '') return null
  if (key.length <= longestKey && /^[\x21-\x2b\x2d-\x7e]+$/.test(key)) return key
  throw new Refusal(400, 'malformed_key', `\`${header}\` carries one key, of visible ASCII characters`, header)
}

/**
 * The end user that the caller names in `bylaw-user`, and vouches for; null where it names none.
 * @throws Refusal 400
 */
export function namedUser(incoming: Headers): string | null {
  const user = only(incoming, 'bylaw-user')
  if (user === null) return null
  if (/^[\x21-\x2b\x2d-\x7e]{1,128}$/.test(user)) return user
  const message = '`bylaw-user` is one id of 1 to 128 visible ASCII characters without commas'
  throw new Refusal(400, 'invalid_user', message, 'bylaw-user')
}
