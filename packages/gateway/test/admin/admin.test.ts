import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { block, decided, save } from '../mounting/mounted.ts'
import { codeOf, incoming, sha256 } from '../who/incoming.ts'
import { type Opened, office } from './office.ts'

let opened: Opened

beforeEach(async () => {
  opened = await office()
})

afterEach(() => opened.close())

const ask: Opened['ask'] = (...asked) => opened.ask(...asked)
const codes = async (asking: ReturnType<Opened['ask']>) => {
  const { status, json } = await asking
  return json.error === undefined ? String(status) : `${status} ${json.error.code}`
}

const acme = { key: 'admin-of-acme' }

describe('who administers', () => {
  it.each([
    ['nobody', null, '401 missing_admin_key'],
    ['a key that is none', 'admin-of-al', '401 invalid_admin_key'],
    ['a key that has expired', 'admin-of-yesterday', '401 expired_admin_key'],
    ['a key of everything', 'admin-of-all', '200'],
    ['a key of an operator', 'admin-of-acme', '200'],
  ])('%s', async (_, key, code) => {
    expect(await codes(ask('GET /admin/v1/deployments', { key }))).toBe(code)
    expect(await codes(ask('GET /admin/v1/openapi.json', { key }))).toBe(code)
  })

  it('is somebody on this machine where there are no keys, and nobody else', async () => {
    await opened.close()
    opened = await office({ admin: [] })
    expect(await codes(ask('GET /admin/v1/deployments', { key: null, from: '127.0.0.1' }))).toBe('200')
    expect(await codes(ask('GET /admin/v1/deployments', { key: null }))).toBe('403 not_local')
  })

  it('is no caller: a key is good for one of the two', async () => {
    const { secret } = (await ask('POST /admin/v1/keys', { body: { name: 'app', deployment: 'shop' } })).json
    expect(await codes(ask('GET /admin/v1/deployments', { key: secret }))).toBe('401 invalid_admin_key')
    expect(await codeOf(opened.callers().identify(incoming({ 'x-api-key': 'admin-of-all' })))).toBe(
      '401 invalid_api_key',
    )
  })

  it.each([
    ['GET /admin/v1/nothing', '404 unknown_url'],
    ['GET /admin/v1/keys/app/rotate', '405 wrong_method'],
    ['GET /admin/v1/deployments/%zz', '400 invalid_path'],
    ['GET /admin/v1/deployments/A%20B', '400 invalid_value'],
    ['GET /admin/v1/deployments/gone', '404 deployment_not_found'],
    ['GET /admin/v1/deployments/shop/layers/x/versions/1.5', '400 invalid_value'],
    ['GET /admin/v1/deployments/shop/layers/x/versions/1', '404 version_not_found'],
    ['GET /admin/v1/deployments/shop/would-have?since=yesterday', '400 invalid_value'],
    ['DELETE /admin/v1/keys/nobody', '404 key_not_found'],
  ])('%s is %s', async (call, code) => {
    expect(await codes(ask(call))).toBe(code)
  })
})

describe('keys', () => {
  const make = async (more: object = {}, asked: object = {}) =>
    ask('POST /admin/v1/keys', { ...asked, body: { name: 'app', deployment: 'shop', ...more } })
  const whoIs = (secret: string) => opened.callers().identify(incoming({ 'x-api-key': secret }))

  it('are made, shown once, and taken at once', async () => {
    const { status, json, headers } = await make({ level: 'user', scopes: ['generate'] })
    expect([status, headers['cache-control']]).toEqual([201, 'no-store'])
    expect(json.secret).toMatch(/^bylaw_[\w-]{43}$/)
    expect(await whoIs(json.secret)).toMatchObject({
      key: 'app',
      deployment: 'shop',
      level: 'user',
      operator: { id: 'acme' },
    })
    const listed = (await ask('GET /admin/v1/keys')).json
    expect(listed.data).toMatchObject([{ name: 'app', level: 'user', scopes: ['generate'], revoked: null }])
    const row = await opened.state.db.selectFrom('api_keys').selectAll().executeTakeFirstOrThrow()
    expect(row.sha256).toBe(sha256(json.secret))
    expect(JSON.stringify([listed, row, opened.recorded])).not.toContain(json.secret)
    expect(JSON.stringify(listed)).not.toContain(row.sha256)
  })

  it('are rotated: the secret before is taken for a while', async () => {
    const first = (await make()).json.secret
    const second = (await ask('POST /admin/v1/keys/app/rotate', { body: {} })).json.secret
    expect([(await whoIs(first)).key, (await whoIs(second)).key]).toEqual(['app', 'app'])
    const third = (await ask('POST /admin/v1/keys/app/rotate', { body: { overlap: 0 } })).json.secret
    expect((await whoIs(third)).key).toBe('app')
    expect(await codeOf(whoIs(second))).toBe('401 expired_api_key')
    expect(await codeOf(whoIs(first))).toBe('401 invalid_api_key')
  })

  it('are revoked for good, and their names with them', async () => {
    const { secret } = (await make()).json
    const { revoked } = (await ask('DELETE /admin/v1/keys/app')).json
    expect(await codeOf(whoIs(secret))).toBe('401 revoked_api_key')
    expect((await ask('DELETE /admin/v1/keys/app')).json.revoked).toBe(revoked)
    expect(await codes(ask('POST /admin/v1/keys/app/rotate', { body: {} }))).toBe('409 revoked')
    expect(await codes(make())).toBe('409 name_taken')
  })

  it.each([
    ['at root', { level: 'root' }, '400 invalid_value'],
    ['at system', { level: 'system' }, '400 invalid_value'],
    ['for a deployment that is not there', { deployment: 'gone' }, '404 deployment_not_found'],
    ['with a scope that is none', { scopes: ['everything'] }, '400 invalid_value'],
    ['without a scope', { scopes: [] }, '400 invalid_value'],
    ['with a secret of their own', { secret: 'x' }, '400 invalid_value'],
    ['with a name of the configuration', { name: 'configured' }, '409 name_taken'],
  ])('%s are not made', async (_, more, code) => {
    await opened.close()
    opened = await office({ keys: [{ name: 'configured', sha256: sha256('x'), deployment: 'shop' }] })
    expect(await codes(make(more))).toBe(code)
    expect((await ask('GET /admin/v1/keys')).json.data).toEqual([])
  })

  it('are read strictly', async () => {
    const twice = '{"name": "app", "deployment": "desk", "deployment": "shop"}'
    expect((await ask('POST /admin/v1/keys', { body: twice })).status).toBe(400)
    expect((await ask('POST /admin/v1/keys', { body: '[' })).status).toBe(400)
  })
})

describe('operators', () => {
  const of = async (id: string) =>
    (await ask('GET /admin/v1/operators')).json.data.find((each: { id: string }) => each.id === id)

  it('are registered, accept a usage policy, and go', async () => {
    expect((await ask('PUT /admin/v1/operators/new', { body: { title: 'New' } })).json).toEqual({
      id: 'new',
      title: 'New',
      accepted: null,
      configured: false,
    })
    await ask('POST /admin/v1/operators/new/acceptances', { body: { policy: 'use-2' } })
    await ask('PUT /admin/v1/operators/new', { body: { title: 'Newer' } })
    expect(await of('new')).toMatchObject({ title: 'Newer', accepted: { policy: 'use-2' } })
    expect((await ask('DELETE /admin/v1/operators/new')).json.deleted).toBe(true)
    expect(await of('new')).toBeUndefined()
  })

  it('of the configuration accept here too, which every principal then carries', async () => {
    await ask('POST /admin/v1/operators/acme/acceptances', { ...acme, body: { policy: 'use-2' } })
    expect(await of('acme')).toMatchObject({ title: 'Acme', configured: true, accepted: { policy: 'use-2' } })
    const { secret } = (await ask('POST /admin/v1/keys', { body: { name: 'app', deployment: 'shop' } })).json
    const { operator } = await opened.callers().identify(incoming({ 'x-api-key': secret }))
    expect(operator?.accepted?.policy).toBe('use-2')
  })

  it.each([
    ['PUT /admin/v1/operators/acme', { title: 'Other' }, '409 configured'],
    ['DELETE /admin/v1/operators/acme', undefined, '409 configured'],
    ['POST /admin/v1/operators/gone/acceptances', { policy: 'a' }, '404 operator_not_found'],
    ['POST /admin/v1/operators/acme/acceptances', { policy: 'a', at: '2020-01-01T00:00:00Z' }, '409 accepted_later'],
    ['POST /admin/v1/operators/acme/acceptances', { policy: 'a', at: '2999-01-01T00:00:00Z' }, '400 in_the_future'],
  ])('%s %j is refused', async (call, body, code) => {
    expect(await codes(ask(call, { body }))).toBe(code)
  })
})

describe('layers', () => {
  const put = (text: string, more: object = {}) =>
    ask('PUT /admin/v1/deployments/shop/layers/season', { body: { text: block(text), ...more } })
  const shop = () => decided(opened.mounting.deployment('shop'))

  it('are mounted in versions, and gone back to', async () => {
    expect((await put('limit: {drug-information: refuse}')).json).toMatchObject({ version: 1 })
    expect(shop()).toBe('refuse')
    expect((await put('set: {drug-information: detailed}')).json).toMatchObject({ version: 2 })
    expect(shop()).toBe('detailed')
    const back = await ask('POST /admin/v1/deployments/shop/layers/season/activate', { body: { version: 1 } })
    expect([back.json.policy, shop()]).toEqual([opened.mounting.deployment('shop')!.mounted.policy!.digest, 'refuse'])
    await ask('POST /admin/v1/deployments/shop/layers/season/activate', { body: { version: null } })
    expect(shop()).toBe('general')
    const { data } = (await ask('GET /admin/v1/deployments/shop/layers')).json
    expect(data).toMatchObject([
      { name: 'season', version: 1, level: 'developer', made_by: 'ann', active: false },
      { name: 'season', version: 2, active: false },
    ])
    const read = await ask('GET /admin/v1/deployments/shop/layers/season/versions/2')
    expect(read.json.text).toBe(block('set: {drug-information: detailed}'))
  })

  it('that refuse the policy are refused with their places, and change nothing', async () => {
    const { status, json } = await put('limit: {drug-information: lots}')
    expect([status, json.error.code]).toEqual([422, 'layer_refused'])
    expect(json.diagnostics).toMatchObject([{ severity: 'error', file: 'season@1.md', line: 4 }])
    expect([shop(), (await ask('GET /admin/v1/deployments/shop/layers')).json.data]).toEqual(['general', []])
  })

  it.each(['root', 'system', 'platform', 'none'])('at %s are refused: that is mounted, not sent', async (level) => {
    expect(await codes(put('', { level }))).toBe('400 invalid_value')
  })

  it('state no chain of command', async () => {
    const text = '---\nbylaw: 1\nchain: [developer, root, system, user, agent]\n---\n'
    expect((await put('', { text })).json.diagnostics).toMatchObject([{ code: 'chain-below-root' }])
  })

  it('that are not there are not activated', async () => {
    const body = { version: 7 }
    expect(await codes(ask('POST /admin/v1/deployments/shop/layers/season/activate', { body }))).toBe(
      '404 version_not_found',
    )
  })
})

describe('deployments', () => {
  it('say what is in force, and what was refused since', async () => {
    save(opened.place, 'spec.md', block('limit: {nothing: none}'))
    await opened.mounting.reload()
    const { json } = await ask('GET /admin/v1/deployments/shop')
    expect(json).toMatchObject({ name: 'shop', operator: 'acme', diagnostics: [] })
    expect(json.policy).toBe(opened.mounting.deployment('shop')!.mounted.policy!.digest)
    expect(json.layers).toMatchObject([{ level: 'root', file: 'spec.md', title: 'A spec' }])
    expect(json.refused.diagnostics).toMatchObject([{ severity: 'error', file: 'spec.md', line: 4 }])
  })

  it('are served by replicas', async () => {
    const { data } = (await ask('GET /admin/v1/replicas')).json
    expect(data).toMatchObject([{ id: opened.state.replicas.id, self: true }])
  })
})

describe('a key of one operator', () => {
  it('sees and changes what is of this operator only', async () => {
    await ask('POST /admin/v1/keys', { body: { name: 'theirs', deployment: 'desk' } })
    await ask('POST /admin/v1/keys', { body: { name: 'ours', deployment: 'shop' } })
    const names = async (call: string) =>
      (await ask(call, acme)).json.data.map((each: { name?: string; id?: string }) => each.name ?? each.id)
    expect(await names('GET /admin/v1/deployments')).toEqual(['shop'])
    expect(await names('GET /admin/v1/keys')).toEqual(['ours'])
    expect(await names('GET /admin/v1/operators')).toEqual(['acme'])
  })

  it.each([
    ['GET /admin/v1/deployments/desk', undefined, '404 deployment_not_found'],
    ['GET /admin/v1/deployments/desk/layers', undefined, '404 deployment_not_found'],
    ['GET /admin/v1/deployments/desk/layers/x/versions/1', undefined, '404 deployment_not_found'],
    ['GET /admin/v1/deployments/desk/would-have', undefined, '404 deployment_not_found'],
    ['PUT /admin/v1/deployments/desk/layers/x', { text: '' }, '404 deployment_not_found'],
    ['POST /admin/v1/deployments/desk/layers/x/activate', { version: null }, '404 deployment_not_found'],
    ['POST /admin/v1/keys', { name: 'mine', deployment: 'desk' }, '404 deployment_not_found'],
    ['POST /admin/v1/keys', { name: 'mine', deployment: 'shop', scopes: ['log'] }, '403 operator_only'],
    ['POST /admin/v1/keys/theirs/rotate', {}, '404 key_not_found'],
    ['DELETE /admin/v1/keys/theirs', undefined, '404 key_not_found'],
    ['PUT /admin/v1/operators/mine', { title: 'Mine' }, '403 operator_only'],
    ['DELETE /admin/v1/operators/mine', undefined, '403 operator_only'],
    ['POST /admin/v1/operators/other/acceptances', { policy: 'a' }, '404 operator_not_found'],
    ['GET /admin/v1/replicas', undefined, '403 operator_only'],
  ])('%s %j is refused', async (call, body, code) => {
    await ask('POST /admin/v1/keys', { body: { name: 'theirs', deployment: 'desk' } })
    expect(await codes(ask(call, { ...acme, body }))).toBe(code)
  })
})

describe('every change', () => {
  it('is recorded before it is made, and once it was', async () => {
    const { headers } = await ask('POST /admin/v1/keys', { ...acme, body: { name: 'app', deployment: 'shop' } })
    expect(opened.recorded).toMatchObject([
      { state: 'open', endpoint: 'admin.keys.create', deployment: '*' },
      {
        id: headers['bylaw-decision'],
        state: 'complete',
        deployment: 'shop',
        principal: { key: 'admin:bob', level: 'system', user: null },
        operator: { id: 'acme' },
        checks: [{ what: 'request', outcome: 'permitted', why: 'the key `app` was made' }],
      },
    ])
  })

  it('that is refused is recorded as refused', async () => {
    const body = { text: block('limit: {drug-information: lots}') }
    await ask('PUT /admin/v1/deployments/shop/layers/season', { body })
    expect(opened.recorded.at(-1)).toMatchObject({
      state: 'refused',
      deployment: 'shop',
      error: { status: 422, code: 'layer_refused' },
    })
  })

  it('is not made where it can not be recorded', async () => {
    opened.failing.now = true
    expect(await codes(ask('POST /admin/v1/keys', { body: { name: 'app', deployment: 'shop' } }))).toBe(
      '503 not_recorded',
    )
    expect((await ask('GET /admin/v1/keys')).json.data).toEqual([])
  })

  it('is a change: what only reads is not recorded', async () => {
    await ask('GET /admin/v1/keys')
    await ask('GET /admin/v1/deployments/shop/would-have')
    expect(opened.recorded).toEqual([])
  })
})

describe('metrics', () => {
  const metrics = async () => ({ type: 'text/plain', text: 'up 1\n' })
  const get = async (key: string | null, from: string) => {
    const headers: Record<string, string> = { host: 'localhost' }
    if (key !== null) headers.authorization = `Bearer ${key}`
    return (await opened.admin.metrics(incoming(headers, from, { method: 'GET', path: '/metrics' }))).status
  }

  it('are for this machine, and for keys of everything', async () => {
    await opened.close()
    opened = await office({ metrics })
    const answers = [
      get(null, '127.0.0.1'),
      get('admin-of-all', '203.0.113.9'),
      get('admin-of-acme', '203.0.113.9'),
      get(null, '203.0.113.9'),
    ]
    expect(await Promise.all(answers)).toEqual([200, 200, 403, 401])
  })

  it('are not there where they are turned off', async () => {
    expect(await get(null, '127.0.0.1')).toBe(404)
  })
})
