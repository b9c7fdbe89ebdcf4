import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Callers } from '../src/identify.ts'
import type { Incoming } from '../src/incoming.ts'
import { Refusal } from '../src/refusal.ts'

function incoming(headers: Record<string, string>, address: string | undefined = '127.0.0.1'): Incoming {
  const rest = { method: 'POST', path: '/v1/models', signal: new AbortController().signal, text: async () => '' }
  return { ...rest, address, header: (name) => headers[name] ?? null }
}

function codeOf(callers: Callers, request: Incoming): string | null {
  try {
    callers.identify(request)
    return null
  } catch (error) {
    return error instanceof Refusal ? error.failure.code : String(error)
  }
}

const sha256 = (key: string) => createHash('sha256').update(key).digest('hex').toUpperCase()

describe('with keys', () => {
  const callers = new Callers(
    [
      { name: 'app', sha256: sha256('key-of-app'), deployment: 'shop', level: 'developer' },
      { name: 'guest', sha256: sha256('key-of-guest'), deployment: 'desk', level: 'user' },
      { name: 'old', sha256: sha256('key-of-old'), deployment: 'desk', level: 'operator' },
    ],
    'shop',
  )

  it('a caller is who its key says, from anywhere', () => {
    const request = incoming({ authorization: 'bearer key-of-guest', 'bylaw-user': 'u-17' }, '203.0.113.9')
    expect(callers.identify(request)).toEqual({ key: 'guest', level: 'user', deployment: 'desk', user: 'u-17' })
    expect(callers.identify(incoming({ authorization: 'Bearer key-of-old' })).level).toBe('developer')
  })

  it.each([
    [{}, 'missing_api_key'],
    [{ authorization: 'Basic key-of-app' }, 'missing_api_key'],
    [{ authorization: 'Bearer ' }, 'missing_api_key'],
    [{ authorization: 'Bearer key-of-ap' }, 'invalid_api_key'],
    [{ authorization: `Bearer ${sha256('key-of-app')}` }, 'invalid_api_key'],
    [{ authorization: 'Bearer key-of-app', 'bylaw-user': 'a b' }, 'invalid_user'],
    [{ authorization: 'Bearer key-of-app', 'bylaw-user': 'x'.repeat(129) }, 'invalid_user'],
  ])('%j is refused', (headers: Record<string, string>, code) => {
    expect(codeOf(callers, incoming(headers))).toBe(code)
  })
})

describe('without keys', () => {
  const callers = new Callers([], 'shop')
  const host = { host: 'localhost:4141' }

  it.each([
    [host, '127.0.0.1'],
    [{ host: '127.0.0.1' }, '::1'],
    [{ host: '[::1]:4141', origin: 'http://[::1]:4141' }, '::ffff:127.0.0.1'],
    [{ ...host, authorization: 'Bearer whatever' }, '127.3.2.1'],
  ])('%j from %s is a developer of the first deployment', (headers: Record<string, string>, address) => {
    const principal = { key: null, level: 'developer', deployment: 'shop', user: null }
    expect(callers.identify(incoming(headers, address))).toEqual(principal)
  })

  it.each([
    ['another machine', host, '192.168.1.7'],
    ['no address', host, ''],
    ['a name that was rebound', { host: 'evil.example:4141' }, '127.0.0.1'],
    ['a name that begins well', { host: '127.0.0.1.evil.example' }, '127.0.0.1'],
    ['no name', {}, '127.0.0.1'],
    ['a page of another origin', { ...host, origin: 'https://evil.example' }, '127.0.0.1'],
    ['a page without an origin of its own', { ...host, origin: 'null' }, '127.0.0.1'],
    ['a proxy', { ...host, 'x-forwarded-for': '127.0.0.1' }, '127.0.0.1'],
  ])('%s is refused', (_, headers: Record<string, string>, address) => {
    expect(codeOf(callers, incoming(headers, address))).toBe('not_local')
  })
})
