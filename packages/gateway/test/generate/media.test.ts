import { formats } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { generates } from '../../src/generate/endpoint.ts'
import { Refusal } from '../../src/refusal.ts'
import { seeing } from './judges.ts'
import { bodyOf, passageOf, says, scripted } from './passage.ts'

const chat = generates(formats['openai-chat'])
const judges = new Map([['reader', seeing('risks', 'general')]])
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }
const bodyWith = (content: unknown) => ({ model: 'm', messages: [{ role: 'user', content }] })
const drugs = (own: object) => ({ behaviors: { 'drug-information': { judges: ['reader'], ...own } } })

async function outcomeOf(config: Record<string, unknown>, content: unknown = [image]) {
  const provider = scripted(says('ok'))
  const { passage, asked } = passageOf(bodyWith(content), { provider, judges, config })
  try {
    await bodyOf(await chat.serve(passage))
    return { refusal: null, sent: provider.sent.length, checks: asked.written.at(-1)!.checks }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { refusal: error.failure, sent: provider.sent.length, checks: passage.recording.record.checks }
  }
}

describe('media that no judge can read', () => {
  it.each<[string, Record<string, unknown>]>([
    ['is enforced', drugs({ check: 'enforce' })],
    ['is observed, and closed', drugs({ 'on-failure': 'closed' })],
    ['is enforced, and open', drugs({ check: 'enforce', 'on-failure': 'open' })],
    [
      'is enforced and open, where the others are closed',
      {
        ...drugs({ check: 'enforce', 'on-failure': 'open' }),
        'on-failure': 'closed',
      },
    ],
    ['is a bright line that is enforced', { behaviors: { weapons: { judges: ['reader'], check: 'enforce' } } }],
  ])('pass where a behavior %s, and the record says so', async (_, config) => {
    const { refusal, sent, checks } = await outcomeOf(config)
    expect([refusal, sent]).toEqual([null, 1])
    expect(checks).toContainEqual(expect.objectContaining({ what: 'media', behavior: null, outcome: 'not-run' }))
  })

  it.each<[string, Record<string, unknown>, string | null]>([
    ['for the behavior', drugs({ check: 'enforce', 'on-failure': 'closed' }), 'drug-information'],
    ['for all', { ...drugs({}), check: 'enforce', 'on-failure': 'closed' }, 'drug-information'],
    [
      'for all, of which one is enforced',
      { ...drugs({ check: 'enforce' }), 'on-failure': 'closed' },
      'drug-information',
    ],
    ['for all, of which nobody judges any', { check: 'enforce', 'on-failure': 'closed' }, null],
  ])('are refused where it is said to be closed: %s', async (_, config, behavior) => {
    const { refusal, sent, checks } = await outcomeOf(config)
    expect(refusal).toMatchObject({ status: 400, code: 'unread_media', param: 'messages' })
    expect(refusal!.message).toContain(behavior ?? 'any behavior')
    expect(sent).toBe(0)
    expect(checks).toMatchObject([{ what: 'media', mode: 'enforce', behavior, outcome: 'not-run', act: 'refuse' }])
  })

  it('are looked for in what tools answered, too', async () => {
    const config = drugs({ check: 'enforce', 'on-failure': 'closed' })
    expect((await outcomeOf(config, 'only words')).refusal).toBeNull()
    const { passage } = passageOf(
      {
        ...{ model: 'm', max_tokens: 9 },
        messages: [
          { role: 'user', content: 'look' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'see', input: {} }] },
          {
            role: 'user',
            content: [
              {
                ...{ type: 'tool_result', tool_use_id: 't' },
                content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }],
              },
            ],
          },
        ],
      },
      { provider: scripted(says('ok')), judges, config },
    )
    const serving = generates(formats['anthropic-messages']).serve(passage)
    await expect(serving).rejects.toMatchObject({ failure: { code: 'unread_media' } })
  })
})

describe('a behavior that is judged over the whole conversation', () => {
  const config = { behaviors: { 'drug-information': { judges: ['reader'], cumulative: true } } }
  const served = async (body: object) => {
    const { passage, asked } = passageOf(
      { model: 'm', input: 'x', ...body },
      {
        ...{ provider: scripted(says('ok')), judges, config },
      },
    )
    await bodyOf(await generates(formats['openai-responses']).serve(passage))
    return asked.written.at(-1)!.checks.filter(({ outcome, behavior }) => outcome === 'not-run' && behavior !== null)
  }

  it('is said not to be where the upstream keeps what was said before', async () => {
    const not = { what: 'request', behavior: 'drug-information', mode: 'observe', outcome: 'not-run' }
    expect(await served({ previous_response_id: 'resp_1' })).toMatchObject([not])
    expect(await served({})).toEqual([])
  })
})

describe('a tool that the upstream runs', () => {
  const body = { model: 'm', input: 'x', tools: [{ type: 'web_search' }] }
  const served = async (value: string) => {
    const operator = value === 'ask' ? '' : `\n~~~yaml bylaw\nset: {tool.builtin.*: ${value}}\n~~~\n`
    const setting = { provider: scripted(says('ok')), operator }
    const { passage, asked } = passageOf(body, setting)
    const answer = await generates(formats['openai-responses'])
      .serve(passage)
      .catch((error: Refusal) => error)
    return { answer, calls: (asked.written.at(-1) ?? passage.recording.record).toolCalls }
  }

  it.each([
    ['allow', 'permitted', null],
    ['deny', 'blocked', 403],
    ['ask', 'ask', 403],
  ])('and is decided %s is in the record', async (value, outcome, status) => {
    const { answer, calls } = await served(value)
    expect(answer instanceof Refusal ? answer.failure.status : null).toBe(status)
    const known = { choice: 0, behavior: 'tool.builtin.web_search', declared: true, arguments: null }
    expect(calls).toMatchObject([{ ...known, value, outcome }])
  })
})
