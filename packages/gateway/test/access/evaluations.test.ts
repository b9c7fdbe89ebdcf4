import { describe, expect, test } from 'vitest'
import { ask, record, user } from './asking.ts'

const json = { 'content-type': 'application/json' }

const question = (subject: object, action: string | object, resource: object, more: object = {}) => ({
  subject,
  action: typeof action === 'string' ? { name: action } : action,
  resource,
  ...more,
})

describe('one question', () => {
  test.each<[string, object, boolean, object]>([
    ['allowed', question(user('alice'), 'read', record('record-1')), true, { value: 'allow' }],
    ['denied by default', question(user('dave'), 'read', record('record-1')), false, { reason: 'not-permitted' }],
    [
      'asked',
      question(user('carol'), 'read', record('record-1')),
      false,
      { reason: 'ask', level: 'root', value: 'ask' },
    ],
    ['of another type of subject', question({ type: 'robot', id: 'alice' }, 'read', record('record-1')), false, {}],
    ['of another type of resource', question(user('alice'), 'read', { type: 'room', id: 'record-1' }), false, {}],
    ['with a property', question(user('alice'), { name: 'delete', properties: { soft: true } }, record('r')), true, {}],
    [
      'with another value',
      question(user('alice'), { name: 'delete', properties: { soft: false } }, record('r')),
      false,
      {},
    ],
    [
      'with a word for a bool',
      question(user('alice'), { name: 'delete', properties: { soft: 'true' } }, record('r')),
      false,
      {},
    ],
    ['without the property', question(user('alice'), 'delete', record('r')), false, {}],
    ['limited by a property', question(user('alice'), 'read', record('record-1', { sealed: true })), false, {}],
    ['not limited by it', question(user('alice'), 'read', record('record-1', { sealed: false })), true, {}],
    [
      'not limited by a number that is no truth',
      question(user('alice'), 'read', record('record-1', { sealed: 7 })),
      true,
      {},
    ],
    ['of a name that is escaped', question(user('alice'), 'print out', record('r')), true, {}],
    ['of a name with a dot in it', question(user('alice'), 'read.x', record('record-1')), false, { value: 'deny' }],
    ['of a family', question(user('alice'), '*', record('record-1')), false, {}],
    [
      'with a polluted property',
      JSON.parse(
        '{"subject":{"type":"user","id":"dave","properties":{"__proto__":{"id":"alice"}},"__proto__":{"id":"alice"}},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}',
      ),
      false,
      {},
    ],
  ])('%s', async (_, body, decision, context) => {
    const answered = await ask('/access/v1/evaluation', body)
    expect(answered.status).toBe(200)
    expect(answered.body).toMatchObject({ decision, context: { id: 'dec_1', ...context } })
    expect(answered.recorded).toMatchObject({ state: 'complete', toolCalls: [{ outcome: expect.any(String) }] })
  })

  test.each<[string, string, string, boolean, string | null]>([
    ['a scale’s value', 'tone', 'warm', true, null],
    ['a tighter value', 'tone', 'plain', true, null],
    ['a looser value', 'tone', 'effusive', false, 'not-permitted'],
    ['a value that is none', 'tone', 'allow', false, 'not-permitted'],
    ['a choice', 'manner', 'casual', true, null],
    ['a bright line', 'forging', 'never', true, null],
    ['the other side of a bright line', 'forging', 'crossed', false, 'not-permitted'],
    ['a behavior that nothing declares', 'tome', 'warm', false, 'unknown-behavior'],
    ['a tool, as a behavior', 'tool.record.read', 'deny', true, null],
    ['a tool’s looser value', 'tool.record.read', 'allow', false, 'not-permitted'],
    ['what every object has', 'constructor', 'name', false, 'unknown-behavior'],
  ])('about a behavior: %s', async (_, id, value, decision, reason) => {
    const answered = await ask('/access/v1/evaluation', question(user('dave'), value, { type: 'behavior', id }))
    expect(answered.body.decision).toBe(decision)
    expect(answered.body.context.reason ?? null).toBe(reason)
    const [check] = answered.recorded.checks!
    expect(check!.outcome).toBe(decision ? 'permitted' : 'blocked')
    expect([value, null, undefined]).toContain(check!.exhibited)
    if (value === 'crossed' || (id === 'tone' && value === 'allow'))
      expect(JSON.stringify(check)).not.toContain(`"${value}"`)
    if (reason === 'unknown-behavior') expect(JSON.stringify(answered.recorded)).not.toContain(id)
  })

  test('facts come in the header, no stronger than the key', async () => {
    const body = question(user('alice'), 'write', record('record-1'))
    const facts = (by: string) => ({
      ...json,
      'bylaw-facts': JSON.stringify([{ name: 'office.open', value: false, by }]),
    })
    expect((await ask('/access/v1/evaluation', body)).body.decision).toBe(true)
    expect((await ask('/access/v1/evaluation', body, facts('developer'))).body.decision).toBe(false)
    expect((await ask('/access/v1/evaluation', body, facts('system'))).status).toBe(400)
  })

  test('what a subject says of itself is no fact', async () => {
    const subject = user('dave', { facts: [{ name: 'office.open', value: true, by: 'root' }], level: 'root' })
    const answered = await ask('/access/v1/evaluation', question(subject, 'write', record('record-1')))
    expect(answered.body.decision).toBe(false)
    expect(answered.recorded.facts).toEqual([])
  })

  test('a tool that the policy does not name is recorded without its name’s word in the leaf', async () => {
    const odd = await ask('/access/v1/evaluation', question(user('alice'), 'some words', record('record-1')))
    expect(odd.recorded.toolCalls).toMatchObject([{ declared: false }])
    const known = await ask('/access/v1/evaluation', question(user('alice'), 'read', record('record-1')))
    expect(known.recorded.toolCalls).toMatchObject([{ declared: true, behavior: 'tool.record.read', value: 'allow' }])
  })
})

describe('several questions', () => {
  const [yes, no] = [{ subject: user('alice') }, { subject: user('dave') }]
  const shared = { action: { name: 'read' }, resource: record('record-1') }

  test.each<[string | undefined, readonly object[], readonly boolean[]]>([
    [undefined, [yes, no, yes], [true, false, true]],
    ['execute_all', [no, yes, no], [false, true, false]],
    ['deny_on_first_deny', [yes, no, yes], [true, false]],
    ['deny_on_first_deny', [yes, {}, yes], [true, false]],
    ['deny_on_first_deny', [yes, yes], [true, true]],
    ['permit_on_first_permit', [no, {}, yes, no], [false, false, true]],
    ['permit_on_first_permit', [no, no], [false, false]],
  ])('as %s', async (semantic, evaluations, decisions) => {
    const options = semantic === undefined ? {} : { options: { evaluations_semantic: semantic } }
    const { body, recorded } = await ask('/access/v1/evaluations', { ...shared, ...options, evaluations })
    expect(body.evaluations.map(({ decision }: { decision: boolean }) => decision)).toEqual(decisions)
    const read = evaluations.slice(0, decisions.length).filter((each) => 'subject' in each)
    expect(recorded.toolCalls).toHaveLength(read.length)
  })

  test('what an item says replaces the default whole', async () => {
    const sealed = { ...shared, subject: user('alice'), resource: record('record-1', { sealed: true }) }
    const { body } = await ask('/access/v1/evaluations', {
      ...sealed,
      evaluations: [{}, { resource: record('record-1') }],
    })
    expect(body.evaluations).toMatchObject([{ decision: false }, { decision: true }])
  })

  test.each<[string, unknown]>([
    ['nothing of what is needed', {}],
    ['a word', 'alice'],
    ['null', null],
    ['a list', [yes]],
    ['null for a subject', { subject: null }],
    ['a word for a subject', { subject: 'alice' }],
    ['a number for an id', { subject: { type: 'user', id: 7 } }],
    ['no id', { subject: { type: 'user', id: '' } }],
    ['a list of properties', { subject: { type: 'user', id: 'alice', properties: 'all' } }],
    ['a word for a context', { subject: user('alice'), context: 'now' }],
  ])('an item that is %s is denied, with an error', async (_, item) => {
    const { status, body } = await ask('/access/v1/evaluations', { ...shared, evaluations: [yes, item] })
    expect(status).toBe(200)
    expect(body.evaluations).toMatchObject([
      { decision: true },
      { decision: false, context: { error: { status: 400, message: expect.any(String) } } },
    ])
  })

  test.each<[string, object]>([
    ['a word for evaluations', { evaluations: 'all' }],
    ['an unknown semantic', { evaluations: [yes], options: { evaluations_semantic: 'permit_all' } }],
    ['a word for options', { evaluations: [yes], options: 'permit' }],
    ['too many', { evaluations: Array.from({ length: 1001 }, () => yes) }],
    ['none, and nothing else', { evaluations: [] }],
  ])('%s is a bad request', async (_, more) => {
    expect((await ask('/access/v1/evaluations', { ...shared, ...more })).status).toBe(400)
  })

  test('without evaluations it is one question', async () => {
    for (const evaluations of [undefined, []]) {
      const { body } = await ask('/access/v1/evaluations', { ...shared, ...yes, evaluations })
      expect(body).toMatchObject({ decision: true })
      expect(body).not.toHaveProperty('evaluations')
    }
  })
})

describe('searches', () => {
  const results = async (sought: string, body: object) =>
    (await ask(`/access/v1/search/${sought}`, body)).body.results as readonly object[]

  test('subjects that the policy names and permits', async () => {
    const reading = { action: { name: 'read' }, resource: record('record-1') }
    expect(await results('subject', { ...reading, subject: { type: 'user' } })).toEqual([user('alice'), user('bob')])
    expect(await results('subject', { ...reading, subject: { type: 'user', id: 'bob' } })).toHaveLength(2)
    expect(await results('subject', { ...reading, subject: { type: 'robot' } })).toEqual([])
  })

  test('resources', async () => {
    const bob = { subject: user('bob'), action: { name: 'write' } }
    expect(await results('resource', { ...bob, resource: { type: 'record' } })).toEqual([record('record-2')])
    const sealed = { type: 'record', properties: { sealed: true } }
    expect(await results('resource', { ...bob, resource: sealed })).toEqual([])
    const calm = { subject: user('bob'), action: { name: 'warm' }, resource: { type: 'behavior' } }
    expect(await results('resource', calm)).toEqual([{ type: 'behavior', id: 'tone' }])
  })

  test('actions', async () => {
    const alice = { subject: user('alice'), resource: record('record-1') }
    expect(await results('action', alice)).toEqual([{ name: 'print out' }, { name: 'read' }, { name: 'write' }])
    expect(await results('action', { ...alice, subject: user('carol') })).toEqual([])
    const tone = { subject: user('alice'), resource: { type: 'behavior', id: 'tone' } }
    expect(await results('action', tone)).toEqual([{ name: 'plain' }, { name: 'warm' }])
    expect(await results('action', { ...tone, resource: { type: 'behavior', id: 'tome' } })).toEqual([])
    expect(await results('action', { ...alice, resource: { type: 'rec', id: 'record-1' } })).toEqual([])
  })

  test('page by page everything is found once', async () => {
    const asked = { subject: user('alice'), resource: record('record-1') }
    const found: object[] = []
    let page: object = { limit: 1 }
    for (let turns = 0; turns < 9; turns++) {
      const { body } = await ask('/access/v1/search/action', { ...asked, page })
      found.push(...body.results)
      expect(body.page).toMatchObject({ count: 1, total: 3 })
      if (body.page.next_token === '') break
      page = { token: body.page.next_token }
    }
    expect(found).toEqual([{ name: 'print out' }, { name: 'read' }, { name: 'write' }])
  })

  test.each<[string, object]>([
    ['no token', { token: 'x' }],
    ['a token of JSON', { token: Buffer.from('[1]').toString('base64url') }],
    ['a token for another question', { token: Buffer.from('[1,1,"AAAAAAAAAAAAAAAAAAAAAA"]').toString('base64url') }],
    ['a limit of none', { limit: 0 }],
    ['a word for a limit', { limit: 'all' }],
  ])('a page with %s is a bad request', async (_, page) => {
    const asked = { subject: user('alice'), resource: record('record-1'), page }
    expect((await ask('/access/v1/search/action', asked)).status).toBe(400)
  })

  test('a token of one search is none of another', async () => {
    const asked = { subject: user('alice'), resource: record('record-1'), page: { limit: 1 } }
    const { body } = await ask('/access/v1/search/action', asked)
    const other = { ...asked, subject: user('bob'), page: { token: body.page.next_token } }
    expect((await ask('/access/v1/search/action', other)).status).toBe(400)
  })
})
