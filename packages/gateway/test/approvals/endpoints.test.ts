import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Approvals } from '../../src/approvals/approvals.ts'
import { approvalRoutes } from '../../src/approvals/endpoints.ts'
import { Sealing } from '../../src/approvals/sealing.ts'
import { Webhooks } from '../../src/approvals/webhooks.ts'
import type { Passage } from '../../src/choke.ts'
import type { Principal } from '../../src/who/principal.ts'
import { engine } from '../access/asking.ts'
import { kinds, type Place, pseudonyms, StillClock } from './states.ts'

const principal: Partial<Principal> = {
  key: 'app',
  level: 'developer',
  deployment: 'shop',
  operator: null,
  user: 'ann',
}
const levels = engine.policy.levels

describe('approvals over the wire', () => {
  let place: Place
  let close: () => Promise<void>
  let approvals: Approvals
  let ended: string[]
  let recorded: boolean

  beforeEach(async () => {
    place = await kinds[0]!.place()
    const state = await place.open()
    close = () => state.close()
    ended = []
    recorded = true
    const webhooks = new Webhooks({ warn: () => {} })
    const sealing = new Sealing(new Uint8Array(32))
    approvals = new Approvals(state, { sealing, pseudonyms, webhooks, now: new StillClock().now })
  })

  afterEach(async () => {
    await close()
    await place.remove()
  })

  async function ask(method: string, path: string, body: unknown = '', who: Partial<Principal> = {}) {
    const [address = '', query = ''] = path.split('?')
    const on = method === 'HEAD' ? 'GET' : method
    const route = approvalRoutes.find((each) => {
      return each.method === on && (typeof each.path === 'string' ? each.path === address : each.path.test(address))
    })!
    const passage = {
      house: { approvals },
      deployment: { name: 'shop', service: { engine, policy: engine.policy } },
      principal: { ...principal, ...who },
      incoming: {
        ...{ method, path: address, query: new URLSearchParams(query) },
        text: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
      },
      recording: {
        close: async (state: string) => (recorded ? void ended.push(state) : Promise.reject(new Error('full'))),
      },
    } as unknown as Passage
    const answer = await route.endpoint.serve(passage)
    return { ...answer, json: JSON.parse(String(answer.body)) }
  }

  const pending = (shown: Parameters<Approvals['pending']>[0]['shown']) =>
    approvals.pending({
      binding: {
        ...{ deployment: 'shop', key: 'app', person: 'ann', behavior: 'tool.request.pay' },
        ...{ subject: 'a'.repeat(64), policy: engine.policy.digest },
      },
      ...{ operator: null, decision: `dec_${'1'.repeat(32)}`, level: 'developer', shown },
      config: { expires: 60 },
    })

  test('is listed without content, read with it, and answered', async () => {
    expect(levels).toContain('developer')
    const { id } = await pending({ kind: 'call', tool: 'pay', arguments: '{"to":"Bob"}' })
    const listed = await ask('GET', '/v1/approvals?state=pending')
    expect(listed.json).toMatchObject({ object: 'list', data: [{ object: 'bylaw.approval', id, state: 'pending' }] })
    expect(String(listed.body)).not.toContain('Bob')
    const read = await ask('GET', `/v1/approvals/${id}`)
    expect(read.json).toMatchObject({ id, shown: { kind: 'call', tool: 'pay', arguments: '{"to":"Bob"}' } })
    expect(read.headers['cache-control']).toBe('no-store')
    const answered = await ask('POST', `/v1/approvals/${id}`, { answer: 'approve', as: 'operator' })
    expect(answered.json).toMatchObject({ state: 'approved', answeredBy: 'developer by app' })
    expect(answered.json.why).toMatch(/can be used once/)
    expect(ended).toEqual(['complete'])
  })

  test('a text is handed out by the first GET after it was approved, which is recorded, and by no HEAD', async () => {
    const { id } = await pending({ kind: 'text', text: 'What was withheld.' })
    expect((await ask('GET', `/v1/approvals/${id}`)).json).not.toHaveProperty('text')
    await ask('POST', `/v1/approvals/${id}`, { answer: 'approve' })
    expect((await ask('HEAD', `/v1/approvals/${id}`)).json).not.toHaveProperty('text')
    expect((await ask('GET', `/v1/approvals/${id}`, '', { user: 'bob' })).json).not.toHaveProperty('text')
    expect((await ask('GET', `/v1/approvals/${id}`)).json).toMatchObject({ text: 'What was withheld.', state: 'used' })
    expect((await ask('GET', `/v1/approvals/${id}`)).json).not.toHaveProperty('text')
    expect(ended).toEqual(['complete', 'complete'])
  })

  test('a text is not used up where its record can not be written', async () => {
    const { id } = await pending({ kind: 'text', text: 'What was withheld.' })
    await ask('POST', `/v1/approvals/${id}`, { answer: 'approve' })
    recorded = false
    await expect(ask('GET', `/v1/approvals/${id}`)).rejects.toThrow('full')
    recorded = true
    expect((await ask('GET', `/v1/approvals/${id}`)).json).toMatchObject({ text: 'What was withheld.', state: 'used' })
  })

  test.each<[string, unknown]>([
    ['no JSON', 'approve'],
    ['nothing', ''],
    ['another answer', { answer: 'yes' }],
    ['an answer that is true', { answer: true }],
    ['an answer said twice', '{"answer": "deny", "answer": "approve"}'],
    ['a level that is no word', { answer: 'approve', as: 0 }],
  ])('%s is no answer', async (_, body) => {
    const { id } = await pending({ kind: 'text', text: 'x' })
    await expect(ask('POST', `/v1/approvals/${id}`, body)).rejects.toMatchObject({ failure: { status: 400 } })
    expect((await approvals.listOf(null, 'pending')).map((each) => each.id)).toEqual([id])
  })

  test('an unknown state, and an id of nobody', async () => {
    await expect(ask('GET', '/v1/approvals?state=open')).rejects.toMatchObject({ failure: { status: 400 } })
    const nobody = `/v1/approvals/apr_${'0'.repeat(32)}`
    await expect(ask('GET', nobody)).rejects.toMatchObject({ failure: { status: 404 } })
    await expect(ask('POST', nobody, { answer: 'approve' })).rejects.toMatchObject({ failure: { status: 404 } })
  })

  test('every route needs the scope', () => {
    expect(new Set(approvalRoutes.map(({ scope }) => scope))).toEqual(new Set(['approvals']))
  })
})
