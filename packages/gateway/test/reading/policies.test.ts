import { describe, expect, it } from 'vitest'
import { operator, spec } from '../stack.ts'
import { deskLayer, type Room, roomOf } from './rooms.ts'

const listed = async (room: Room, key?: string) => {
  const { status, json } = await room.ask('GET', '/v1/policies', key === undefined ? {} : { key })
  expect(status).toBe(200)
  return json.data as readonly { name: string; digest: string | null; state: string; kind: string; layers: object[] }[]
}

const digestOf = async (room: Room, name: string, key?: string): Promise<string> =>
  (await listed(room, key)).find((each) => each.name === name)!.digest!

const holiday = { name: 'holiday', level: 'developer', text: '~~~yaml bylaw\nlimit: {drug-information: refuse}\n~~~\n' }

describe('GET /v1/policies', () => {
  it('lists the own deployment and the library, with what was found in each', async () => {
    const room = await roomOf(true)
    const data = await listed(room, 'k-app')
    expect(data.map(({ name, kind, state }) => `${name} ${kind} ${state}`)).toEqual([
      'shop deployment ready',
      'plain library ready',
      'constructor library ready',
      'broken library refused',
      'missing library refused',
    ])
    const policy = room.house.mounting.deployment('shop')!.mounted.policy!
    expect(data[0]).toMatchObject({
      title: 'Shop assistant',
      digest: policy.digest,
      since: expect.stringMatching(/^\d{4}-/),
      layers: [
        { level: 'root', file: 'spec.md', title: 'A spec for tests', version: '2.1', digest: policy.layers[0]!.digest },
        { level: 'developer', file: 'shop.md', title: 'A shop', version: null, digest: policy.layers[1]!.digest },
      ],
      diagnostics: [],
    })
    expect(data[1]).toMatchObject({ title: 'The spec alone', since: null, layers: [{ file: 'spec.md' }] })
    expect(data[2]).toMatchObject({ title: null, layers: [{ level: 'root' }, { level: 'developer', file: 'desk.md' }] })
    expect(data[3]).toMatchObject({ digest: null, diagnostics: [{ severity: 'error', file: 'broken.md', line: 6 }] })
    expect(data[4]).toMatchObject({ digest: null, diagnostics: [{ code: 'unreadable-file', file: 'none.md' }] })
  })

  it('lists every deployment where no key tells callers apart, the caller’s own first', async () => {
    const names = (await listed(await roomOf(false))).map(({ name }) => name)
    expect(names).toEqual(['desk', 'shop', 'plain', 'constructor', 'broken', 'missing'])
  })

  it('takes up files of the library that changed', async () => {
    const room = await roomOf(false)
    const before = await digestOf(room, 'plain')
    room.write('none.md', 'Be kind.')
    room.write('broken.md', spec)
    const after = await listed(room)
    expect(after.every(({ state }) => state === 'ready')).toBe(true)
    expect(after.find(({ name }) => name === 'broken')!.digest).toBe(before)
  })
})

describe('GET /v1/policies/{name or digest}', () => {
  it('is the text of each layer, by name, digest and the beginning of one', async () => {
    const room = await roomOf(true)
    const digest = await digestOf(room, 'shop', 'k-app')
    for (const asked of ['shop', digest, digest.slice(0, 12)]) {
      const { status, headers, json } = await room.ask('GET', `/v1/policies/${asked}`, { key: 'k-app' })
      expect([status, headers.etag], asked).toEqual([200, `"${digest}"`])
      expect(json).toEqual({
        object: 'bylaw.policy',
        name: 'shop',
        kind: 'deployment',
        digest,
        layers: [
          { level: 'root', file: 'spec.md', text: spec },
          { level: 'developer', file: 'shop.md', text: operator },
        ],
      })
    }
    expect((await room.ask('GET', '/v1/policies/constructor', { key: 'k-app' })).json.layers[1].text).toBe(deskLayer)
  })

  it('is sent again only where it changed', async () => {
    const room = await roomOf(false)
    const digest = await digestOf(room, 'desk')
    const ask = (tag: string) => room.ask('GET', '/v1/policies/desk', { headers: { 'if-none-match': tag } })
    for (const tag of [`"${digest}"`, `W/"${digest}"`, `"x", "${digest}"`, '*']) {
      const answer = await ask(tag)
      expect([answer.status, answer.text, answer.headers['content-length']], tag).toEqual([304, '', undefined])
    }
    expect((await ask(`"${'0'.repeat(64)}"`)).status).toBe(200)
    expect((await ask(digest)).status).toBe(200)
  })

  it('has the text of a refused one, by name', async () => {
    const room = await roomOf(true)
    const { json, headers } = await room.ask('GET', '/v1/policies/broken', { key: 'k-app' })
    expect(json).toMatchObject({ name: 'broken', kind: 'library', digest: null, layers: [{ file: 'broken.md' }] })
    expect(json.layers[0].text).toContain('default: c')
    expect(headers.etag).toBeUndefined()
  })

  it('finds what was in force before by its digest, and only whoever could read it then', async () => {
    const room = await roomOf(true)
    const before = await digestOf(room, 'shop', 'k-app')
    expect(await room.house.mounting.mountLayer('shop', holiday, 'a test')).toEqual({ ok: true, version: 1 })
    expect(await digestOf(room, 'shop', 'k-app')).not.toBe(before)
    for (const asked of [before, before.slice(0, 20)]) {
      const { status, json } = await room.ask('GET', `/v1/policies/${asked}`, { key: 'k-app' })
      expect([status, json.name, json.digest], asked).toEqual([200, null, before])
      expect(json.layers).toHaveLength(2)
      const other = await room.ask('GET', `/v1/policies/${asked}`, { key: 'k-desk' })
      const absent = await room.ask('GET', `/v1/policies/${'0'.repeat(64)}`, { key: 'k-desk' })
      expect([other.status, other.text], asked).toEqual([404, absent.text])
    }
    const now = await room.ask('GET', '/v1/policies/shop', { key: 'k-app' })
    expect(now.json.layers.map(({ file }: { file: string }) => file)).toEqual(['spec.md', 'shop.md', 'holiday@1.md'])
  })

  it('finds what the library said before, for as long as the stack is listed', async () => {
    const room = await roomOf(true)
    const before = await digestOf(room, 'constructor', 'k-app')
    room.write('desk.md', `${deskLayer}\nMore.\n`)
    expect(await digestOf(room, 'constructor', 'k-app')).not.toBe(before)
    const { json } = await room.ask('GET', `/v1/policies/${before}`, { key: 'k-app' })
    expect(json).toMatchObject({ name: null, kind: 'library', digest: before })
    expect(json.layers[1].text).toBe(deskLayer)
    const { policies } = room.house.state
    const gone = { kind: 'library', name: 'withdrawn', operator: null } as const
    await policies.keep('f'.repeat(64), [{ level: 'root', file: 'old.md', text: 'old' }])
    await policies.shelve('f'.repeat(64), gone, [{ level: 'root', file: 'old.md', text: 'old' }])
    expect((await room.ask('GET', `/v1/policies/${'f'.repeat(64)}`, { key: 'k-app' })).status).toBe(404)
  })

  it('finds nothing where two digests begin so, too little of one is said, or another operator ran it then', async () => {
    const room = await roomOf(true)
    const { policies } = room.house.state
    const shelf = { kind: 'deployment', name: 'shop', operator: 'acme' } as const
    const layers = [{ level: 'root', file: 'old.md', text: 'old' }]
    const digests = ['1', '2'].map((end) => 'a'.repeat(63) + end)
    for (const digest of digests) {
      await policies.keep(digest, layers)
      await policies.shelve(digest, shelf, layers)
    }
    const ask = async (asked: string) => (await room.ask('GET', `/v1/policies/${asked}`, { key: 'k-app' })).status
    expect(await ask(digests[0]!)).toBe(200)
    expect(await ask('a'.repeat(63))).toBe(404)
    await policies.keep('b'.repeat(64), layers)
    await policies.shelve('b'.repeat(64), { ...shelf, operator: 'other' }, layers)
    await policies.shelve('b'.repeat(64), { ...shelf, operator: null }, layers)
    expect(await ask('b'.repeat(64))).toBe(404)
    const own = await digestOf(room, 'shop', 'k-app')
    expect([await ask(own.slice(0, 11)), await ask(own.slice(0, 12))]).toEqual([404, 200])
    expect([await ask(own.toUpperCase()), await ask(`${own}0`), await ask(own.slice(1))]).toEqual([404, 404, 404])
  })

  it('names files as they were named where it stood, whoever kept the same text first', async () => {
    const room = await roomOf(true)
    const { policies } = room.house.state
    const layer = { level: 'root', text: 'the same' }
    await policies.keep('c'.repeat(64), [{ ...layer, file: 'preferences/shop/usr_1.md' }])
    const shelf = { kind: 'deployment', name: 'shop', operator: 'acme' } as const
    await policies.shelve('c'.repeat(64), shelf, [{ ...layer, file: 'mine.md' }])
    const { json } = await room.ask('GET', `/v1/policies/${'c'.repeat(64)}`, { key: 'k-app' })
    expect(json.layers).toEqual([{ ...layer, file: 'mine.md' }])
  })

  it('never has a word of an end user’s preferences', async () => {
    const room = await roomOf(true)
    const body = JSON.stringify({
      text: '# Mine\n\nAnn is shy.\n\n~~~yaml bylaw\nlimit: {drug-information: refuse}\n~~~\n',
    })
    const ann = { key: 'k-app', headers: { 'bylaw-user': 'ann' } }
    expect((await room.ask('PUT', '/v1/preferences', { ...ann, body })).status).toBe(200)
    const check = JSON.stringify({ behaviors: ['drug-information'] })
    const checked = await room.ask('POST', '/v1/check', { ...ann, body: check })
    expect(checked.json.decisions).toMatchObject([{ value: 'refuse' }])
    const rows = await room.house.state.db.selectFrom('policies').selectAll().execute()
    const personal = rows.find(({ layers }) => layers.includes('Ann is shy'))!
    for (const asked of [personal.digest, personal.digest.slice(0, 12)]) {
      expect((await room.ask('GET', `/v1/policies/${asked}`, ann)).status).toBe(404)
    }
    for (const path of ['/v1/policies', '/v1/policies/shop']) {
      expect((await room.ask('GET', path, ann)).text).not.toMatch(/shy|preferences\//)
    }
  })
})

describe('a policy is read', () => {
  it('by keys that may, in their own deployment', async () => {
    const room = await roomOf(true)
    for (const [key, status, code] of [
      ['k-app', 200, undefined],
      ['k-twin', 200, undefined],
      ['k-reader', 200, undefined],
      ['k-guest', 403, 'scope_missing'],
      ['k-bot', 403, 'scope_missing'],
      ['k-none', 401, 'invalid_api_key'],
      [undefined, 401, 'missing_api_key'],
    ] as const) {
      for (const path of ['/v1/policies', '/v1/policies/shop', '/v1/policies/plain']) {
        const answer = await room.ask('GET', path, key === undefined ? {} : { key })
        expect([answer.status, answer.json.error?.code], `${key} ${path}`).toEqual([status, code])
      }
    }
    const shop = await room.ask('GET', '/v1/policies/shop', { key: 'k-desk' })
    const absent = await room.ask('GET', '/v1/policies/nobody', { key: 'k-desk' })
    expect([shop.status, shop.text]).toEqual([404, absent.text])
    const digest = await digestOf(room, 'shop', 'k-app')
    expect((await room.ask('GET', `/v1/policies/${digest}`, { key: 'k-desk' })).status).toBe(404)
    expect((await listed(room, 'k-desk')).map(({ name }) => name)).not.toContain('shop')
  })

  it('by no key in the address', async () => {
    const room = await roomOf(true)
    for (const query of ['?key=k-app', '?api_key=k-app', '?access_token=k-app', '?authorization=Bearer%20k-app']) {
      expect((await room.ask('GET', `/v1/policies${query}`)).status, query).toBe(401)
    }
  })

  it('by no page of elsewhere and under no name that was rebound, where there are no keys', async () => {
    const room = await roomOf(false)
    for (const headers of [
      { host: 'evil.example' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'x-forwarded-for': '192.0.2.1' },
    ]) {
      for (const [method, path] of [
        ['GET', '/v1/policies'],
        ['GET', '/v1/policies/shop'],
        ['POST', '/v1/snippets'],
        ['GET', `/v1/snippets/${'0'.repeat(64)}`],
      ] as const) {
        const answer = await room.ask(method, path, { headers, body: method === 'POST' ? '{}' : '' })
        expect([answer.status, answer.json.error.code], `${JSON.stringify(headers)} ${path}`).toEqual([
          403,
          'not_local',
        ])
        expect(answer.headers['access-control-allow-origin']).toBeUndefined()
      }
    }
  })

  it('with GET and HEAD only, and under its own name only', async () => {
    const room = await roomOf(false)
    for (const path of ['/v1/policies', '/v1/policies/shop']) {
      const head = await room.ask('HEAD', path)
      const whole = await room.ask('GET', path)
      expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', `${whole.bytes.length}`])
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        expect((await room.ask(method, path)).status, `${method} ${path}`).toBe(405)
      }
    }
    const hostile = ['__proto__', 'toString', '..', '.', '%2e%2e', '..%2fspec.md', 'shop%00', "' OR 1=1 --", '%', '*']
    for (const name of [...hostile.map((each) => each.replaceAll(' ', '%20')), 'x'.repeat(8000), '%'.repeat(12)]) {
      const answer = await room.ask('GET', `/v1/policies/${name}`)
      expect([answer.status, answer.json.error.code], name.slice(0, 20)).toEqual([404, 'policy_not_found'])
    }
    expect((await room.ask('GET', '/v1/policies/')).status).toBe(404)
    expect((await room.ask('GET', '/v1/policies/a/b')).status).toBe(404)
  })
})
