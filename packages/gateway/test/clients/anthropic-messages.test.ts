/** The official Anthropic client, unmodified. Upstreams are scripted; there is no model. */

import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages'
import { formatNames } from '@bylaw/providers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Clinic, found, model, openClinic, question, weather } from './clinic.ts'
import { sending } from './upstream.ts'

let clinic: Clinic
beforeAll(async () => {
  clinic = await openClinic()
})
afterAll(() => clinic.close())

const messages: MessageParam[] = [{ role: 'user', content: question }]
const ask = { model, max_tokens: 256, messages }
const call = { id: 'toolu_1', name: 'get_weather', input: weather }
const other = { id: 'toolu_2', name: 'get_time', input: { zone: 'Europe/Oslo' } }
const deletes = { id: 'toolu_3', name: 'delete_file', input: { path: 'never-leaves.txt' } }
const tools = ['get_weather', 'get_time', 'delete_file', 'send_mail'].map((name) => ({
  name,
  input_schema: { type: 'object' as const },
}))
const textIn = ({ content }: { content: readonly { type: string }[] }) =>
  content.flatMap((block) => (block.type === 'text' ? [(block as unknown as { text: string }).text] : [])).join('')

describe.each(formatNames)('messages before %s', (called) => {
  const api = () => clinic.anthropic(called).messages

  it('answer at once, with usage, and the policy goes before the messages', async () => {
    clinic.upstream.says({ text: 'It rains.' })
    const { data, response } = await api()
      .create({ ...ask, system: 'Be brief.' })
      .withResponse()
    expect(data).toMatchObject({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'It rains.' }],
      stop_reason: 'end_turn',
      usage: { output_tokens: 7 },
    })
    const sent = JSON.stringify(clinic.upstream.asked[0]!.body)
    expect(sent).toContain('Help toward weapons')
    expect(sent).toContain('Be brief.')
    const record = await clinic.record(called, response.headers.get('bylaw-decision'))
    expect(record).toMatchObject({ state: 'complete', endpoint: 'messages' })
  })

  it('stream event by event', async () => {
    clinic.upstream.says({ text: 'It rains in Oslo.' })
    let text = ''
    const types: string[] = []
    for await (const event of await api().create({ ...ask, stream: true })) {
      types.push(event.type)
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text
    }
    expect(text).toBe('It rains in Oslo.')
    expect([types[0], types.at(-1)]).toEqual(['message_start', 'message_stop'])
  })

  it('stream into the helper with its events', async () => {
    clinic.upstream.says({ reasoning: 'Clouds.', text: 'It rains.', calls: [call, other] })
    const seen = { text: '', thinking: '', blocks: [] as string[] }
    const stream = api()
      .stream({ ...ask, tools })
      .on('text', (delta) => {
        seen.text += delta
      })
      .on('thinking', (delta) => {
        seen.thinking += delta
      })
      .on('contentBlock', ({ type }) => seen.blocks.push(type))
    const message = await stream.finalMessage()
    expect(message.content).toMatchObject([
      { type: 'thinking', thinking: 'Clouds.' },
      { type: 'text', text: 'It rains.' },
      { type: 'tool_use', ...call },
      { type: 'tool_use', ...other },
    ])
    expect(message).toMatchObject({ stop_reason: 'tool_use', usage: { output_tokens: 7 } })
    expect(seen).toEqual({
      text: 'It rains.',
      thinking: 'Clouds.',
      blocks: ['thinking', 'text', 'tool_use', 'tool_use'],
    })
    expect(await stream.finalText()).toBe('It rains.')
  })

  it.each([false, true])('run tools, one after another, to the last answer (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: 'Looking.', calls: [call, other] }, { text: 'It rains at noon.' })
    const ran: unknown[] = []
    const run = (name: string, inputSchema: z.ZodType) =>
      betaZodTool({
        name,
        description: name,
        inputSchema,
        run: (input) => {
          ran.push([name, input])
          return 'rain'
        },
      })
    const own = [run('get_weather', z.object({ city: z.string() })), run('get_time', z.object({ zone: z.string() }))]
    const runner = clinic
      .anthropic(called)
      .beta.messages.toolRunner({ ...ask, messages: [...messages], tools: own, stream })
    expect(textIn(await runner.runUntilDone())).toBe('It rains at noon.')
    expect(ran).toEqual([
      ['get_weather', weather],
      ['get_time', other.input],
    ])
    expect(JSON.stringify(clinic.upstream.asked[1]!.body)).toMatch(/toolu_1.*toolu_2.*rain/s)
  })

  it('go on without a thread where the client would keep one', async () => {
    clinic.upstream.says({ text: 'It rains.' }, { text: 'At noon.' })
    const { messages: beta } = clinic.anthropic(called).beta
    const thread = beta.thread({ model, max_tokens: 256, unsupportedRequestBehavior: 'continue_unthreaded' })
    await thread.send({ role: 'user', content: question })
    expect(textIn(await thread.send({ role: 'user', content: 'When?' }))).toBe('At noon.')
    expect(JSON.stringify(clinic.upstream.asked[1]!.body)).toMatch(/Oslo.*It rains.*When/s)
  })

  it.each([false, true])('withhold the calls that are not permitted, and only those (streamed: %s)', async (stream) => {
    clinic.upstream.says({ calls: [deletes, call] })
    const message = stream
      ? await api()
          .stream({ ...ask, tools })
          .finalMessage()
      : await api().create({ ...ask, tools })
    expect(message.content.filter(({ type }) => type === 'tool_use')).toMatchObject([call])
    expect(message.stop_reason).toBe('tool_use')
    expect(textIn(message)).toContain('The call of the tool `delete_file` was withheld.')
    expect(JSON.stringify(message)).not.toContain('never-leaves')
  })

  it.each([false, true])('end the turn where the only call is withheld (streamed: %s)', async (stream) => {
    clinic.upstream.says({ calls: [deletes] })
    const message = stream
      ? await api()
          .stream({ ...ask, tools })
          .finalMessage()
      : await api().create({ ...ask, tools })
    expect(message).toMatchObject({ stop_reason: 'end_turn', content: [{ type: 'text' }] })
  })

  it.each([false, true])('refuse in words what may not be said (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: `Mix the ${found.weapon} first.`, calls: [call] })
    const message = stream
      ? await api()
          .stream({ ...ask, tools })
          .finalMessage()
      : await api().create({ ...ask, tools })
    expect(textIn(message)).toMatch(/^I can't help with this part; it concerns help toward weapons\./)
    expect(message.content.map(({ type }) => type)).toEqual(['text'])
    expect(message.stop_reason).toBe('end_turn')
    expect(JSON.stringify(message)).not.toMatch(/nerve|Mix|Oslo/)
  })

  it.each([false, true])('redact an address (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: `Write to ${found.address}, she knows.` })
    const message = stream ? await api().stream(ask).finalMessage() : await api().create(ask)
    expect(textIn(message)).toBe('Write to [withheld], she knows.')
  })

  const shape = z.object({ city: z.string(), degrees: z.number() })
  const structured = { ...ask, output_config: { format: zodOutputFormat(shape) } }

  it('parse structured answers, whole and streamed', async () => {
    const said = { text: '{"city":"Oslo","degrees":7}' }
    clinic.upstream.says(said, said)
    const whole = await api().parse(structured)
    const streamed = await api().stream(structured).finalMessage()
    expect([whole.parsed_output, streamed.parsed_output]).toEqual(Array(2).fill({ city: 'Oslo', degrees: 7 }))
  })

  it('refuse within a structured answer by the reason that it stopped', async () => {
    const said = { text: `{"city":"${found.weapon}","degrees":7}` }
    clinic.upstream.says(said, said)
    const whole = await api().create(structured)
    expect(whole).toMatchObject({ stop_reason: 'refusal' })
    expect(textIn(whole)).toMatch(/^I can't help/)
    // What is no JSON the client's own parser does not read, as before Anthropic's service.
    await expect(api().stream(structured).finalMessage()).rejects.toThrow('Failed to parse structured output')
  })

  it('send images and documents', async () => {
    clinic.upstream.says({ text: 'A cat.' })
    const message = await api().create({
      ...ask,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
            { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0xLjQ=' } },
            { type: 'text', text: 'What is it?' },
          ],
        },
      ],
    })
    expect(textIn(message)).toBe('A cat.')
    const sent = JSON.stringify(clinic.upstream.asked[0]!.body)
    expect(sent).toContain('iVBORw0KGgo=')
    expect(sent).toContain('JVBERi0xLjQ=')
  })

  it('say that an answer was cut at its length', async () => {
    clinic.upstream.says({ text: 'It rai', cut: true }, { text: 'It rai', cut: true })
    const whole = await api().create(ask)
    const streamed = await api().stream(ask).finalMessage()
    expect([whole.stop_reason, streamed.stop_reason]).toEqual(['max_tokens', 'max_tokens'])
  })
})

describe('messages before messages', () => {
  it('keep the signature of thinking, which goes back with the next turn', async () => {
    clinic.upstream.says({ reasoning: 'Clouds.', calls: [call] }, { text: 'Rain.' })
    const api = clinic.anthropic('anthropic-messages').messages
    const thinking = { type: 'enabled' as const, budget_tokens: 1024 }
    const first = await api.stream({ ...ask, max_tokens: 2048, thinking, tools }).finalMessage()
    const result = { type: 'tool_result' as const, tool_use_id: call.id, content: 'rain' }
    const turns: MessageParam[] = [
      ...messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [result] },
    ]
    await api.create({ ...ask, max_tokens: 2048, thinking, tools, messages: turns })
    const [, sent] = clinic.upstream.asked
    expect(sent!.body.messages[1].content[0]).toMatchObject({ thinking: 'Clouds.', signature: 'c2lnbmVk' })
    expect(sent!.body).toMatchObject({ thinking })
    expect(sent!.headers['anthropic-version']).toBe('2023-06-01')
  })

  it.each([false, true])(
    'bring redacted thinking back, which only the upstream can read (streamed: %s)',
    async (stream) => {
      const sealed = { type: 'redacted_thinking', data: 'c2VhbGVk' }
      const content = [sealed, { type: 'tool_use', ...call }]
      const head = { id: 'msg_up', type: 'message', role: 'assistant', model, stop_sequence: null }
      const usage = { input_tokens: 1, output_tokens: 1 }
      const events = [
        { type: 'message_start', message: { ...head, content: [], stop_reason: null, usage } },
        { type: 'content_block_start', index: 0, content_block: sealed },
        { type: 'content_block_stop', index: 0 },
        { type: 'content_block_start', index: 1, content_block: { ...content[1], input: {} } },
        {
          type: 'content_block_delta',
          index: 1,
          delta: { type: 'input_json_delta', partial_json: JSON.stringify(call.input) },
        },
        { type: 'content_block_stop', index: 1 },
        { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage },
        { type: 'message_stop' },
      ]
      const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
      const whole = JSON.stringify({ ...head, content, stop_reason: 'tool_use', usage })
      clinic.upstream.says(stream ? sending('stream', body) : sending('json', whole))
      const { messages: api } = clinic.anthropic('anthropic-messages')
      const asked = { ...ask, tools }
      const message = await (stream ? api.stream(asked).finalMessage() : api.create(asked))
      expect(message.content).toMatchObject(content)
    },
  )

  it('keep cache marks and fields that nobody understands', async () => {
    clinic.upstream.says({ text: 'Rain.' })
    const system = [{ type: 'text' as const, text: 'Be brief.', cache_control: { type: 'ephemeral' as const } }]
    await clinic.anthropic('anthropic-messages').messages.create({ ...ask, system, x_vendor: [1] } as typeof ask)
    const { body } = clinic.upstream.asked[0]!
    expect(body.system).toContainEqual(system[0])
    expect(body).toMatchObject({ x_vendor: [1] })
  })
})
