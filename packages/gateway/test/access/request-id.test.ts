import { describe, expect, it } from 'vitest'
import { folderWith, rehearsing, serve, sha256 } from '../house.ts'

const keys = `keys: [{name: app, sha256: ${sha256('k-app')}, deployment: shop}]\n`
const question = JSON.stringify({
  subject: { type: 'user', id: 'ann' },
  action: { name: 'read_file' },
  resource: { type: 'request', id: 'a' },
})
const json = { 'content-type': 'application/json' }

describe('the id of a request', () => {
  it.each<[string, string, string, Record<string, string>, number, string | null]>([
    ['an answer', '/access/v1/evaluation', question, { ...json, authorization: 'Bearer k-app' }, 200, 'r-1'],
    ['a bad request', '/access/v1/evaluation', '{}', { ...json, authorization: 'Bearer k-app' }, 400, 'r-1'],
    ['an unknown key', '/access/v1/evaluation', question, { ...json, authorization: 'Bearer k-other' }, 401, 'r-1'],
    ['an unknown path', '/access/v1/other', question, { ...json, authorization: 'Bearer k-app' }, 404, 'r-1'],
    ['another API', '/v1/check', '{"input": "x"}', { ...json, authorization: 'Bearer k-app' }, 200, null],
  ])('is said again by the Authorization API: %s', async (_, path, body, headers, status, id) => {
    const gateway = await serve(folderWith(`${rehearsing}${keys}`))
    const sent = { method: 'POST', body, headers: { ...headers, 'x-request-id': 'r-1' } }
    const answer = await fetch(`${gateway.url}${path}`, sent)
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([status, id])
  })

  it('is said again by its discovery, and never where it was not sent', async () => {
    const gateway = await serve(folderWith(rehearsing))
    const address = `${gateway.url}/.well-known/authzen-configuration`
    const ids = [await fetch(address, { headers: { 'x-request-id': 'r-2' } }), await fetch(address)]
    expect(ids.map(({ headers }) => headers.get('x-request-id'))).toEqual(['r-2', null])
  })
})
