import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TokensConfig } from '../../src/config/access.ts'
import { tokens as schema } from '../../src/config/access.ts'
import { Callers } from '../../src/who/callers.ts'
import type { Registry } from '../../src/who/registry.ts'
import { Tokens } from '../../src/who/tokens.ts'
import { codeOf, incoming, sha256 } from './incoming.ts'

type Pair = Awaited<ReturnType<typeof generateKeyPair>>
let pair: Pair
let other: Pair
let publicText: string
let folder: string

beforeAll(async () => {
  pair = await generateKeyPair('RS256', { extractable: true })
  other = await generateKeyPair('RS256', { extractable: true })
  publicText = await exportSPKI(pair.publicKey)
  folder = mkdtempSync(join(tmpdir(), 'bylaw-tokens-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

const jwk = async ({ publicKey }: Pair, kid: string, more: object = {}) => ({
  ...(await exportJWK(publicKey)),
  kid,
  ...more,
})

const config = (more: Partial<TokensConfig> = {}): TokensConfig =>
  schema.parse({
    issuer: 'https://id.example',
    audience: 'bylaw',
    jwks: 'keys.json',
    claims: {
      'user.age_group': 'ages',
      'user.verified': 'email_verified',
      'user.teams': 'teams',
      'user.score': 'score',
    },
    ...more,
  })

const keep = async (...keys: object[]) => writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys }))

interface Made {
  readonly payload?: Record<string, unknown>
  readonly header?: Record<string, unknown>
  readonly key?: Parameters<SignJWT['sign']>[0]
  readonly expires?: string | number | null
}

async function made({ payload = {}, header = {}, key = pair.privateKey, expires = '5m' }: Made = {}): Promise<string> {
  const claims = {
    iss: 'https://id.example',
    aud: 'bylaw',
    sub: 'ann',
    ages: 'adult',
    email_verified: true,
    ...payload,
  }
  const token = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
  return (expires === null ? token : token.setExpirationTime(expires)).sign(key)
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const seconds = (from: number): number => Math.floor(Date.now() / 1000) + from

describe('a token', () => {
  beforeEach(async () => keep(await jwk(pair, 'k1')))

  it('says who the user is, and facts at the level that stands behind its issuer', async () => {
    const tokens = new Tokens(config({ level: 'operator' }), folder)
    const payload = { teams: ['a'], score: 3, unasked: 'x' }
    expect(await tokens.verify(await made({ payload }))).toEqual({
      user: 'ann',
      claims: [
        { name: 'user.age_group', value: 'adult', by: 'developer' },
        { name: 'user.verified', value: true, by: 'developer' },
        { name: 'user.score', value: 3, by: 'developer' },
      ],
    })
    const system = new Tokens(config({ level: 'system' }), folder)
    expect((await system.verify(await made())).claims[0]?.by).toBe('system')
  })

  it('names the user by another claim where it is configured so', async () => {
    const tokens = new Tokens(config({ subject: 'email' }), folder)
    expect((await tokens.verify(await made({ payload: { email: 'ann@example.com' } }))).user).toBe('ann@example.com')
    expect(await codeOf(tokens.verify(await made()))).toBe('401 invalid_user_token')
  })

  const symmetric = () => new TextEncoder().encode(publicText)
  const cases: [string, () => Promise<string> | string][] = [
    [
      'that nobody signed',
      () =>
        `${part({ alg: 'none' })}.${part({ iss: 'https://id.example', aud: 'bylaw', sub: 'ann', exp: seconds(60) })}.`,
    ],
    [
      'that nobody signed, with a kid',
      () => `${part({ alg: 'none', kid: 'k1' })}.${part({ sub: 'ann', exp: seconds(60) })}.`,
    ],
    ['signed with the public key as a secret', () => made({ header: { alg: 'HS256' }, key: symmetric() })],
    ['of another issuer', () => made({ payload: { iss: 'https://id.example.evil' } })],
    ['of no issuer', () => made({ payload: { iss: undefined } })],
    ['for another audience', () => made({ payload: { aud: 'other' } })],
    ['for no audience', () => made({ payload: { aud: undefined } })],
    ['that has expired', () => made({ expires: seconds(-31) })],
    ['that never expires', () => made({ expires: null })],
    ['that does not hold yet', () => made({ payload: { nbf: seconds(60) } })],
    ['of a key that is not known', () => made({ header: { kid: 'k2' } })],
    ['signed by another', () => made({ key: other.privateKey })],
    ['without a subject', () => made({ payload: { sub: undefined } })],
    ['of a subject that is no text', () => made({ payload: { sub: 7 } })],
    ['of a subject with a line break', () => made({ payload: { sub: 'a\nb' } })],
    ['of an empty subject', () => made({ payload: { sub: '' } })],
    ['that is too long', () => made({ payload: { pad: 'x'.repeat(9000) } })],
    [
      'that says of itself that it must be understood otherwise',
      () => `${part({ alg: 'RS256', kid: 'k1', crit: ['b64'], b64: false })}.e30.AAAA`,
    ],
    [
      'with its own key in it',
      async () => made({ header: { jwk: await exportJWK(other.publicKey) }, key: other.privateKey }),
    ],
    ['that is none', () => 'not.a.token'],
    ['that is encrypted', () => 'a.b.c.d.e'],
    ['that is empty', () => ''],
  ]

  it.each(cases)('%s is refused', async (_, token) => {
    const tokens = new Tokens(config(), folder)
    expect(await codeOf(tokens.verify(await token()))).toBe('401 invalid_user_token')
  })

  it('that was changed in any one character is refused', async () => {
    const tokens = new Tokens(config(), folder)
    const token = await made()
    for (let at = 0; at < token.length - 1; at += 17) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
      expect(await codeOf(tokens.verify(changed))).toBe('401 invalid_user_token')
    }
  })

  it('is taken within the tolerance of the clocks', async () => {
    const tokens = new Tokens(config(), folder)
    expect((await tokens.verify(await made({ expires: seconds(-20), payload: { nbf: seconds(20) } }))).user).toBe('ann')
  })

  it('signed with a key that the set says is for something else is refused', async () => {
    await keep(await jwk(pair, 'k1', { use: 'enc' }))
    expect(await codeOf(new Tokens(config(), folder).verify(await made()))).toBe('401 invalid_user_token')
  })

  it('is verified with the keys of the file as they are now', async () => {
    const tokens = new Tokens(config(), folder)
    await keep(await jwk(other, 'k2'), await jwk(other, 'k3'))
    expect(await codeOf(tokens.verify(await made()))).toBe('401 invalid_user_token')
    expect((await tokens.verify(await made({ header: { kid: 'k2' }, key: other.privateKey }))).user).toBe('ann')
    writeFileSync(join(folder, 'keys.json'), '{"keys": [')
    expect(await codeOf(tokens.verify(await made()))).toBe('503 identity_unavailable')
    rmSync(join(folder, 'keys.json'))
    expect(await codeOf(tokens.verify(await made()))).toBe('503 identity_unavailable')
    await keep(await jwk(pair, 'k1'))
    expect((await tokens.verify(await made())).user).toBe('ann')
  })

  it.each([
    [{ level: 'root' }, 'no token vouches at this level'],
    [{ level: 'platform' }, 'no token vouches at this level'],
    [{ header: 'authorization' }, 'says something else already'],
    [{ header: 'bylaw-user' }, 'says something else already'],
    [{ jwks: 'nowhere.json' }, 'ENOENT'],
  ])('is not even looked at where it is configured as %j', (more, why) => {
    expect(() => new Tokens(config(more), folder)).toThrow(why)
  })
})

describe('a key set behind an address (a scripted server on loopback)', () => {
  let server: Server
  let answer: { status: number; body: string; location?: string }
  let asked = 0
  let address: string

  beforeEach(async () => {
    asked = 0
    server = createServer((_, response) => {
      asked++
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        ...(answer.location && { location: answer.location }),
      })
      response.end(answer.body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
    answer = { status: 200, body: JSON.stringify({ keys: [await jwk(pair, 'k1')] }) }
  })

  afterEach(() => new Promise((resolve) => server.close(resolve)))

  it('is asked once for many tokens', async () => {
    const tokens = new Tokens(config({ jwks: address }), folder)
    await Promise.all([made(), made(), made()].map(async (token) => tokens.verify(await token)))
    await tokens.verify(await made())
    expect(asked).toBe(1)
  })

  it('is not asked again at once for a key it does not have', async () => {
    const tokens = new Tokens(config({ jwks: address }), folder)
    await tokens.verify(await made())
    for (const kid of ['a', 'b', 'c']) {
      expect(await codeOf(tokens.verify(await made({ header: { kid } })))).toBe('401 invalid_user_token')
    }
    expect(asked).toBe(1)
  })

  it.each([
    ['an error', { status: 500, body: '' }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['no key set', { status: 200, body: '{"keys": 7}' }],
    ['an address elsewhere', { status: 302, body: '', location: 'http://127.0.0.1:1/keys' }],
  ])('that answers with %s lets nobody in', async (_, broken) => {
    const good = answer
    answer = broken
    const tokens = new Tokens(config({ jwks: address }), folder)
    expect(await codeOf(tokens.verify(await made()))).toBe('503 identity_unavailable')
    answer = good
    expect((await tokens.verify(await made())).user).toBe('ann')
  })

  it('that does not answer lets nobody in', async () => {
    const tokens = new Tokens(config({ jwks: 'http://127.0.0.1:9/keys' }), folder)
    expect(await codeOf(tokens.verify(await made()))).toBe('503 identity_unavailable')
  })
})

describe('a request with a token', () => {
  const none = { keys: [], stale: false, operator: () => null } as unknown as Registry
  const callers = (users: TokensConfig) =>
    new Callers({ keys: [], deployments: { shop: { users } } as never, folder }, none)
  const asked = (headers: Record<string, string | string[]>) => incoming({ host: 'localhost', ...headers })

  beforeEach(async () => keep(await jwk(pair, 'k1')))

  it('comes from the user that the token names', async () => {
    for (const token of [await made(), `Bearer ${await made()}`]) {
      expect(await callers(config()).identify(asked({ 'bylaw-user-token': token, 'bylaw-user': 'ann' }))).toMatchObject(
        {
          user: 'ann',
          userBy: 'token',
          claims: [{ name: 'user.age_group' }, { name: 'user.verified' }],
        },
      )
    }
  })

  it('comes from that user also through a key that vouches for nobody', async () => {
    const app = { name: 'app', sha256: sha256('k-app'), deployment: 'shop', level: 'user' }
    const keyed = new Callers({ keys: [app], deployments: { shop: { users: config() } } as never, folder }, none)
    const sent = { 'x-api-key': 'k-app', 'bylaw-user-token': await made() }
    const ann = { level: 'user', user: 'ann', userBy: 'token' }
    expect(await keyed.identify(asked(sent))).toMatchObject(ann)
    expect(await keyed.identify(asked({ ...sent, 'bylaw-user': 'ann' }))).toMatchObject(ann)
    const alone = asked({ 'x-api-key': 'k-app', 'bylaw-user': 'ann' })
    expect(await codeOf(keyed.identify(alone))).toBe('403 user_not_vouched_for')
  })

  it('that names another user in the header is refused, and so is one with two tokens', async () => {
    const token = await made()
    const shop = callers(config())
    expect(await codeOf(shop.identify(asked({ 'bylaw-user-token': token, 'bylaw-user': 'bob' })))).toBe(
      '400 conflicting_users',
    )
    expect(await codeOf(shop.identify(asked({ 'bylaw-user-token': [token, token] })))).toBe('400 duplicate_header')
  })

  it('is not anonymous where the token is not good', async () => {
    const shop = callers(config())
    expect(await codeOf(shop.identify(asked({ 'bylaw-user-token': 'x', 'bylaw-user': 'ann' })))).toBe(
      '401 invalid_user_token',
    )
    expect(await codeOf(shop.identify(asked({ 'bylaw-user-token': '' })))).toBe('401 invalid_user_token')
  })

  it('may be required', async () => {
    const shop = callers(config({ required: true }))
    expect(await codeOf(shop.identify(asked({ 'bylaw-user': 'ann' })))).toBe('401 missing_user_token')
    expect((await callers(config()).identify(asked({ 'bylaw-user': 'ann' }))).userBy).toBe('header')
  })
})
