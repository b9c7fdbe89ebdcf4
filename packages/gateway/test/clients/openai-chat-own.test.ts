/** What only chat completions have, through the official OpenAI client. Upstreams are scripted; there is no model. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Clinic, found, model, openClinic, question } from './clinic.ts'
import { sending } from './upstream.ts'

let clinic: Clinic
beforeAll(async () => {
  clinic = await openClinic()
})
afterAll(() => clinic.close())

const ask = { model, messages: [{ role: 'user' as const, content: question }] }

describe('chat completions before chat completions', () => {
  it('send and bring audio: what nobody can read is withheld where it is enforced', async () => {
    const message = {
      role: 'assistant',
      content: null,
      audio: { id: 'a1', data: 'UklGRg==', transcript: 'Hi', expires_at: 1 },
    }
    const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }]
    const whole = { id: 'c', object: 'chat.completion', created: 1, model, choices }
    clinic.upstream.says(sending('json', JSON.stringify(whole)))
    const { choices: got } = await clinic.openai('openai-chat').chat.completions.create({
      model,
      modalities: ['text', 'audio'],
      audio: { voice: 'alloy', format: 'wav' },
      messages: [
        { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }] },
      ],
    })
    expect(clinic.upstream.asked[0]!.body).toMatchObject({
      modalities: ['text', 'audio'],
      messages: [{}, { content: [{ input_audio: { data: 'UklGRg==' } }] }],
    })
    expect(JSON.stringify(got)).not.toContain('UklGRg')
    expect(got[0]!.message.content).toContain("can't be checked and was withheld")
  })

  it('answer several choices, each checked for itself', async () => {
    const choice = (index: number, content: string) => ({
      index,
      message: { role: 'assistant', content },
      logprobs: null,
      finish_reason: 'stop',
    })
    const choices = [choice(0, 'Rain.'), choice(1, `The ${found.weapon}.`)]
    clinic.upstream.says(
      sending('json', JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model, choices })),
    )
    const got = await clinic.openai('openai-chat').chat.completions.create({ ...ask, n: 2 })
    expect(got.choices.map(({ index }) => index)).toEqual([0, 1])
    expect(got.choices[0]!.message.content).toBe('Rain.')
    expect(got.choices[1]!.message.content).toMatch(/^I can't help/)
  })

  it('keep the old form of functions', async () => {
    const message = { role: 'assistant', content: null, function_call: { name: 'get_weather', arguments: '{}' } }
    const choices = [{ index: 0, message, logprobs: null, finish_reason: 'function_call' }]
    clinic.upstream.says(
      sending('json', JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model, choices })),
    )
    const got = await clinic
      .openai('openai-chat')
      .chat.completions.create({ ...ask, functions: [{ name: 'get_weather', parameters: {} }] })
    expect(got.choices[0]).toMatchObject({
      finish_reason: 'function_call',
      message: { function_call: { name: 'get_weather', arguments: '{}' } },
    })
  })

  it('pass fields on that nobody understands', async () => {
    clinic.upstream.says({ text: 'Rain.' })
    await clinic
      .openai('openai-chat')
      .chat.completions.create({ ...ask, seed: 7, prediction: null, x_vendor: [1] } as typeof ask)
    expect(clinic.upstream.asked[0]!.body).toMatchObject({ seed: 7, prediction: null, x_vendor: [1] })
  })
})
