/** Vercel's AI SDK with its OpenAI and Anthropic providers, unmodified. Upstreams are scripted; there is no model. */
import { formatNames } from '@bylaw/providers'
import { generateText, isStepCount, type LanguageModel, Output, streamText, tool } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Clinic, found, model, openClinic, question, weather } from './clinic.ts'

let clinic: Clinic
beforeAll(async () => {
  clinic = await openClinic()
})
afterAll(() => clinic.close())

const call = { id: 'call_1', name: 'get_weather', input: weather }
const other = { id: 'call_2', name: 'get_time', input: { zone: 'Europe/Oslo' } }
const deletes = { id: 'call_3', name: 'delete_file', input: { path: 'never-leaves.txt' } }

type Provider = 'chat' | 'responses' | 'messages'
const cells = (['chat', 'responses', 'messages'] as const).flatMap((served) =>
  formatNames.map((called) => [served, called] as const),
)

/** Else the provider of responses names earlier items by their ids, which the upstream may not have. */
const whole = { providerOptions: { openai: { store: false } } }

function modelOf(served: Provider, called: string): LanguageModel {
  const { openai, anthropic } = clinic.vercel(called)
  if (served === 'messages') return anthropic(model)
  return served === 'chat' ? openai.chat(model) : openai.responses(model)
}

function toolsThat(ran: unknown[]) {
  const run = (name: string) => async (input: unknown) => {
    ran.push([name, input])
    return 'rain'
  }
  return {
    get_weather: tool({ inputSchema: z.object({ city: z.string() }), execute: run('get_weather') }),
    get_time: tool({ inputSchema: z.object({ zone: z.string() }), execute: run('get_time') }),
    delete_file: tool({ inputSchema: z.object({ path: z.string() }), execute: run('delete_file') }),
  }
}

describe.each(cells)('%s before %s', (served, called) => {
  const asking = () => ({ model: modelOf(served, called), maxRetries: 0 })

  it('generates a text, with its usage and its reasoning', async () => {
    clinic.upstream.says({ reasoning: 'Clouds.', text: 'It rains.' })
    const { text, finishReason, usage, reasoningText } = await generateText({
      ...asking(),
      instructions: 'Be brief.',
      prompt: question,
    })
    expect({ text, finishReason }).toEqual({ text: 'It rains.', finishReason: 'stop' })
    expect(usage.outputTokens).toBe(7)
    // Chat completions of OpenAI's own provider have no words for reasoning.
    if (served !== 'chat') expect(reasoningText).toBe('Clouds.')
    expect(JSON.stringify(clinic.upstream.asked[0]!.body)).toContain('Help toward weapons')
  })

  it('streams a text', async () => {
    clinic.upstream.says({ text: 'It rains in Oslo.' })
    const answer = streamText({ ...asking(), prompt: question })
    const pieces: string[] = []
    for await (const piece of answer.textStream) pieces.push(piece)
    expect(pieces.join('')).toBe('It rains in Oslo.')
    expect(await answer.finishReason).toBe('stop')
    expect((await answer.usage).outputTokens).toBe(7)
  })

  it.each([false, true])('calls tools in several steps (streamed: %s)', async (stream) => {
    clinic.upstream.says({ reasoning: 'Look.', text: 'Looking.', calls: [call, other] }, { text: 'It rains at noon.' })
    const ran: unknown[] = []
    const asked = { ...asking(), ...whole, prompt: question, tools: toolsThat(ran), stopWhen: isStepCount(3) }
    const answer = stream ? streamText(asked) : await generateText(asked)
    expect(await answer.text).toBe('It rains at noon.')
    expect(await answer.steps).toHaveLength(2)
    expect(ran).toEqual([
      ['get_weather', weather],
      ['get_time', other.input],
    ])
    expect(JSON.stringify(clinic.upstream.asked[1]!.body)).toMatch(/Looking\..*call_1.*call_2.*rain/s)
  })

  it.each([false, true])('runs no tool whose call is withheld (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: 'Tidying.', calls: [deletes] })
    const ran: unknown[] = []
    const asked = { ...asking(), prompt: question, tools: toolsThat(ran), stopWhen: isStepCount(3) }
    const answer = stream ? streamText(asked) : await generateText(asked)
    expect(await answer.text).toMatch(/^Tidying\.\n\nThe call of the tool `delete_file` was withheld\./)
    expect(await answer.finishReason).toBe('stop')
    expect(ran).toEqual([])
  })

  it.each([false, true])('refuses, and redacts (streamed: %s)', async (stream) => {
    clinic.upstream.says({ text: `The ${found.weapon}.` }, { text: `Ask ${found.address}.` })
    const say = async () => {
      const asked = { ...asking(), prompt: question }
      return stream ? await streamText(asked).text : (await generateText(asked)).text
    }
    expect(await say()).toMatch(/^I can't help with this part/)
    expect(await say()).toBe('Ask [withheld].')
  })

  it('generates an object', async () => {
    const said = { text: '{"city":"Oslo","degrees":7}' }
    clinic.upstream.says(said, said)
    const output = Output.object({ schema: z.object({ city: z.string(), degrees: z.number() }) })
    const whole = await generateText({ ...asking(), prompt: question, output })
    expect(whole.output).toEqual({ city: 'Oslo', degrees: 7 })
    const streamed = streamText({ ...asking(), prompt: question, output })
    expect(await streamed.output).toEqual({ city: 'Oslo', degrees: 7 })
  })

  it('sends an image and a file', async () => {
    clinic.upstream.says({ text: 'A cat.' })
    const { text } = await generateText({
      ...asking(),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'file', data: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]), mediaType: 'image/png' },
            { type: 'file', data: new Uint8Array([37, 80, 68, 70]), mediaType: 'application/pdf', filename: 'a.pdf' },
            { type: 'text', text: 'What is it?' },
          ],
        },
      ],
    })
    expect(text).toBe('A cat.')
    const sent = JSON.stringify(clinic.upstream.asked[0]!.body)
    expect(sent).toContain('iVBORw0KGgo')
    expect(sent).toContain('JVBERg')
  })

  it('goes away in the middle', async () => {
    let began = () => {}
    const begins = new Promise<void>((resolve) => {
      began = resolve
    })
    clinic.upstream.says(() => began())
    const gone = new AbortController()
    const ended = generateText({ ...asking(), prompt: question, abortSignal: gone.signal }).catch((error) => error)
    await begins
    gone.abort()
    expect((await ended).name).toBe('AbortError')
    await clinic.upstream.asked[0]!.closed
  })
})

describe('responses that name earlier items by their ids', () => {
  const again = async (called: string) => {
    clinic.upstream.says({ text: 'Looking.', calls: [call] }, { text: 'It rains.' })
    const { get_weather } = toolsThat([])
    const asked = { model: modelOf('responses', called), maxRetries: 0, prompt: question, tools: { get_weather } }
    return generateText({ ...asked, stopWhen: isStepCount(2) })
  }

  it('go through to an upstream of that format', async () => {
    expect((await again('openai-responses')).text).toBe('It rains.')
    expect(clinic.upstream.asked[1]!.body.input).toContainEqual({ type: 'item_reference', id: 'msg_up' })
  })

  it.each(['openai-chat', 'anthropic-messages'])('are refused before %s, which has none of them', async (called) => {
    await expect(again(called)).rejects.toMatchObject({ statusCode: 400 })
    expect(clinic.upstream.asked).toHaveLength(1)
  })
})
