import { digestText } from '@bylaw/core'
import { canonicalJson } from '@bylaw/ledger'
import { readBody } from '@bylaw/providers'
import { type Endpoint, json, type Passage, type Route } from '../choke.ts'
import { Refusal } from '../refusal.ts'
import type { SnippetOwner } from './snippets.ts'

/** The most bytes of a snippet. */
const longest = 256 * 1024

const prefix = '/v1/snippets/'

/** `POST /v1/snippets`: keeps a JSON object. Its id is the SHA-256 of its canonical JSON, so that the same is kept once. */
const keeping: Endpoint = {
  name: 'snippets.write',
  async serve(passage) {
    const { house, incoming, recording } = passage
    const text = canonical(await incoming.text(longest))
    const id = digestText(text)
    await house.snippets.put(ownerOf(passage), id, text)
    await recording.close('complete')
    return json({ object: 'bylaw.snippet', id }, 201, { location: `${prefix}${id}` })
  },
}

/** `GET /v1/snippets/{id}`: the object, to callers of the deployment that keeps it. */
const reading: Endpoint = {
  name: 'snippets.read',
  async serve(passage) {
    const id = passage.incoming.path.slice(prefix.length)
    const body = await passage.house.snippets.read(ownerOf(passage), id)
    if (body === null) throw new Refusal(404, 'snippet_not_found', 'nothing of yours is kept under this id', 'id')
    return { status: 200, headers: { 'content-type': 'application/json', 'cache-control': 'private, no-cache' }, body }
  },
}

export const snippetRoutes: readonly Route[] = [
  { method: 'POST', path: /^\/v1\/snippets$/, endpoint: keeping, scope: 'policies' },
  { method: 'GET', path: /^\/v1\/snippets\/[0-9a-f]{64}$/, endpoint: reading, scope: 'policies' },
]

const ownerOf = ({ deployment: { name, config } }: Passage): SnippetOwner => ({
  deployment: name,
  operator: config.operator ?? null,
})

/** @throws Refusal 400 */
function canonical(text: string): string {
  const read = readBody(text)
  if ('failure' in read) throw new Refusal(400, read.failure.code ?? 'invalid_json', read.failure.message)
  let finite = true
  const value = JSON.parse(text, (_, each: unknown) => {
    finite &&= typeof each !== 'number' || Number.isFinite(each)
    return each
  })
  if (!finite) throw new Refusal(400, 'invalid_value', 'a number is larger than a double can be')
  return canonicalJson(value)
}
