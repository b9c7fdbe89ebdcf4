import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking } from './asked.ts'
import { type Deployed, type Estate, estate, served } from './estate.ts'
import { headers, names, noise, words } from './noise.ts'
import { loosened, type Outcome, outcomeOf } from './outcome.ts'
import { type RawHeader, request, wire } from './socket.ts'

const kinds: readonly Deployed[] = ['chat', 'responses', 'messages']
const runs = Number(process.env.BYLAW_FUZZ_RUNS ?? 120)

const unhandled: unknown[] = []
const note = (error: unknown) => unhandled.push(error)

let home: Estate
const clean = new Map<string, Outcome>()
beforeAll(async () => {
  process.on('unhandledRejection', note)
  process.on('uncaughtException', note)
  home = await estate()
  for (const kind of kinds) clean.set(kind, await sent(kind, JSON.stringify(asking[kind]('x')), []))
})
afterAll(async () => {
  await home.close()
  process.off('unhandledRejection', note)
  process.off('uncaughtException', note)
  expect(unhandled).toEqual([])
})

async function sent(kind: Deployed, body: string | Uint8Array, headers: readonly RawHeader[]): Promise<Outcome> {
  const { path, key } = served[kind]
  const own: RawHeader[] = [
    ['authorization', `Bearer ${key}`],
    ['content-type', 'application/json'],
  ]
  const [answer] = await wire(home.gateway, request('POST', path, [...own, ...headers], body))
  expect(answer, 'it is answered').toBeDefined()
  return outcomeOf(home.gateway, answer!, key)
}

/** Always a record or a refusal, never a failure of the house, and nothing looser than without the noise. */
function check(kind: Deployed, outcome: Outcome): void {
  const { status, state } = outcome
  expect(loosened(outcome, clean.get(kind)!)).toEqual([])
  expect([200, 400, 401, 403, 404, 413, 415, 431, 501]).toContain(status)
  if (status === 200) expect(state).toBe('complete')
}

describe('whatever is sent', () => {
  it.each(kinds)('beside a request loosens nothing: %s', async (kind) => {
    const plain = asking[kind]('x')
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(names, noise, { maxKeys: 4, noNullPrototype: true }),
        headers,
        async (more, head) => {
          const body = JSON.stringify({ ...more, ...plain })
          check(kind, await sent(kind, body, head))
        },
      ),
      { numRuns: runs },
    )
  })

  it.each(kinds)('in place of a field of a request loosens nothing: %s', async (kind) => {
    const plain = asking[kind]('x') as Record<string, unknown>
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(plain), 'stream', 'system', 'instructions'),
        noise,
        async (field, value) => {
          check(kind, await sent(kind, JSON.stringify({ ...plain, [field]: value }), []))
        },
      ),
      { numRuns: runs },
    )
  })

  it.each(kinds)('as messages loosens nothing: %s', async (kind) => {
    const message = fc.record(
      { role: words, content: fc.oneof(words, fc.array(noise, { maxLength: 3 })) },
      { requiredKeys: [] },
    )
    const extra = fc.dictionary(names, noise, { maxKeys: 3, noNullPrototype: true })
    const list = fc.array(fc.tuple(message, extra), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(list, fc.boolean(), async (pairs, stream) => {
        const all = [{ role: 'user', content: 'x' }, ...pairs.map(([own, more]) => ({ ...more, ...own }))]
        const body = { ...asking[kind]('x', kind === 'responses' ? { input: all } : { messages: all }), stream }
        check(kind, await sent(kind, JSON.stringify(body), []))
      }),
      { numRuns: runs },
    )
  })

  it.each(kinds)('as bytes is refused or decided as ever: %s', async (kind) => {
    const plain = Buffer.from(JSON.stringify(asking[kind]('x')))
    const flips = fc.array(fc.tuple(fc.nat(plain.length - 1), fc.nat(255)), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(flips, fc.uint8Array({ maxLength: 8 }), fc.nat(plain.length), async (changed, more, at) => {
        const bytes = Buffer.concat([plain.subarray(0, at), more, plain.subarray(at)])
        for (const [place, byte] of changed) bytes[place] = byte
        check(kind, await sent(kind, bytes, []))
      }),
      { numRuns: runs },
    )
  })
})

describe('whatever is asked of the other endpoints', () => {
  const paths = [
    '/v1/check',
    '/v1/flags',
    '/v1/preferences',
    '/access/v1/evaluation',
    '/access/v1/evaluations',
    '/v1/embeddings',
  ]
  const own = ['messages', 'input', 'output', 'behaviors', 'text', 'reason', 'note', 'model']
  const known = [...own, 'subject', 'action', 'resource', 'context', 'properties', 'evaluations', 'options', 'decision']

  it.each(paths)('is answered: %s', async (path) => {
    const ours: RawHeader[] = [
      ['authorization', 'Bearer k-chat'],
      ['content-type', 'application/json'],
      ['bylaw-user', 'ann'],
    ]
    const keys = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, names)
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(keys, noise, { maxKeys: 5, noNullPrototype: true }),
        headers,
        async (body, head) => {
          const method = path === '/v1/preferences' ? 'PUT' : 'POST'
          const [answer] = await wire(home.gateway, request(method, path, [...ours, ...head], JSON.stringify(body)))
          expect([200, 202, 400, 401, 403, 404, 413, 415, 422]).toContain(answer!.status)
          if (path.startsWith('/access/')) expect(answer!.text).not.toContain('"decision":true')
        },
      ),
      { numRuns: runs },
    )
  })
})
