import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Snippets } from '../../src/reading/snippets.ts'
import type { OpenState } from '../../src/store/open.ts'
import { sha256 } from '../house.ts'
import { kinds, type Place } from '../store/states.ts'
import { roomOf } from './rooms.ts'

const canonical = '{"a":[1,2.5,"ä"],"b":{"__proto__":null}}'
const loose = '{ "b": {"__proto__": null},\n "a": [1.0, 25e-1, "\\u00e4"] }'

describe('a snippet', () => {
  it('is kept under the digest of its canonical JSON, once, and read as it is kept', async () => {
    const room = await roomOf(true)
    for (const body of [loose, canonical]) {
      const { status, json, headers } = await room.ask('POST', '/v1/snippets', { key: 'k-app', body })
      expect([status, json]).toEqual([201, { object: 'bylaw.snippet', id: sha256(canonical) }])
      expect(headers.location).toBe(`/v1/snippets/${json.id}`)
    }
    const read = await room.ask('GET', `/v1/snippets/${sha256(canonical)}`, { key: 'k-app' })
    expect([read.status, read.text]).toEqual([200, canonical])
    expect(await room.house.state.db.selectFrom('snippets').select('id').execute()).toHaveLength(1)
  })

  it('is its deployment’s: another tenant is answered as if there were none', async () => {
    const room = await roomOf(true)
    await room.ask('POST', '/v1/snippets', { key: 'k-app', body: canonical })
    const path = `/v1/snippets/${sha256(canonical)}`
    for (const key of ['k-app', 'k-twin', 'k-reader']) expect((await room.ask('GET', path, { key })).status).toBe(200)
    const other = await room.ask('GET', path, { key: 'k-desk' })
    const absent = await room.ask('GET', `/v1/snippets/${'0'.repeat(64)}`, { key: 'k-desk' })
    expect([other.status, other.json.error.code, other.text]).toEqual([404, 'snippet_not_found', absent.text])
    for (const key of ['k-guest', 'k-bot']) {
      expect((await room.ask('GET', path, { key })).status).toBe(403)
      expect((await room.ask('POST', '/v1/snippets', { key, body: '{}' })).status).toBe(403)
    }
    expect((await room.ask('POST', '/v1/snippets', { body: '{}' })).status).toBe(401)
  })

  it('is recorded when it is kept, without its content', async () => {
    const room = await roomOf(true)
    const { headers } = await room.ask('POST', '/v1/snippets', { key: 'k-app', body: '{"private": "Ann is shy"}' })
    const id = headers['bylaw-decision'] as string
    const record = await room.ask('GET', `/v1/decisions/${id}`, { key: 'k-app' })
    expect(record.json).toMatchObject({ endpoint: 'snippets.write', state: 'complete' })
    expect(record.text).not.toContain('shy')
    const read = await room.ask('GET', `/v1/snippets/${'0'.repeat(64)}`, { key: 'k-app' })
    expect(read.status).toBe(404)
  })

  it.each([
    ['no JSON', '{', 400, 'invalid_json'],
    ['a key said twice', '{"a": 1, "\\u0061": 2}', 400, 'duplicate_key'],
    ['nesting', `{"a": ${'['.repeat(200)}${']'.repeat(200)}}`, 400, 'nested_too_deep'],
    ['a list', '[]', 400, 'invalid_value'],
    ['a word', '"a"', 400, 'invalid_value'],
    ['a number that no double holds', '{"a": 1e999}', 400, 'invalid_value'],
    ['too much', JSON.stringify({ a: 'x'.repeat(256 * 1024) }), 413, 'body_too_large'],
  ])('is refused: %s', async (_, body, status, code) => {
    const room = await roomOf(false)
    const answer = await room.ask('POST', '/v1/snippets', { body })
    expect([answer.status, answer.json.error.code]).toEqual([status, code])
    expect(await room.house.state.db.selectFrom('snippets').select('id').execute()).toEqual([])
  })

  it('is refused where it is too large without saying so first', async () => {
    const room = await roomOf(false)
    const body = JSON.stringify({ a: 'x'.repeat(300_000) })
    const answer = await room.ask('POST', '/v1/snippets', { body, headers: { 'transfer-encoding': 'chunked' } })
    expect([answer.status, answer.json.error.code]).toEqual([413, 'body_too_large'])
  })

  it('has the size it may have, and is served by its own methods', async () => {
    const room = await roomOf(false)
    const body = `{"a":"${'x'.repeat(256 * 1024 - 8)}"}`
    const { status, json } = await room.ask('POST', '/v1/snippets', { body })
    expect([Buffer.byteLength(body), status]).toEqual([256 * 1024, 201])
    const head = await room.ask('HEAD', `/v1/snippets/${json.id}`)
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', `${256 * 1024}`])
    expect((await room.ask('GET', '/v1/snippets')).status).toBe(405)
    expect((await room.ask('DELETE', `/v1/snippets/${json.id}`)).status).toBe(405)
    for (const id of ['__proto__', '..', `${json.id}0`, json.id.toUpperCase(), "'", '%']) {
      expect((await room.ask('GET', `/v1/snippets/${id}`)).status, id).toBe(404)
    }
  })
})

for (const kind of kinds) {
  const title = kind.absent === null ? kind.name : `${kind.name} (${kind.absent})`
  describe.skipIf(kind.absent !== null)(`snippets on ${title}`, () => {
    let place: Place
    let state: OpenState
    let now = Date.UTC(2030, 0, 1)
    const shop = { deployment: 'shop', operator: null }
    const owners = [shop, { ...shop, operator: 'acme' }, { ...shop, deployment: 'desk' }] as const

    beforeEach(async () => {
      place = await kind.place()
      state = await place.open()
    })

    afterEach(async () => {
      await state.close()
      await place.remove()
    })

    const left = async (snippets: Snippets, ids: readonly string[]) => {
      const bodies = await Promise.all(ids.map((id) => snippets.read(shop, id)))
      return ids.filter((_, index) => bodies[index] !== null)
    }

    it('are apart by deployment and operator', async () => {
      const snippets = new Snippets(state, { now: () => now })
      for (const [index, owner] of owners.entries()) await snippets.put(owner, 'a', `${index}`)
      const read = await Promise.all(owners.map((owner) => snippets.read(owner, 'a')))
      expect(read).toEqual(['0', '1', '2'])
    })

    it('give way to newer ones, the oldest first, of their own deployment only', async () => {
      const snippets = new Snippets(state, { now: () => now++, most: 3 })
      await snippets.put(owners[2], 'other', '{}')
      for (const id of ['a', 'b', 'c']) await snippets.put(shop, id, '{}')
      await snippets.put(shop, 'a', '{}')
      await snippets.put(shop, 'd', '{}')
      expect(await left(snippets, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd'])
      expect(await snippets.read(owners[2], 'other')).toBe('{}')
    })

    it('are there for ninety days after they were last kept', async () => {
      const day = 86_400_000
      const snippets = new Snippets(state, { now: () => now })
      await snippets.put(shop, 'a', '{}')
      await snippets.put(shop, 'b', '{}')
      now += 60 * day
      await snippets.put(shop, 'b', '{}')
      now += 30 * day
      expect(await left(snippets, ['a', 'b'])).toEqual(['a', 'b'])
      now += 1
      expect(await left(snippets, ['a', 'b'])).toEqual(['b'])
      await snippets.sweep()
      expect(await state.db.selectFrom('snippets').select('id').execute()).toEqual([{ id: 'b' }])
    })
  })
}
