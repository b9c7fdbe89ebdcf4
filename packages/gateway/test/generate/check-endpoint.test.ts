import { describe, expect, it } from 'vitest'
import { checkEndpoint } from '../../src/generate/check-endpoint.ts'
import { passes } from '../../src/generate/passing.ts'
import { Refusal } from '../../src/refusal.ts'
import { failing, seeing } from './judges.ts'
import { bodyOf, passageOf, type Setting, says, scripted } from './passage.ts'

const behaviors = { 'drug-information': { judges: ['reader'] } }
const judges = new Map([['reader', seeing('dose', 'detailed')]])

async function checked(body: unknown, setting: Partial<Setting> = {}) {
  const provider = scripted(says('never'))
  const { passage, asked } = passageOf(body, { provider, judges, config: { behaviors }, ...setting })
  const answer = JSON.parse(await bodyOf(await checkEndpoint.serve(passage)))
  expect(provider.sent).toEqual([])
  return { answer, record: asked.written.at(-1)! }
}

const codeOf = async (body: unknown, setting: Partial<Setting> = {}) => {
  const failure = await checked(body, setting).catch((error: unknown) => error)
  return failure instanceof Refusal ? failure.failure.code : failure
}

describe('a check without generation', () => {
  it('says what is decided, and what given texts engage and exhibit', async () => {
    const { answer, record } = await checked({ input: 'Which dose?', output: 'A dose of 5 mg.' })
    expect(answer.outcome).toBe('blocked')
    expect(answer.decisions).toContainEqual(expect.objectContaining({ behavior: 'drug-information', value: 'general' }))
    expect(answer.decisions.map(({ behavior }: { behavior: string }) => behavior)).toEqual([
      'weapons',
      'drug-information',
    ])
    expect(answer.engaged).toMatchObject([{ behavior: 'drug-information', engaged: true }])
    expect(answer.verdicts).toMatchObject([{ exhibited: 'detailed', permitted: 'general', finding: 'overreach' }])
    expect(record.state).toBe('complete')
    expect(record.checks).toContainEqual(expect.objectContaining({ finding: 'overreach', outcome: 'blocked' }))
  })

  it('decides in the situation that the header tells', async () => {
    const headers = { 'bylaw-facts': '[{"name":"user.age_group","value":"adult","by":"developer"}]' }
    const { answer } = await checked({ output: 'A dose.' }, { headers })
    expect(answer).toMatchObject({ outcome: 'permitted', verdicts: [{ outcome: 'permitted', permitted: 'detailed' }] })
  })

  it.each<[string, object, Partial<Setting>]>([
    ['nobody judges', { output: 'x' }, { config: {} }],
    ['one of the behaviors asked for is not judged', { output: 'x', behaviors: ['drug-information', 'weapons'] }, {}],
    [
      'the check fails, open as it may be',
      { output: 'x' },
      {
        judges: new Map([['reader', failing('timeout')]]),
        config: { behaviors: { 'drug-information': { judges: ['reader'], 'on-failure': 'open' } } },
      },
    ],
  ])('is no permission where %s', async (_, body, setting) => {
    expect((await checked(body, setting)).answer.outcome).toBe('not-run')
  })

  it('judges nothing where no output is given', async () => {
    expect((await checked({ messages: [{ role: 'user', content: 'hi' }] })).answer).toMatchObject({
      outcome: null,
      verdicts: [],
    })
  })

  it.each([
    [{ behaviors: ['nothing'] }, 'unknown_behavior'],
    [{ input: 'x', messages: [{ role: 'user', content: 'x' }] }, 'invalid_value'],
    [{ input: 5 }, 'invalid_value'],
    [{ more: 1 }, 'invalid_value'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://10.0.0.1' } }] }] },
      'media_address',
    ],
  ])('%j is refused: %s', async (body, code) => {
    expect(await codeOf(body)).toBe(code)
  })
})

describe('what is passed through', () => {
  it('is recorded before it is sent, limited, and left as it came', async () => {
    const provider = scripted([])
    const { passage, asked } = passageOf({ model: 'e', input: 'http://10.0.0.1/' }, { provider })
    expect(await bodyOf(await passes('embeddings').serve(passage))).toBe('{"object":"list"}')
    expect(asked.written).toMatchObject([
      { state: 'open', model: 'e' },
      { state: 'complete', checks: [{ what: 'request', outcome: 'not-run' }] },
    ])
    expect(asked.settled).toHaveLength(1)
  })

  it('makes nobody fetch from the inner network', async () => {
    const input = [{ type: 'image_url', image_url: { url: 'http://169.254.169.254/' } }]
    const { passage } = passageOf({ model: 'e', input }, { provider: scripted([]) })
    await expect(passes('moderations').serve(passage)).rejects.toMatchObject({ failure: { code: 'media_address' } })
  })

  it('gives back what was reserved where the upstream fails', async () => {
    const provider = { ...scripted([]), pass: async () => Promise.reject(new Error('gone')) }
    const { passage, asked } = passageOf({ model: 'e', input: 'x' }, { provider })
    await expect(passes('embeddings').serve(passage)).rejects.toThrow('gone')
    expect(asked.settled).toEqual(['released'])
  })
})
