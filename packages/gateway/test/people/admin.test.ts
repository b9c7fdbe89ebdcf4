import { afterEach, beforeEach, expect, test } from 'vitest'
import { openApi } from '../../src/admin/openapi.ts'
import type { AdminRoute, Unread } from '../../src/admin/route.ts'
import { approvalAdminRoutes } from '../../src/approvals/admin.ts'
import { Approvals } from '../../src/approvals/approvals.ts'
import { Sealing } from '../../src/approvals/sealing.ts'
import { Webhooks } from '../../src/approvals/webhooks.ts'
import { incidentAdminRoutes } from '../../src/people/admin.ts'
import { Incidents } from '../../src/people/incidents.ts'
import { kinds, type Place, pseudonyms, StillClock } from '../approvals/states.ts'

let place: Place
let close: () => Promise<void>
let incidents: Incidents
let approvals: Approvals
let routes: readonly AdminRoute[]

beforeEach(async () => {
  place = await kinds[0]!.place()
  const state = await place.open()
  close = () => state.close()
  const { now } = new StillClock()
  const sealing = new Sealing(new Uint8Array(32))
  incidents = new Incidents(state, sealing, now)
  approvals = new Approvals(state, { sealing, pseudonyms, webhooks: new Webhooks({ warn: () => {} }), now })
  routes = [...approvalAdminRoutes(approvals), ...incidentAdminRoutes(incidents)]
})

afterEach(async () => {
  await close()
  await place.remove()
})

function serve(name: string, operator: string | null, asked: { id?: string; query?: string; body?: unknown } = {}) {
  const route = routes.find((each) => each.name === name)!
  return route.serve({
    administrator: { key: 'ops', operator },
    incoming: { query: new URLSearchParams(asked.query), text: async () => JSON.stringify(asked.body ?? {}) },
    params: asked.id === undefined ? {} : { id: asked.id },
  } as unknown as Unread)
}

const flag = { decision: `dec_${'1'.repeat(32)}`, reason: 'wrong', note: 'It is not so.' } as const

test('incidents of one’s operator are listed, read and changed', async () => {
  const { id } = await incidents.raise({ deployment: 'shop', operator: 'acme' }, flag)
  expect(await serve('incidents.list', 'acme')).toMatchObject({ answer: { data: [{ id, state: 'open' }] } })
  expect(await serve('incidents.list', 'acme', { query: 'state=resolved' })).toEqual({ answer: { data: [] } })
  expect(await serve('incidents.get', 'acme', { id })).toMatchObject({ answer: { incident: { id }, note: flag.note } })
  const changed = await serve('incidents.change', null, { id, body: { state: 'investigating', assignee: 'Ann' } })
  expect(changed).toMatchObject({ answer: { state: 'investigating', assignee: 'Ann' }, deployment: 'shop' })
  expect(changed.done).not.toContain('Ann')
  expect(await serve('incidents.get', null, { id })).toMatchObject({ answer: { changes: [{ by: 'ops' }] } })
})

test('those of another are not there', async () => {
  const { id } = await incidents.raise({ deployment: 'shop', operator: 'acme' }, flag)
  expect(await serve('incidents.list', 'other')).toEqual({ answer: { data: [] } })
  for (const name of ['incidents.get', 'incidents.change']) {
    const asking = serve(name, 'other', { id, body: { assignee: 'Eve' } })
    await expect(asking).rejects.toMatchObject({ failure: { status: 404 } })
  }
})

test.each<[string, { id?: string; query?: string; body?: unknown }]>([
  ['incidents.list', { query: 'state=closed' }],
  ['approvals.list', { query: 'state=open' }],
  ['incidents.get', { id: 'inc_1' }],
  ['incidents.change', { id: `inc_${'0'.repeat(32)}`, body: {} }],
  ['incidents.change', { id: `inc_${'0'.repeat(32)}`, body: { note: 'x' } }],
])('%s refuses %j', async (name, asked) => {
  await expect(serve(name, null, asked)).rejects.toMatchObject({ failure: { status: 400 } })
})

test('approvals are listed without content', async () => {
  await approvals.pending({
    binding: {
      ...{ deployment: 'shop', key: 'app', person: null, behavior: 'tool.request.pay' },
      ...{ subject: 'a'.repeat(64), policy: 'b'.repeat(64) },
    },
    ...{ operator: 'acme', decision: flag.decision, level: 'user', config: { expires: 60 } },
    shown: { kind: 'call', tool: 'pay', arguments: '{"to":"Bob"}' },
  })
  const { answer } = await serve('approvals.list', 'acme', { query: 'state=pending' })
  expect(answer).toMatchObject({ data: [{ behavior: 'tool.request.pay', state: 'pending' }] })
  expect(JSON.stringify(answer)).not.toContain('Bob')
  expect(await serve('approvals.list', 'other')).toEqual({ answer: { data: [] } })
})

test('what changes something says so, and all of it is described', () => {
  expect(routes.filter(({ changes }) => changes).map(({ name }) => name)).toEqual(['incidents.change'])
  expect(Object.keys(openApi(routes).paths)).toEqual([
    '/admin/v1/approvals',
    '/admin/v1/incidents',
    '/admin/v1/incidents/{id}',
  ])
})
