import { timingSafeEqual } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ConfigFile, configFile } from '../../src/config/schema.ts'
import type { OpenState } from '../../src/store/open.ts'
import { Callers, requireScope } from '../../src/who/callers.ts'
import { owns } from '../../src/who/owned.ts'
import { Registry } from '../../src/who/registry.ts'
import { kinds, type Place } from '../store/states.ts'
import { codeOf, incoming, sha256 } from './incoming.ts'

let place: Place
let state: OpenState

beforeEach(async () => {
  place = await kinds[0]!.place()
  state = await place.open()
})

afterEach(async () => {
  await state.close()
  await place.remove()
})

const now = Date.parse('2030-06-01T00:00:00Z')

const file = (keys: unknown[]): ConfigFile =>
  configFile.parse({
    specs: ['spec.md'],
    operators: { acme: { title: 'Acme', accepted: { policy: 'use-1', at: '2030-01-01T00:00:00Z' } } },
    deployments: { shop: { operator: 'acme' }, desk: {} },
    keys,
  })

const keys = [
  { name: 'app', sha256: sha256('key-of-app').toUpperCase(), deployment: 'shop' },
  { name: 'guest', sha256: sha256('key-of-guest'), deployment: 'desk', level: 'user', scopes: ['generate'] },
  { name: 'old', sha256: sha256('key-of-old'), deployment: 'desk', level: 'operator', expires: '2030-05-31T00:00:00Z' },
  {
    name: 'rotated',
    sha256: sha256('key-new'),
    previous: { sha256: sha256('key-before'), until: '2030-06-02T00:00:00Z' },
    deployment: 'desk',
  },
  {
    name: 'rotated-long-ago',
    sha256: sha256('key-newer'),
    previous: { sha256: sha256('key-long-before'), until: '2030-05-01T00:00:00Z' },
    deployment: 'desk',
  },
]

async function callersOf(list: unknown[], options: ConstructorParameters<typeof Callers>[2] = {}): Promise<Callers> {
  const config = { ...file(list), folder: '/' }
  return new Callers(config, await Registry.open(state, config.operators), { now: () => now, ...options })
}

describe('with keys', () => {
  it.each([
    [{ authorization: 'bearer key-of-guest' }],
    [{ authorization: 'Bearer   key-of-guest ' }],
    [{ 'x-api-key': 'key-of-guest' }],
    [{ 'x-api-key': 'key-of-guest', authorization: 'Bearer key-of-guest' }],
    [{ 'x-api-key': 'key-of-guest', authorization: 'Basic dXNlcjpwYXNz' }],
  ])('a caller is who its key says, from anywhere: %j', async (headers: Record<string, string>) => {
    const callers = await callersOf(keys)
    expect(await callers.identify(incoming(headers, '203.0.113.9'))).toEqual({
      key: 'guest',
      level: 'user',
      deployment: 'desk',
      operator: null,
      scopes: new Set(['generate']),
      user: null,
      userBy: null,
      claims: [],
    })
  })

  it.each(['key-of-app', 'key-new'])('at developer vouches for an end user by header: %s', async (key) => {
    const asked = incoming({ 'x-api-key': key, 'bylaw-user': 'u-17' })
    expect(await (await callersOf(keys)).identify(asked)).toMatchObject({ user: 'u-17', userBy: 'header' })
  })

  it.each(['user', 'agent', 'assistant', 'constructor'])('at %s vouches for nobody', async (level) => {
    const weak = { name: 'weak', sha256: sha256('key-weak'), deployment: 'desk', level }
    const asked = incoming({ 'x-api-key': 'key-weak', 'bylaw-user': 'u-17' })
    expect(await codeOf((await callersOf([...keys, weak])).identify(asked))).toBe('403 user_not_vouched_for')
  })

  it('a key has the operator of its deployment, and every scope but the log unless it says so, below developer not policies either', async () => {
    const principal = await (await callersOf(keys)).identify(incoming({ 'x-api-key': 'key-of-app' }))
    expect(principal.operator).toEqual({
      id: 'acme',
      title: 'Acme',
      accepted: { policy: 'use-1', at: '2030-01-01T00:00:00Z' },
    })
    expect(principal).toMatchObject({ level: 'developer', user: null, userBy: null })
    expect([principal.scopes.has('approvals'), principal.scopes.has('log')]).toEqual([true, false])
    expect(principal.scopes.has('policies')).toBe(true)
    for (const level of ['operator', 'user', 'agent']) {
      const other = { name: 'other', sha256: sha256('key-other'), deployment: 'desk', level }
      const { scopes } = await (await callersOf([...keys, other])).identify(incoming({ 'x-api-key': 'key-other' }))
      expect([scopes.has('generate'), scopes.has('policies')], level).toEqual([true, level === 'operator'])
    }
    expect(() => requireScope(principal, 'log')).toThrow('may not be used for `log`')
    expect(() => requireScope(principal, null)).not.toThrow()
    expect(() => requireScope(principal, 'generate')).not.toThrow()
  })

  it('a key that is rotated is taken until its time, and names the same caller', async () => {
    const callers = await callersOf(keys)
    for (const key of ['key-new', 'key-before']) {
      expect((await callers.identify(incoming({ 'x-api-key': key }))).key).toBe('rotated')
    }
    expect(await codeOf(callers.identify(incoming({ 'x-api-key': 'key-long-before' })))).toBe('401 expired_api_key')
    expect((await callers.identify(incoming({ 'x-api-key': 'key-newer' }))).key).toBe('rotated-long-ago')
  })

  it.each([
    [{}, '401 missing_api_key'],
    [{ authorization: 'Basic key-of-app' }, '401 missing_api_key'],
    [{ authorization: 'Bearer ' }, '401 missing_api_key'],
    [{ 'x-api-key': '' }, '401 missing_api_key'],
    [{ authorization: 'Bearer key-of-ap' }, '401 invalid_api_key'],
    [{ authorization: `Bearer ${sha256('key-of-app')}` }, '401 invalid_api_key'],
    [{ authorization: 'Bearer key-of-old' }, '401 expired_api_key'],
    [{ authorization: 'Bearer key-of-app', 'x-api-key': 'key-of-guest' }, '400 conflicting_keys'],
    [{ authorization: 'Bearer key-of-app', 'x-api-key': 'x' }, '400 conflicting_keys'],
    [{ authorization: ['Bearer key-of-app', 'Bearer key-of-guest'] }, '400 duplicate_header'],
    [{ authorization: ['Bearer key-of-app', 'Bearer key-of-app'] }, '400 duplicate_header'],
    [{ 'x-api-key': ['key-of-app', 'key-of-app'] }, '400 duplicate_header'],
    [{ authorization: 'Bearer key-of-app, Bearer key-of-guest' }, '400 malformed_key'],
    [{ 'x-api-key': 'key-of-app,key-of-guest' }, '400 malformed_key'],
    [{ 'x-api-key': 'key of app' }, '400 malformed_key'],
    [{ 'x-api-key': 'k'.repeat(513) }, '400 malformed_key'],
    [{ authorization: 'Bearer key-of-app', 'bylaw-user': 'a b' }, '400 invalid_user'],
    [{ authorization: 'Bearer key-of-app', 'bylaw-user': '' }, '400 invalid_user'],
    [{ authorization: 'Bearer key-of-app', 'bylaw-user': 'x'.repeat(129) }, '400 invalid_user'],
    [{ authorization: 'Bearer key-of-app', 'bylaw-user': ['a', 'b'] }, '400 duplicate_header'],
    [{ authorization: 'Bearer key-of-app', 'bylaw-user': 'a, b' }, '400 invalid_user'],
  ])('%j is refused', async (headers: Record<string, string | string[]>, code) => {
    expect(await codeOf((await callersOf(keys)).identify(incoming(headers)))).toBe(code)
  })

  it.each(['key-of-app', 'key-of-old', 'key-of-nobody', ''])(
    '%j costs as many comparisons as any other',
    async (key) => {
      let compared = 0
      const equal = (a: NodeJS.ArrayBufferView, b: NodeJS.ArrayBufferView) => {
        compared++
        return timingSafeEqual(a, b)
      }
      const callers = await callersOf(keys, { equal })
      await callers.identify(incoming(key === '' ? {} : { 'x-api-key': key })).catch(() => {})
      expect(compared).toBe(7)
    },
  )
})

describe('keys of the admin API', () => {
  const row = {
    name: 'made',
    sha256: sha256('key-made'),
    previous_sha256: sha256('key-made-before'),
    previous_until: '2030-06-02T00:00:00.000Z',
    deployment: 'shop',
    level: 'developer',
    scopes: '["generate","log"]',
    created: '2030-01-01T00:00:00.000Z',
    expires: null,
    revoked: null,
  }

  it('are taken like those of the configuration', async () => {
    await state.db.insertInto('api_keys').values(row).execute()
    const callers = await callersOf([])
    for (const key of ['key-made', 'key-made-before']) {
      expect(await callers.identify(incoming({ 'x-api-key': key }))).toMatchObject({
        key: 'made',
        scopes: new Set(['generate', 'log']),
      })
    }
    expect(await codeOf(callers.identify(incoming({ host: 'localhost' })))).toBe('401 missing_api_key')
  })

  it.each([
    ['revoked', { revoked: '2030-01-02T00:00:00.000Z' }, '401 revoked_api_key'],
    ['expired', { expires: '2030-05-31T00:00:00.000Z' }, '401 expired_api_key'],
    ['of a deployment that is not there', { deployment: 'gone' }, '403 unknown_deployment'],
  ])('%s are refused, and still are keys', async (_, more, code) => {
    await state.db
      .insertInto('api_keys')
      .values({ ...row, ...more })
      .execute()
    const callers = await callersOf([])
    expect(await codeOf(callers.identify(incoming({ 'x-api-key': 'key-made' })))).toBe(code)
    expect(await codeOf(callers.identify(incoming({ host: 'localhost' })))).toBe('401 missing_api_key')
  })
})

describe('without keys', () => {
  const host = { host: 'localhost:4141' }

  it.each([
    [host, '127.0.0.1'],
    [{ host: '127.0.0.1' }, '::1'],
    [{ host: '[::1]:4141', origin: 'http://[::1]:4141' }, '::ffff:127.0.0.1'],
    [{ ...host, authorization: 'Bearer whatever' }, '127.3.2.1'],
  ])('%j from %s is a developer of the first deployment', async (headers: Record<string, string>, address) => {
    const principal = await (await callersOf([])).identify(incoming(headers, address))
    expect(principal).toMatchObject({ key: null, level: 'developer', deployment: 'shop', user: null })
    expect(principal.scopes.has('log')).toBe(true)
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
  ])('%s is refused', async (_, headers: Record<string, string>, address) => {
    expect(await codeOf((await callersOf([])).identify(incoming(headers, address)))).toBe('403 not_local')
  })
})

describe('what is read by its id', () => {
  const operator = (id: string) => ({ id, title: id, accepted: null })
  const principal = { deployment: 'shop', operator: operator('acme'), key: 'app' }
  const owned = { deployment: 'shop', operator: 'acme', key: 'app' }

  it.each([
    ['its own', principal, owned, true],
    [
      'of nobody in particular',
      { ...principal, operator: null, key: null },
      { ...owned, operator: null, key: null },
      true,
    ],
    ['of another deployment', principal, { ...owned, deployment: 'desk' }, false],
    ['of another operator', principal, { ...owned, operator: 'other' }, false],
    ['of another key', principal, { ...owned, key: 'app2' }, false],
    ['of nobody', principal, { ...owned, operator: null }, false],
    ['of somebody', { ...principal, operator: null }, owned, false],
  ])('%s', (_, who, what, answer) => {
    expect(owns(who, what)).toBe(answer)
  })
})
