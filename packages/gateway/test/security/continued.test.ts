import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking } from './asked.ts'
import { type Estate, estate, served } from './estate.ts'
import { posted } from './outcome.ts'
import { type RawAnswer, type RawHeader, request, wire } from './socket.ts'

let home: Estate
beforeAll(async () => {
  home = await estate()
})
afterAll(() => home.close())

interface Ask {
  readonly key: string
  readonly user?: string
  readonly body?: object
}

async function ask(method: string, path: string, { key, user, body }: Ask): Promise<RawAnswer> {
  const headers: RawHeader[] = [['authorization', `Bearer ${key}`]]
  if (user !== undefined) headers.push(['bylaw-user', user])
  const text = body === undefined ? '' : JSON.stringify(body)
  const [answer] = await wire(home.gateway, request(method, path, headers, text))
  return answer!
}

describe('a conversation with a name', () => {
  it('goes on under it in every format: what was noticed in it is not lost', async () => {
    for (const kind of ['chat', 'responses', 'messages'] as const) {
      const { path, key } = served[kind]
      const turns: unknown[] = []
      for (let turn = 0; turn < 3; turn++) {
        const headers: RawHeader[] = [
          ['authorization', `Bearer ${key}`],
          ['bylaw-conversation', 'c-9'],
        ]
        const [answer] = await wire(home.gateway, request('POST', path, headers, JSON.stringify(asking[kind]('x'))))
        const read = await ask('GET', `/v1/decisions/${answer!.headers['bylaw-decision']}`, { key })
        const { facts } = JSON.parse(read.text) as { facts: { name: string; value: number }[] }
        turns.push(facts.find(({ name }) => name === 'context.turn')!.value)
      }
      expect(turns, kind).toEqual([1, 2, 3])
    }
  })
})

describe('an answer that the upstream keeps', () => {
  const responses = (key: string, more: object, user?: string) =>
    ask('POST', '/v1/responses', { key, body: asking.responses('x', more as never), ...(user && { user }) })

  it('is continued by whoever got it, and by nobody else', async () => {
    const { id } = JSON.parse((await responses('k-responses', {}, 'ann')).text)
    const asked = home.seen.length
    const others = [
      ['k-guest', 'ann'],
      ['k-responses', 'eve'],
      ['k-chat', 'ann'],
      ['k-open', 'ann'],
    ] as const
    for (const [key, user] of others) {
      const answer = await responses(key, { previous_response_id: id }, user)
      expect([400, 403, 404], `${key} ${user}`).toContain(answer.status)
    }
    for (const more of [
      { previous_response_id: 'resp_unknown' },
      { conversation: 'conv_unknown' },
      { conversation: { id: 'conv_2' } },
    ]) {
      expect([400, 403, 404], JSON.stringify(more)).toContain((await responses('k-responses', more, 'ann')).status)
    }
    expect(home.seen.length).toBe(asked)
    expect((await responses('k-responses', { previous_response_id: id }, 'ann')).status).toBe(200)
  })

  it('is not reached under the name of a conversation', async () => {
    const { id } = JSON.parse((await responses('k-responses', {}, 'ann')).text)
    const headers: RawHeader[] = [
      ['bylaw-conversation', 'c-2'],
      ['bylaw-user', 'ann'],
    ]
    const asked = home.seen.length
    const stolen = await posted(home.gateway, 'responses', asking.responses('x', { previous_response_id: id }), {
      key: 'k-guest',
      headers,
    })
    expect([400, 403, 404]).toContain(stolen.status)
    expect(home.seen.length).toBe(asked)
  })
})
