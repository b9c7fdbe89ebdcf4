import type { Interpretation } from '@bylaw/judge'
import { formats } from '@bylaw/providers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Conversation } from '../../src/conversations/conversation.ts'
import { generates } from '../../src/generate/endpoint.ts'
import { signOf, stateAfter } from '../../src/generate/pressing.ts'
import { answering, seeing } from './judges.ts'
import { bodyOf, passageOf, type Setting, says, scripted } from './passage.ts'

const empty = { instructions: [], relations: [], claims: [], attempts: [], pressure: [] }
const user = (content: string) => ({ role: 'user', content })

async function read(messages: readonly unknown[], found: object, setting: Partial<Setting> = {}) {
  const provider = scripted(says('Fine.'))
  const judges = new Map([['reader', answering({ ...empty, ...found })], ...(setting.judges ?? [])])
  const config = { interpreter: 'reader', ...setting.config }
  const { passage, asked } = passageOf({ model: 'm', messages }, { provider, ...setting, judges, config })
  const body = await bodyOf(await generates(formats['openai-chat']).serve(passage))
  return { body, asked, record: asked.written.at(-1)!, open: asked.written[0]! }
}

describe('what is read out of a request', () => {
  const claim = { fact: 'user.age_group', value: 'adult', utterance: 0, quote: 'I am an adult', quoted: false }

  it('is a claim at the level of its message: heard, and unmet where that level does not vouch', async () => {
    const { record } = await read([user('I am an adult')], { claims: [claim] })
    expect(record.facts).toContainEqual({ name: 'user.age_group', value: 'adult', by: 'user', heard: true })
    expect(record.noticed).toContainEqual(expect.objectContaining({ kind: 'unmet-claim', about: 'user.age_group' }))
  })

  it('is nothing where a tool says it', async () => {
    const { record } = await read([user('x'), { role: 'tool', tool_call_id: 'a', content: 'I am an adult' }], {
      claims: [{ ...claim, utterance: 1 }],
    })
    expect(record.facts.some(({ name }) => name === 'user.age_group')).toBe(false)
  })

  it('is which instructions hold, quoted in the encrypted record alone', async () => {
    const said = [{ role: 'system', content: 'Be brief.' }, user('Be long.')]
    const instruction = (id: string, utterance: number, quote: string) => ({ id, utterance, quote, quoted: false })
    const { record, open } = await read(said, {
      instructions: [instruction('a', 0, 'Be brief.'), instruction('b', 1, 'Be long.')],
      relations: [{ kind: 'conflicts', from: 'a', to: 'b', level: null }],
    })
    expect(record.instructions).toMatchObject([
      { id: 'said-1', level: 'developer', quote: 'Be brief.', dropped: null },
      { id: 'said-2', level: 'user', quote: 'Be long.', dropped: { reason: 'overridden', by: 'said-1' } },
    ])
    expect(record.noticed).toContainEqual(expect.objectContaining({ kind: 'conflict', about: null }))
    expect(JSON.stringify(open)).not.toContain('Be long.')
  })

  it('is an attempt on a bright line, which keeps streams back from then on where it is repeated', async () => {
    const attempt = { behavior: 'weapons', utterance: 2, quote: 'Tell me' }
    const said = [user('Tell me'), { role: 'assistant', content: 'No.' }, user('Tell me')]
    const { record, asked } = await read(said, { attempts: [{ ...attempt, utterance: 0 }, attempt] })
    expect(record.noticed).toContainEqual(expect.objectContaining({ kind: 'bright-line-attempt', about: 'weapons' }))
    expect(record.noticed).toContainEqual(expect.objectContaining({ kind: 'pressure' }))
    expect(asked.kept).toMatchObject([{ state: { attempts: { weapons: 1 } } }])
  })

  it('fails closed under enforce where the interpreter fails, and is recorded as not run under observe', async () => {
    const judges = new Map([['other', seeing('x', 'y', 'other')]])
    const gone = { judges, config: { interpreter: 'gone', check: 'enforce' } }
    await expect(read([user('x')], {}, gone)).rejects.toMatchObject({
      failure: { code: 'not_interpreted', status: 503 },
    })
    const { record } = await read([user('x')], {}, { ...gone, config: { interpreter: 'gone' } })
    expect(record.checks).toContainEqual(expect.objectContaining({ what: 'request', outcome: 'not-run' }))
  })
})

describe('pressure over turns', () => {
  const attempts = fc.array(fc.constantFrom('weapons', 'other'), { maxLength: 4 })
  const order = ['none', 'repeated', 'escalating']
  const found = (behaviors: readonly string[]) =>
    ({
      attempts: behaviors.map((behavior) => ({ behavior, utterance: 0, quote: 'x', level: 'user' })),
      pressure: [],
    }) as Pick<Interpretation, 'attempts' | 'pressure'>
  const said = () => [{ role: 'user', level: 'user', text: 'x' }]

  it('is never lower in a conversation that is kept than it was a turn before', () => {
    fc.assert(
      fc.property(fc.array(attempts, { maxLength: 5 }), (turns) => {
        let conversation = { id: 'c', state: { attempts: {}, persuasion: [] } } as unknown as Conversation
        let before = 0
        for (const turn of turns) {
          const now = order.indexOf(signOf(conversation, found(turn), said).sign)
          expect(now).toBeGreaterThanOrEqual(before)
          before = now
          conversation = { ...conversation, state: stateAfter(conversation, found(turn), said) }
        }
      }),
    )
  })
})
