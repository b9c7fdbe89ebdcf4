import { expect, test } from 'vitest'
import type { Passage } from '../../src/choke.ts'
import { flagRoutes } from '../../src/people/endpoints.ts'
import type { Flag } from '../../src/people/incident.ts'
import { pseudonyms } from '../approvals/states.ts'

const [openId, loggedId, unknownId] = ['a', 'b', 'c'].map((char) => `dec_${char.repeat(32)}`) as [
  string,
  string,
  string,
]

const owner = { deployment: 'shop', operator: { id: 'acme', accepted: null } }
const open = { ...owner, principal: { key: 'app', level: 'developer', user: 'ann' } }
const leaf = { ...owner, principal: { key: 'app', level: 'developer', user: pseudonyms.of('ann') } }

async function send(body: unknown, who: object = {}) {
  const raised: { at: object; flag: Flag }[] = []
  const ended: string[] = []
  const noted: object[] = []
  const passage = {
    house: {
      records: {
        open: async (id: string) => (id === openId ? open : null),
        logged: async (id: string) => (id === loggedId ? { leaf } : null),
      },
      pseudonyms,
      incidents: {
        raise: async (at: object, flag: Flag) => {
          raised.push({ at, flag })
          return { id: 'inc_1', state: 'open' }
        },
      },
    },
    deployment: { name: 'shop' },
    principal: { key: 'app', deployment: 'shop', operator: { id: 'acme' }, user: 'ann', ...who },
    incoming: { text: async () => (typeof body === 'string' ? body : JSON.stringify(body)) },
    recording: {
      note: (more: object) => void noted.push(more),
      close: async (state: string) => void ended.push(state),
    },
  } as unknown as Passage
  const { status, body: answer } = await flagRoutes[0]!.endpoint.serve(passage)
  return { status, answer: JSON.parse(String(answer)), raised, ended, noted }
}

test.each([openId, loggedId])('a flag of a decision of one’s own is taken down', async (decision) => {
  const { status, answer, raised, ended, noted } = await send({ decision, reason: 'wrong', note: ' ' })
  expect(status).toBe(202)
  expect(answer).toEqual({ object: 'bylaw.incident', id: 'inc_1', state: 'open', decision })
  expect(raised).toEqual([
    { at: { deployment: 'shop', operator: 'acme' }, flag: { decision, reason: 'wrong', note: null } },
  ])
  expect(ended).toEqual(['complete'])
  expect(noted).toEqual([{ noticed: [{ kind: 'flag', about: decision, why: 'It is wrong or misleading' }] }])
})

test('a key that names no end user flags for all of its own', async () => {
  expect((await send({ decision: loggedId, reason: 'other' }, { user: null })).status).toBe(202)
})

test.each<[string, string, object]>([
  ['an id of nothing', unknownId, {}],
  ['another key', openId, { key: 'other' }],
  ['another key, of the log', loggedId, { key: 'other' }],
  ['another deployment', loggedId, { deployment: 'clinic' }],
  ['another operator', loggedId, { operator: { id: 'other' } }],
  ['no operator', loggedId, { operator: null }],
  ['another end user', openId, { user: 'bob' }],
  ['another end user, of the log', loggedId, { user: 'bob' }],
])('%s is told that there is no such decision', async (_, decision, who) => {
  const sending = send({ decision, reason: 'wrong' }, who)
  await expect(sending).rejects.toMatchObject({ failure: { status: 404, code: 'decision_not_found' } })
})

test.each<[string, unknown]>([
  ['no JSON', 'flag'],
  ['no reason', { decision: loggedId }],
  ['a reason said twice', `{"decision": "${loggedId}", "reason": "wrong", "reason": "other"}`],
  ['a note that is none', { decision: loggedId, reason: 'wrong', note: { text: 'x' } }],
])('%s is no flag', async (_, body) => {
  await expect(send(body)).rejects.toMatchObject({ failure: { status: 400 } })
})
