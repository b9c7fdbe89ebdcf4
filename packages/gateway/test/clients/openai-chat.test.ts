/** The official OpenAI client, unmodified, over chat completions. Upstreams are scripted; there is no model. */
import { formatNames } from '@bylaw/providers'
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod'
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Clinic, found, model, openClinic, question, weather } from './clinic.ts'
import { usage } from './said.ts'

let clinic: Clinic
beforeAll(async () => {
  clinic = await openClinic()
})
afterAll(() => clinic.close())

const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: question }]
const ask = { model, messages }
const call = { id: 'call_1', name: 'get_weather', input: weather }
const other = { id: 'call_2', name: 'get_time', input: { zone: 'Europe/Oslo', note: 'größe' } }
const deletes = { id: 'call_3', name: 'delete_file', input: { path: 'never-leaves.txt' } }
const tool = (name: string) => ({ type: 'function' as const, function: { name, parameters: { type: 'object' } } })
const tools = ['get_weather', 'get_time', 'delete_file', 'send_mail'].map(tool)
const asFunction = ({ id, name, input }: typeof call) => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(input) },
})

describe.each(formatNames)('chat completions before %s', (called) => {
  it('answer at once, with usage, and the policy goes before the messages', async () => {
    clinic.upstream.says({ text: 'It rains.' })
    const { data, response } = await clinic.openai(called).chat.completions.create(ask).withResponse()
    expect(data.object).toBe('chat.completion')
    expect(data.choices).toMatchObject([
      { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'It rains.', refusal: null } },
    ])
    expect(data.usage).toMatchObject({ prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 })
    expect(JSON.stringify(clinic.upstream.asked[0]!.body)).toContain('Help toward weapons')
    const record = await clinic.record(called, response.headers.get('bylaw-decision'))
    expect(record).toMatchObject({ state: 'complete', policy: { digest: response.headers.get('bylaw-policy') } })
  })

  it('stream chunk by chunk', async () => {
    clinic.upstream.says({ text: 'It rains in Oslo.' })
    const stream = await clinic.openai(called).chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    })
    let text = ''
    const reasons = new Set<string | null | undefined>()
    let told = null
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      reasons.add(chunk.choices[0]?.finish_reason)
      told = chunk.usage ?? told
    }
    expect(text).toBe('It rains in Oslo.')
    expect(reasons).toContain('stop')
    expect(told).toMatchObject({ prompt_tokens: usage.input, completion_tokens: usage.output })
  })

  it('tell no usage in a stream that did not ask for it', async () => {
    clinic.upstream.says({ text: 'Hm.' })
    const chunks = []
    for await (const chunk of await clinic.openai(called).chat.completions.create({ ...ask, stream: true })) {
      chunks.push(chunk)
    }
    expect(chunks.every((chunk) => chunk.usage == null && chunk.choices.length === 1)).toBe(true)
  })

  it('stream into the helper with its events', async () => {
    clinic.upstream.says({ text: 'It rains.', calls: [call] })
    const seen: string[] = []
    const stream = clinic
      .openai(called)
      .chat.completions.stream({ ...ask, tools })
      .on('content', (delta) => seen.push(delta))
      .on('tool_calls.function.arguments.done', ({ name, arguments: text }) => seen.push(`${name} ${text}`))
    const message = await stream.finalMessage()
    expect(message).toMatchObject({ content: 'It rains.', tool_calls: [asFunction(call)] })
    expect(seen.slice(0, -1).join('')).toBe('It rains.')
    expect(seen.at(-1)).toBe('get_weather {"city":"Oslo"}')
    expect(await stream.finalContent()).toBe('It rains.')
    const [choice] = (await stream.finalChatCompletion()).choices
    expect(choice!.finish_reason).toBe('tool_calls')
  })

  it.each([false, true])('run tools, one after another, to the last answer (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: 'Looking.', calls: [call, other] }, { text: 'It rains at noon.' })
    const ran: unknown[] = []
    const run = (name: string) => ({
      type: 'function' as const,
      function: {
        name,
        description: name,
        parameters: { type: 'object' },
        parse: JSON.parse,
        function: (input: unknown) => {
          ran.push([name, input])
          return 'rain'
        },
      },
    })
    const runner = stream
      ? clinic
          .openai(called)
          .chat.completions.runTools({ ...ask, stream, tools: [run('get_weather'), run('get_time')] })
      : clinic.openai(called).chat.completions.runTools({ ...ask, tools: [run('get_weather'), run('get_time')] })
    expect(await runner.finalContent()).toBe('It rains at noon.')
    expect(ran).toEqual([
      ['get_weather', weather],
      ['get_time', other.input],
    ])
    expect(runner.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool', 'assistant'])
    expect(JSON.stringify(clinic.upstream.asked[1]!.body)).toMatch(/call_1.*call_2.*rain/s)
  })

  it.each([false, true])('withhold the calls that are not permitted, and only those (streamed: %s)', async (stream) => {
    clinic.upstream.says({ calls: [call, deletes] })
    const { choices } = stream
      ? await clinic
          .openai(called)
          .chat.completions.stream({ ...ask, tools })
          .finalChatCompletion()
      : await clinic.openai(called).chat.completions.create({ ...ask, tools })
    const [{ message, finish_reason }] = choices as [(typeof choices)[0]]
    expect(message.tool_calls).toMatchObject([asFunction(call)])
    expect(finish_reason).toBe('tool_calls')
    expect(message.content).toContain('The call of the tool `delete_file` was withheld.')
    expect(JSON.stringify(choices)).not.toContain('never-leaves')
  })

  it('end a run of tools whose only call is withheld', async () => {
    clinic.upstream.says({ calls: [deletes] })
    const runner = clinic.openai(called).chat.completions.runTools({
      ...ask,
      tools: [
        {
          type: 'function',
          function: {
            name: 'delete_file',
            description: 'deletes',
            parameters: { type: 'object' },
            function: () => expect.fail('it ran'),
          },
        },
      ],
    })
    expect(await runner.finalContent()).toContain('`delete_file` was withheld')
  })

  it('name the approval that a call waits for', async () => {
    clinic.upstream.says({ calls: [{ id: 'call_4', name: 'send_mail', input: { to: 'x' } }] })
    const { choices } = await clinic.openai(called).chat.completions.create({ ...ask, tools })
    expect(choices[0]!.finish_reason).toBe('stop')
    expect(choices[0]!.message.content).toMatch(/`send_mail` was withheld: .*The approval `[^`]+` waits for it/)
  })

  it.each([false, true])('refuse in words what may not be said (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: `Mix the ${found.weapon} first.`, calls: [call] })
    const { choices } = stream
      ? await clinic
          .openai(called)
          .chat.completions.stream({ ...ask, tools })
          .finalChatCompletion()
      : await clinic.openai(called).chat.completions.create({ ...ask, tools })
    const { message, finish_reason } = choices[0]!
    expect(message.content).toMatch(/^I can't help with this part; it concerns help toward weapons\./)
    expect(JSON.stringify(choices)).not.toMatch(/nerve|Mix|Oslo/)
    expect(message.tool_calls ?? []).toEqual([])
    expect(finish_reason).toBe('stop')
  })

  it.each([false, true])('redact an address (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: `Write to ${found.address}, she knows.` })
    const { choices } = stream
      ? await clinic.openai(called).chat.completions.stream(ask).finalChatCompletion()
      : await clinic.openai(called).chat.completions.create(ask)
    expect(choices[0]!.message.content).toBe('Write to [withheld], she knows.')
  })

  it('are permitted more where a fact says so', async () => {
    const said = { text: `Take ${found.dose} twice.` }
    const facts = JSON.stringify([{ name: 'user.clinician', value: true, by: 'developer' }])
    clinic.upstream.says(said, said)
    const plain = await clinic.openai(called).chat.completions.create(ask)
    const asClinician = await clinic
      .openai(called, { defaultHeaders: { 'bylaw-facts': facts } })
      .chat.completions.create(ask)
    expect(plain.choices[0]!.message.content).not.toContain(found.dose)
    expect(asClinician.choices[0]!.message.content).toBe(said.text)
  })

  const answer = z.object({ city: z.string(), degrees: z.number() })

  it('parse structured answers, whole and streamed', async () => {
    const said = { text: '{"city":"Oslo","degrees":7}' }
    const structured = { ...ask, response_format: zodResponseFormat(answer, 'weather') }
    clinic.upstream.says(said, said)
    const whole = await clinic.openai(called).chat.completions.parse(structured)
    expect(whole.choices[0]!.message.parsed).toEqual({ city: 'Oslo', degrees: 7 })
    const streamed = await clinic.openai(called).chat.completions.stream(structured).finalChatCompletion()
    expect(streamed.choices[0]!.message.parsed).toEqual({ city: 'Oslo', degrees: 7 })
    expect(JSON.stringify(clinic.upstream.asked[0]!.body)).toContain('degrees')
  })

  it.each([false, true])('refuse within a structured answer as a refusal (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: `{"city":"${found.weapon}","degrees":7}` })
    const structured = { ...ask, response_format: zodResponseFormat(answer, 'weather') }
    const { choices } = stream
      ? await clinic.openai(called).chat.completions.stream(structured).finalChatCompletion()
      : await clinic.openai(called).chat.completions.parse(structured)
    const { message } = choices[0]!
    expect(message.refusal).toMatch(/^I can't help with this part/)
    expect(message.parsed).toBeNull()
    expect(JSON.stringify(choices)).not.toContain('nerve')
  })

  it('parse the arguments of a strict tool', async () => {
    const parameters = z.object({ city: z.string() })
    clinic.upstream.says({ calls: [call] })
    const { choices } = await clinic
      .openai(called)
      .chat.completions.parse({ ...ask, tools: [zodFunction({ name: 'get_weather', parameters })] })
    expect(choices[0]!.message.tool_calls?.[0]?.function.parsed_arguments).toEqual(weather)
  })

  it('send images and files', async () => {
    clinic.upstream.says({ text: 'A cat.' })
    const png = 'data:image/png;base64,iVBORw0KGgo='
    const pdf = 'data:application/pdf;base64,JVBERi0xLjQ='
    const { data, response } = await clinic
      .openai(called)
      .chat.completions.create({
        model,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image_url', image_url: { url: png } },
              { type: 'file', file: { filename: 'a.pdf', file_data: pdf } },
              { type: 'text', text: 'What is it?' },
            ],
          },
        ],
      })
      .withResponse()
    expect(data.choices[0]!.message.content).toBe('A cat.')
    const sent = JSON.stringify(clinic.upstream.asked[0]!.body)
    expect(sent).toContain('iVBORw0KGgo=')
    expect(sent).toContain('JVBERi0xLjQ=')
    const { checks } = await clinic.record(called, response.headers.get('bylaw-decision'))
    expect(checks).toContainEqual(expect.objectContaining({ what: 'media', outcome: 'not-run' }))
  })

  it('show reasoning where the upstream shows it', async () => {
    clinic.upstream.says({ reasoning: 'Clouds, so rain.', text: 'Rain.' })
    const { choices } = await clinic.openai(called).chat.completions.create(ask)
    expect(choices[0]!.message).toMatchObject({ content: 'Rain.', reasoning_content: 'Clouds, so rain.' })
  })

  it('say that an answer was cut at its length', async () => {
    clinic.upstream.says({ text: 'It rai', cut: true }, { text: 'It rai', cut: true })
    const whole = await clinic.openai(called).chat.completions.create({ ...ask, max_completion_tokens: 16 })
    const streamed = await clinic.openai(called).chat.completions.stream(ask).finalChatCompletion()
    expect([whole, streamed].map(({ choices }) => choices[0]!.finish_reason)).toEqual(['length', 'length'])
  })
})
