import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { discovery } from '../../src/access/discovery.ts'
import { ask } from './asking.ts'

interface Case {
  readonly id: string
  readonly label: string
  readonly endpoint: string
  readonly request: { readonly page?: { readonly token?: string } }
  /** As text where it has placeholders. */
  readonly expected_body?: Readonly<Record<string, unknown>> | string
  readonly expected_status: number
}

/** The folder of the certification scenario, which is not kept here. */
const folder = process.env.BYLAW_VECTORS
const cases: readonly Case[] = folder
  ? JSON.parse(readFileSync(join(folder, 'authzen-certification.json'), 'utf8')).tests
  : []
const name = `the certification scenario of AuthZEN${folder ? '' : ' (skipped: BYLAW_VECTORS names no folder)'}`

describe.skipIf(cases.length === 0)(name, () => {
  test.each(cases.map((each) => [each.id, each.label, each] as const))('%s %s', async (_, __, asked) => {
    const { status, body } = await ask(asked.endpoint, await filled(asked))
    expect(status).toBe(asked.expected_status)
    const expected = asked.expected_body
    if (status !== 200) return
    if (typeof expected === 'string') expect(decisionsOf(body)).toMatchObject(readable(expected))
    else if (expected && 'results' in expected) expectResults(asked, body.results)
    else if (expected) expect(body).toMatchObject(expected)
    if (asked.request.page) expect(typeof body.page.next_token).toBe('string')
  })

  test('a search finds the same whatever else is sent', async () => {
    for (const prefix of ['c-4-2', 'c-4-3', 'c-4-4']) {
      const same = cases.filter(({ id }) => id.startsWith(prefix) && Number(id.at(-1)) <= (prefix === 'c-4-4' ? 2 : 3))
      const found = await Promise.all(same.map(async (each) => (await ask(each.endpoint, each.request)).body.results))
      for (const results of found) expect(results).toEqual(found[0])
    }
  })
})

/** The second page is asked for with the token of the first. */
async function filled({ request, endpoint }: Case): Promise<unknown> {
  if (request.page?.token === undefined) return request
  const { body } = await ask(endpoint, { ...request, page: { limit: 1 } })
  expect(body.page.next_token).not.toBe('')
  return { ...request, page: { token: body.page.next_token } }
}

function expectResults({ expected_body }: Case, found: readonly unknown[]): void {
  const { results } = expected_body as { results: readonly unknown[] }
  if (results.length === 0) expect(found).toEqual([])
  else expect(found).toEqual(expect.arrayContaining([...results]))
}

const decisionsOf = (body: { evaluations: readonly { decision: unknown }[] }) =>
  body.evaluations.map(({ decision }) => decision)

function readable(text: string): readonly unknown[] {
  return [...text.matchAll(/"decision": (true|false|<boolean>)/g)].map(([, said]) =>
    said === '<boolean>' ? expect.any(Boolean) : said === 'true',
  )
}

describe('what the scenario asks beside its requests', () => {
  const alice = {
    subject: { type: 'user', id: 'alice' },
    action: { name: 'read' },
    resource: { type: 'record', id: 'record-1' },
  }

  test.each([
    ['text', { 'content-type': 'text/plain' }, JSON.stringify(alice)],
    ['of no type', {}, JSON.stringify(alice)],
    ['malformed', { 'content-type': 'application/json' }, '{"subject": '],
    ['empty', { 'content-type': 'application/json' }, ''],
    ['a list', { 'content-type': 'application/json' }, '[]'],
    [
      'with a key said twice',
      { 'content-type': 'application/json' },
      `{"action":{"name":"a"},${JSON.stringify(alice).slice(1)}`,
    ],
  ])('a body that is %s is a bad request', async (_, headers, body) => {
    const { status, body: answered, recorded } = await ask('/access/v1/evaluation', body, headers)
    expect(status).toBe(400)
    expect(answered).toEqual({ error: { status: 400, message: expect.any(String) } })
    expect(recorded.state).toBe('refused')
  })

  test('the same question has the same answer', async () => {
    const [one, other] = await Promise.all([ask('/access/v1/evaluation', alice), ask('/access/v1/evaluation', alice)])
    expect(one.body).toEqual(other.body)
  })

  test.each([
    ['pdp.example.com', 'https', 'https://pdp.example.com'],
    ['127.0.0.1:4141', null, 'http://127.0.0.1:4141'],
    ['[::1]:4141', 'http', 'http://[::1]:4141'],
  ])('discovery under %s', (host, proto, base) => {
    const header = (name: string) => ({ host, 'x-forwarded-proto': proto })[name] ?? null
    const { status, body } = discovery({ path: '/', header })
    expect(status).toBe(200)
    expect(JSON.parse(String(body))).toMatchObject({
      policy_decision_point: base,
      access_evaluation_endpoint: `${base}/access/v1/evaluation`,
      search_action_endpoint: `${base}/access/v1/search/action`,
    })
  })

  test.each(['', 'a b', 'a/b', 'user@host', 'a"b', 'a?b', '<script>'])(
    'discovery under the host %j is refused',
    (host) => {
      expect(discovery({ path: '/', header: (name) => (name === 'host' ? host : null) }).status).toBe(400)
    },
  )
})
