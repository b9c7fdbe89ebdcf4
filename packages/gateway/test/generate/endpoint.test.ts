import { formats, UpstreamError } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { generates } from '../../src/generate/endpoint.ts'
import { Refusal } from '../../src/refusal.ts'
import { failing, seeing } from './judges.ts'
import {
  asks,
  bodyOf,
  call,
  finish,
  formatNamesServed,
  passageOf,
  type Setting,
  says,
  scripted,
  start,
} from './passage.ts'

const chat = generates(formats['openai-chat'])
const ask = asks['openai-chat']

async function answered(setting: Setting, body: unknown = ask('hello')) {
  const { passage, asked } = passageOf(body, setting)
  const text = await bodyOf(await chat.serve(passage))
  return { text, asked, record: asked.written.at(-1)! }
}

describe.each(formatNamesServed)('%s', (name) => {
  const endpoint = generates(formats[name])

  it.each([false, true])(
    'answers under the guide, and the record is whole before the answer ends (stream %s)',
    async (stream) => {
      const provider = scripted(says('Hi ', 'there.'))
      const { passage, asked } = passageOf({ ...asks[name]('hello'), stream }, { provider })
      const text = await bodyOf(await endpoint.serve(passage))
      expect(stream ? text.replaceAll(/\s+/g, '') : text).toContain(stream ? 'Hi' : 'Hi there.')
      const { revised } = provider.sent[0]!
      expect(revised.stream).toBe(stream)
      expect(revised.messages[0]).toMatchObject({ role: 'system' })
      expect(JSON.stringify(revised.messages[0]!.parts)).toContain('behaviour spec')
      expect(asked.written[0]).toMatchObject({ state: 'open', guided: true, streamed: stream, model: 'm' })
      expect(asked.written.at(-1)).toMatchObject({
        state: 'complete',
        checks: [{ outcome: 'not-run', behavior: null }],
      })
      expect(asked.settled).toEqual([12])
    },
  )

  it('withholds a call that is not permitted, written down before anything leaves', async () => {
    const provider = scripted([
      start,
      ...call(0, 'delete_file', '{}'),
      ...call(1, 'read_file', '{"path":"/tmp/a"}'),
      finish('calls'),
    ])
    const { passage, asked } = passageOf({ ...asks[name]('hello'), stream: true }, { provider })
    let leaving: string | null = null
    let text = ''
    const answer = await endpoint.serve(passage)
    for await (const piece of answer.body as AsyncIterable<string>) {
      if (leaving === null && piece.includes('read_file'))
        leaving = JSON.stringify(asked.written.map((each) => each.toolCalls.length))
      text += piece
    }
    expect(leaving).toBe('[0,2]')
    expect(text).toContain('The call of the tool')
    expect(text).not.toMatch(/"name":"delete_file"/)
    const [deleted, read] = asked.written.at(-1)!.toolCalls
    expect(deleted).toMatchObject({ behavior: 'tool.request.delete_file', outcome: 'blocked' })
    expect(read).toMatchObject({ behavior: 'tool.request.read_file', outcome: 'permitted' })
  })

  it('ends a stream that fails in the middle well-formed, and records it as failed', async () => {
    const broken = new UpstreamError({
      status: 502,
      message: 'gone',
      type: 'api_error',
      param: null,
      code: 'upstream_error',
    })
    const provider = scripted(says('Hi'))
    const failingLater = {
      ...provider,
      async send(...sent: Parameters<typeof provider.send>) {
        const answer = await provider.send(...sent)
        const { reply } = answer
        const batches = async function* () {
          if (reply.kind === 'stream')
            for await (const batch of reply.batches) {
              yield batch
              if (batch.events[0]!.kind === 'delta') throw broken
            }
        }
        return { ...answer, reply: { kind: 'stream', batches: batches() } as const }
      },
    }
    const { passage, asked } = passageOf({ ...asks[name]('hello'), stream: true }, { provider: failingLater })
    const text = await bodyOf(await endpoint.serve(passage))
    expect(text).toContain('gone')
    expect(asked.written.at(-1)).toMatchObject({ state: 'failed', error: { code: 'upstream_error' } })
  })
})

describe('the check of an answer', () => {
  const judges = new Map([['reader', seeing('dose', 'detailed')]])
  const behaviors = { 'drug-information': { judges: ['reader'], check: 'enforce' } }

  it.each([false, true])('refuses what overreaches, in the spec’s voice (stream %s)', async (stream) => {
    const provider = scripted(says('Take a do', 'se of 5 mg.'))
    const { text, record } = await answered({ provider, judges, config: { behaviors } }, { ...ask('x'), stream })
    expect(text).not.toContain('5 mg')
    expect(text).not.toContain('Take')
    expect(record.checks).toContainEqual(
      expect.objectContaining({
        behavior: 'drug-information',
        outcome: 'blocked',
        finding: 'overreach',
        act: 'refuse',
      }),
    )
  })

  it('lets pass what the facts permit', async () => {
    const facts = JSON.stringify([{ name: 'user.age_group', value: 'adult', by: 'developer' }])
    const provider = scripted(says('Take a dose of 5 mg.'))
    const setting = { provider, judges, config: { behaviors }, headers: { 'bylaw-facts': facts } }
    const { text, record } = await answered(setting)
    expect(text).toContain('5 mg')
    expect(record.checks).toContainEqual(
      expect.objectContaining({ behavior: 'drug-information', outcome: 'permitted' }),
    )
  })

  it('observes without touching anything', async () => {
    const provider = scripted(says('Take a dose.'))
    const observed = { 'drug-information': { judges: ['reader'] } }
    const { text, record } = await answered({ provider, judges, config: { behaviors: observed } })
    expect(text).toContain('Take a dose.')
    expect(record.checks).toContainEqual(
      expect.objectContaining({ finding: 'overreach', mode: 'observe', act: 'refuse' }),
    )
  })

  it.each(['unknown', 'error', 'timeout', 'over-budget', 'not-run', 'disagreement'] as const)(
    'is closed where a judge is %s',
    async (state) => {
      const provider = scripted(says('Take a dose.'))
      const { text } = await answered({
        provider,
        judges: new Map([['reader', failing(state)]]),
        config: { behaviors },
      })
      expect(text).not.toContain('Take a dose.')
    },
  )

  it('is closed where a behavior is named and enforced, and nobody judges it', async () => {
    const provider = scripted(says('Anything.'))
    const { text } = await answered({ provider, config: { check: 'enforce', behaviors: { 'drug-information': {} } } })
    expect(text).not.toContain('Anything.')
  })

  it('blocks everything where all is enforced, closed, and nothing is judged; and passes it, as not run, where nobody said closed', async () => {
    const provider = scripted(says('Anything.'))
    const closed = await answered({ provider, config: { check: 'enforce', 'on-failure': 'closed' } })
    expect(closed.text).not.toContain('Anything.')
    expect(closed.record.checks).toContainEqual(expect.objectContaining({ behavior: null, outcome: 'blocked' }))
    const said = await answered({ provider, config: { check: 'enforce' } })
    expect(said.text).toContain('Anything.')
    expect(said.record.checks).toEqual([
      expect.objectContaining({ behavior: null, outcome: 'not-run', mode: 'enforce' }),
    ])
  })

  it('has the model write anew what it may not say, without tools and whole', async () => {
    const provider = scripted(says('Take a dose.'), says('It says too much.'), says('Ask a pharmacist.'))
    const revising = { 'drug-information': { judges: ['reader'], check: 'enforce', act: 'revise' } }
    const tools = [{ type: 'function', function: { name: 'read_file' } }]
    const { text } = await answered({ provider, judges, config: { behaviors: revising } }, { ...ask('x'), tools })
    expect(text).toContain('Ask a pharmacist.')
    expect(text).not.toContain('Take a dose.')
    expect(provider.sent.slice(1).every(({ prompt, revised }) => prompt.tools.length === 0 && !revised.stream)).toBe(
      true,
    )
    expect(provider.sent.slice(1).every(({ prompt }) => prompt.raw.tools === undefined)).toBe(true)
  })

  it('refuses where no round comes to a text that passes', async () => {
    const provider = scripted(says('Take a dose.'))
    const revising = { 'drug-information': { judges: ['reader'], check: 'enforce', act: 'revise' } }
    const { text } = await answered({ provider, judges, config: { behaviors: revising, revisions: 2 } })
    expect(provider.sent).toHaveLength(5)
    expect(text).not.toContain('Take a dose.')
  })

  it('keeps a text for a level that could permit it', async () => {
    const provider = scripted(says('Take a dose.'))
    const asking = { 'drug-information': { judges: ['reader'], check: 'enforce', act: 'ask' } }
    const { text, asked } = await answered({ provider, judges, config: { behaviors: asking } })
    expect(text).toContain('apr_1')
    expect(text).not.toContain('Take a dose.')
    expect(asked.approvals).toMatchObject([
      { level: 'root', binding: { behavior: 'drug-information' }, shown: { kind: 'text', text: 'Take a dose.' } },
    ])
  })

  it('lets nobody approve that a bright line is crossed', async () => {
    const provider = scripted(says('Take a dose.'))
    const crossing = new Map([['reader', seeing('dose', 'crossed')]])
    const asking = { weapons: { judges: ['reader'], check: 'enforce', act: 'ask' } }
    const { text, asked } = await answered({ provider, judges: crossing, config: { behaviors: asking } })
    expect(asked.approvals).toEqual([])
    expect(text).not.toContain('Take a dose.')
  })
})

describe('a request that is not served', () => {
  it.each([
    [{}, { 'bylaw-mandate': 'x' }, 'unsupported_mandate'],
    [{}, { 'bylaw-facts': '[{"name":"user.age_group","value":"adult","by":"system"}]' }, 'facts_too_strong'],
    [{ messages: 'x' }, {}, 'invalid_value'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://10.0.0.1/' } }] }] },
      {},
      'media_address',
    ],
  ])('%j %j: %s', async (more, headers, code) => {
    const provider = scripted(says('x'))
    const { passage } = passageOf({ ...ask('x'), ...more }, { provider, headers })
    const failure = await chat.serve(passage).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Refusal)
    expect((failure as Refusal).failure.code).toBe(code)
    expect(provider.sent).toEqual([])
  })

  it('costs nothing where the upstream fails before it answers', async () => {
    const failure = new UpstreamError({ status: 503, message: 'busy', type: 'api_error', param: null, code: 'x' })
    const { passage, asked } = passageOf(ask('x'), { provider: scripted(failure) })
    await expect(chat.serve(passage)).rejects.toBe(failure)
    expect(asked.settled).toEqual(['released'])
  })
})
