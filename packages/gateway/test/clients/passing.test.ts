/** What the official clients ask beside answers: embeddings, moderations, models, counts of tokens. Upstreams are scripted. */
import Anthropic from '@anthropic-ai/sdk'
import { embed } from 'ai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Clinic, model, openClinic } from './clinic.ts'
import { sending } from './upstream.ts'

let clinic: Clinic
beforeAll(async () => {
  clinic = await openClinic()
})
afterAll(() => clinic.close())

const vector = [0.25, -0.5]
const embedded = {
  object: 'list',
  data: [{ object: 'embedding', index: 0, embedding: vector }],
  model,
  usage: { prompt_tokens: 2, total_tokens: 2 },
}

describe('embeddings', () => {
  it('as the client asks for them unless told otherwise: in base 64', async () => {
    const base64 = Buffer.from(Float32Array.from(vector).buffer).toString('base64')
    const whole = { ...embedded, data: [{ ...embedded.data[0], embedding: base64 }] }
    clinic.upstream.says(sending('json', JSON.stringify(whole)))
    const { data, response } = await clinic
      .openai('openai-chat')
      .embeddings.create({ model, input: 'Hi' })
      .withResponse()
    expect(data.data[0]!.embedding).toEqual(vector)
    expect(clinic.upstream.asked[0]).toMatchObject({ path: '/v1/embeddings', body: { encoding_format: 'base64' } })
    const record = await clinic.record('openai-chat', response.headers.get('bylaw-decision'))
    expect(record).toMatchObject({ endpoint: 'embeddings', state: 'complete' })
  })

  it("by Vercel's client", async () => {
    clinic.upstream.says(sending('json', JSON.stringify(embedded)))
    const { embedding } = await embed({ model: clinic.vercel('openai-chat').openai.embedding(model), value: 'Hi' })
    expect(embedding).toEqual(vector)
  })

  it('of an upstream that has none', async () => {
    const asked = clinic.openai('anthropic-messages').embeddings.create({ model, input: 'Hi' })
    await expect(asked).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })
})

it('moderations', async () => {
  const whole = { id: 'm', model, results: [{ flagged: false, categories: {}, category_scores: {} }] }
  clinic.upstream.says(sending('json', JSON.stringify(whole)))
  expect(await clinic.openai('openai-responses').moderations.create({ input: 'Hi' })).toMatchObject(whole)
  expect(clinic.upstream.asked[0]!.path).toBe('/v1/moderations')
})

const list = { object: 'list', data: [{ id: model, object: 'model', created: 1, owned_by: 'us' }] }
const own = {
  data: [{ id: model, type: 'model', display_name: 'Small', created_at: '2026-01-01T00:00:00Z' }],
  has_more: false,
  first_id: model,
  last_id: model,
}

describe('the list of models', () => {
  it.each([
    ['openai-chat', list],
    ['openai-responses', list],
    ['anthropic-messages', own],
  ])("for OpenAI's client, of %s", async (called, body) => {
    clinic.upstream.says(sending('json', JSON.stringify(body)))
    const ids = []
    for await (const { id, object } of clinic.openai(called).models.list()) ids.push([id, object])
    expect(ids).toEqual([[model, 'model']])
  })

  it.each([
    ['openai-chat', list],
    ['anthropic-messages', own],
  ])("for Anthropic's client, of %s", async (called, body) => {
    clinic.upstream.says(sending('json', JSON.stringify(body)), sending('json', JSON.stringify(body)))
    const models = []
    for await (const each of clinic.anthropic(called).models.list()) models.push(each)
    expect(models).toMatchObject([{ id: model, type: 'model', display_name: expect.any(String) }])
  })
})

describe('what is not served', () => {
  it("is said to Anthropic's client in its own shape: counts of tokens, batches", async () => {
    const { messages } = clinic.anthropic('anthropic-messages')
    const said = [{ role: 'user' as const, content: 'Hi' }]
    const asked = [
      messages.countTokens({ model, messages: said }),
      messages.batches.create({ requests: [{ custom_id: 'a', params: { model, max_tokens: 1, messages: said } }] }),
    ]
    for (const error of await Promise.all(asked.map((each) => each.catch((thrown: unknown) => thrown)))) {
      expect(error).toBeInstanceOf(Anthropic.NotFoundError)
      expect(error).toMatchObject({ type: 'not_found_error' })
    }
    expect(clinic.upstream.asked).not.toContainEqual(expect.objectContaining({ path: '/v1/messages/count_tokens' }))
  })

  it("is said to OpenAI's client: stored answers, images, audio, files", async () => {
    const openai = clinic.openai('openai-chat')
    const asked = [
      openai.responses.retrieve('resp_up'),
      openai.images.generate({ model, prompt: 'a cat' }),
      openai.audio.speech.create({ model, voice: 'alloy', input: 'Hi' }),
      openai.files.list(),
      openai.models.retrieve(model),
    ]
    const thrown = asked.map((each) => Promise.resolve(each).catch((error: unknown) => error))
    for (const error of await Promise.all(thrown)) {
      expect(error).toBeInstanceOf(OpenAI.NotFoundError)
      expect(error).toMatchObject({ code: 'unknown_url' })
    }
  })
})
