/** The official OpenAI client, unmodified, over responses. Upstreams are scripted; there is no model. */
import { formatNames } from '@bylaw/providers'
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod'
import type { ResponseInput, ResponseInputItem } from 'openai/resources/responses/responses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Clinic, found, model, openClinic, question, weather } from './clinic.ts'
import { sending } from './upstream.ts'

let clinic: Clinic
beforeAll(async () => {
  clinic = await openClinic()
})
afterAll(() => clinic.close())

const ask = { model, input: question }
const call = { id: 'call_1', name: 'get_weather', input: weather }
const other = { id: 'call_2', name: 'get_time', input: { zone: 'Europe/Oslo' } }
const deletes = { id: 'call_3', name: 'delete_file', input: { path: 'never-leaves.txt' } }
const tool = (name: string) => ({ type: 'function' as const, name, parameters: { type: 'object' }, strict: false })
const tools = ['get_weather', 'get_time', 'delete_file', 'send_mail'].map(tool)
const asItem = ({ id, name, input }: { id: string; name: string; input: object }) => ({
  type: 'function_call',
  call_id: id,
  name,
  arguments: JSON.stringify(input),
})

describe.each(formatNames)('responses before %s', (called) => {
  const responses = () => clinic.openai(called).responses

  it('answer at once, with usage, and the policy goes before the input', async () => {
    clinic.upstream.says({ text: 'It rains.' })
    const { data, response } = await responses()
      .create({ ...ask, instructions: 'Be brief.' })
      .withResponse()
    expect(data).toMatchObject({ object: 'response', status: 'completed', output_text: 'It rains.', error: null })
    expect(data.usage).toMatchObject({ output_tokens: 7 })
    const sent = JSON.stringify(clinic.upstream.asked[0]!.body)
    expect(sent).toContain('Help toward weapons')
    expect(sent).toContain('Be brief.')
    const record = await clinic.record(called, response.headers.get('bylaw-decision'))
    expect(record).toMatchObject({ state: 'complete', endpoint: 'responses' })
  })

  it('stream event by event', async () => {
    clinic.upstream.says({ text: 'It rains in Oslo.' })
    let text = ''
    const types: string[] = []
    for await (const event of await responses().create({ ...ask, stream: true })) {
      types.push(event.type)
      if (event.type === 'response.output_text.delta') text += event.delta
    }
    expect(text).toBe('It rains in Oslo.')
    expect([types[0], types.at(-1)]).toEqual(['response.created', 'response.completed'])
  })

  it('stream into the helper', async () => {
    clinic.upstream.says({ text: 'It rains.', calls: [call, other] })
    const seen: string[] = []
    const stream = responses()
      .stream({ ...ask, tools })
      .on('response.output_text.delta', ({ delta }) => seen.push(delta))
      .on('response.function_call_arguments.done', ({ arguments: text }) => seen.push(text))
    const answer = await stream.finalResponse()
    expect(answer.output_text).toBe('It rains.')
    expect(answer.output.slice(1)).toMatchObject([asItem(call), asItem(other)])
    expect(seen.join('')).toBe(`It rains.${JSON.stringify(call.input)}${JSON.stringify(other.input)}`)
  })

  it.each([false, true])('loop over tools with the items that came (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: 'Looking.', calls: [call, other] }, { text: 'It rains at noon.' })
    const input: ResponseInput = [{ role: 'user', content: question }]
    const next = () =>
      stream
        ? responses()
            .stream({ model, input: [...input], tools })
            .finalResponse()
        : responses().create({ model, input, tools })
    const first = await next()
    input.push(...(first.output as ResponseInputItem[]))
    for (const item of first.output) {
      if (item.type === 'function_call') {
        input.push({ type: 'function_call_output', call_id: item.call_id, output: 'rain' })
      }
    }
    expect((await next()).output_text).toBe('It rains at noon.')
    expect(JSON.stringify(clinic.upstream.asked[1]!.body)).toMatch(/call_1.*call_2.*rain/s)
  })

  it.each([false, true])('withhold the calls that are not permitted, and only those (streamed: %s)', async (stream) => {
    clinic.upstream.says({ calls: [deletes, call] })
    const answer = stream
      ? await responses()
          .stream({ ...ask, tools })
          .finalResponse()
      : await responses().create({ ...ask, tools })
    expect(answer.output.filter(({ type }) => type === 'function_call')).toMatchObject([asItem(call)])
    expect(answer.output_text).toContain('The call of the tool `delete_file` was withheld.')
    expect(answer.status).toBe('completed')
    expect(JSON.stringify(answer)).not.toContain('never-leaves')
  })

  it.each([false, true])('refuse in words what may not be said (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: `Mix the ${found.weapon} first.`, calls: [call] })
    const answer = stream
      ? await responses()
          .stream({ ...ask, tools })
          .finalResponse()
      : await responses().create({ ...ask, tools })
    expect(answer.output_text).toMatch(/^I can't help with this part; it concerns help toward weapons\./)
    expect(answer.output).toHaveLength(1)
    expect(JSON.stringify(answer)).not.toMatch(/nerve|Mix|Oslo/)
  })

  it.each([false, true])('redact an address (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: `Write to ${found.address}, she knows.` })
    const answer = stream ? await responses().stream(ask).finalResponse() : await responses().create(ask)
    expect(answer.output_text).toBe('Write to [withheld], she knows.')
  })

  const shape = z.object({ city: z.string(), degrees: z.number() })
  const structured = { ...ask, text: { format: zodTextFormat(shape, 'weather') } }

  it('parse structured answers, whole and streamed', async () => {
    const said = { text: '{"city":"Oslo","degrees":7}' }
    clinic.upstream.says(said, said)
    const whole = await responses().parse(structured)
    const streamed = await responses().stream(structured).finalResponse()
    expect([whole.output_parsed, streamed.output_parsed]).toEqual(Array(2).fill({ city: 'Oslo', degrees: 7 }))
  })

  it.each([false, true])('refuse within a structured answer as a refusal (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: `{"city":"${found.weapon}","degrees":7}` })
    const answer = stream ? await responses().stream(structured).finalResponse() : await responses().parse(structured)
    expect(answer.output_parsed).toBeNull()
    expect(answer.output).toMatchObject([
      { type: 'message', content: [{ type: 'refusal', refusal: expect.stringMatching(/^I can't help/) }] },
    ])
    expect(JSON.stringify(answer)).not.toContain('nerve')
  })

  it('parse the arguments of a strict tool', async () => {
    clinic.upstream.says({ calls: [call] })
    const parameters = z.object({ city: z.string() })
    const answer = await responses().parse({
      ...ask,
      tools: [zodResponsesFunction({ name: 'get_weather', parameters })],
    })
    expect(answer.output).toMatchObject([{ type: 'function_call', parsed_arguments: weather }])
  })

  it('send images and files', async () => {
    clinic.upstream.says({ text: 'A cat.' })
    const answer = await responses().create({
      model,
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'auto' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQ=' },
            { type: 'input_text', text: 'What is it?' },
          ],
        },
      ],
    })
    expect(answer.output_text).toBe('A cat.')
    const sent = JSON.stringify(clinic.upstream.asked[0]!.body)
    expect(sent).toContain('iVBORw0KGgo=')
    expect(sent).toContain('JVBERi0xLjQ=')
  })

  it.each([false, true])('show the summary of the reasoning (streamed: %s)', async (stream) => {
    clinic.upstream.says({ reasoning: 'Clouds, so rain.', text: 'Rain.' })
    const answer = stream ? await responses().stream(ask).finalResponse() : await responses().create(ask)
    expect(answer.output).toMatchObject([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Clouds, so rain.' }] },
      { type: 'message' },
    ])
  })

  it('say that an answer was cut at its length', async () => {
    clinic.upstream.says({ text: 'It rai', cut: true }, { text: 'It rai', cut: true })
    const whole = await responses().create({ ...ask, max_output_tokens: 16 })
    const streamed = await responses().stream(ask).finalResponse()
    for (const answer of [whole, streamed]) {
      expect(answer).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
    }
  })
})

describe('responses before responses', () => {
  const responses = () => clinic.openai('openai-responses').responses

  it('continue an earlier answer by its id', async () => {
    clinic.upstream.says({ text: 'Rain.' }, { text: 'At noon.' })
    const first = await responses().create(ask)
    const next = await responses().create({ model, previous_response_id: first.id, input: 'When?' })
    expect(next.output_text).toBe('At noon.')
    expect(clinic.upstream.asked[1]!.body).toMatchObject({ previous_response_id: 'resp_up', input: 'When?' })
  })

  it('say what was not sent on, where an earlier answer is continued in another format', async () => {
    clinic.upstream.says({ text: 'Rain.' })
    const { responses } = clinic.openai('openai-chat')
    const { id } = await responses.create(ask)
    const continued = responses.create({ ...ask, previous_response_id: id })
    await expect(continued).rejects.toMatchObject({ status: 400, code: 'unsupported_continuation' })
  })

  const sealed = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'c2VhbGVk' }
  const called = { ...asItem(call), id: 'fc_1', status: 'completed' }
  const head = { id: 'resp_up', object: 'response', created_at: 1, model, error: null, incomplete_details: null }
  const answered = { ...head, status: 'completed', output: [sealed, called] }

  /** The stream of an answer that thinks, and calls. */
  const thinking = (done: object) => {
    const events = [
      { type: 'response.created', response: { ...head, status: 'in_progress', output: [] } },
      { type: 'response.output_item.added', output_index: 0, item: sealed },
      { type: 'response.output_item.done', output_index: 0, item: done },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: { ...called, arguments: '', status: 'in_progress' },
      },
      { type: 'response.output_item.done', output_index: 1, item: called },
      { type: 'response.completed', response: { ...answered, output: [done, called] } },
    ]
    return events.map((event, at) => `data: ${JSON.stringify({ ...event, sequence_number: at })}\n\n`).join('')
  }

  it.each([false, true])('bring the reasoning back that only the upstream can read (streamed: %s)', async (stream) => {
    clinic.upstream.says(stream ? sending('stream', thinking(sealed)) : sending('json', JSON.stringify(answered)))
    const asked = { ...ask, tools, include: ['reasoning.encrypted_content' as const] }
    const answer = await (stream ? responses().stream(asked).finalResponse() : responses().create(asked))
    expect(answer.output).toMatchObject([sealed, asItem(call)])
    expect(answer.output_text).toBe('')
  })

  it.each([
    ['a field', { ...sealed, note: 'never-leaves' }],
    ['content of no known type', { ...sealed, content: [{ type: 'note', note: 'never-leaves' }] }],
  ])('withhold what rides along with it: %s', async (_, item) => {
    const whole = JSON.stringify({ ...answered, output: [item, called] })
    clinic.upstream.says(sending('json', whole), sending('stream', thinking(item)))
    const asked = { ...ask, tools }
    for (const answer of [await responses().create(asked), await responses().stream(asked).finalResponse()]) {
      expect(JSON.stringify(answer)).not.toContain('never-leaves')
      expect(answer.output).toContainEqual(expect.objectContaining(asItem(call)))
    }
  })

  it('withhold what nobody can read, and refuse tools that the upstream runs itself', async () => {
    const image = { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'iVBORw0KGgo=' }
    clinic.upstream.says(
      sending(
        'json',
        JSON.stringify({
          id: 'resp_up',
          object: 'response',
          created_at: 1,
          status: 'completed',
          model,
          output: [image],
        }),
      ),
    )
    const answer = await responses().create(ask)
    expect(JSON.stringify(answer.output)).not.toContain('iVBORw0KGgo')
    expect(answer.output_text).toContain("can't be checked and was withheld")
    const hosted = responses().create({ ...ask, tools: [{ type: 'web_search' }] })
    await expect(hosted).rejects.toMatchObject({ status: 403, code: 'tool_not_permitted' })
  })
})
