import { createEngine, type Engine } from '@bylaw/core'
import { formats } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import type { Passage } from '../../src/choke.ts'
import { emptyState } from '../../src/conversations/conversation.ts'
import { deploymentOf } from '../../src/deployment.ts'
import { generates } from '../../src/generate/endpoint.ts'
import { operator, spec } from '../stack.ts'
import { policyOf } from './asked.ts'
import { seeing } from './judges.ts'
import { asks, bodyOf, passageOf, says, scripted } from './passage.ts'

const chat = generates(formats['openai-chat'])
const tighter = createEngine(
  policyOf(
    spec.replace('default: general', 'default: refuse'),
    operator.replace('set: {drug-information: detailed, ', 'set: {'),
  ),
)

const judges = new Map([['reader', seeing('risks', 'general')]])

/** A conversation that began under another policy, which may be gone. */
function pinned(passage: Passage, engine: Engine | null): Passage {
  const { house, deployment } = passage
  const open = async (opening: object) => ({
    ...opening,
    person: null,
    turn: 2,
    policy: tighter.policy.digest,
    state: emptyState,
  })
  const conversations = { ...house.conversations, open }
  const mounted = engine && ({ ...deployment.mounted, state: 'ready', engine, policy: engine.policy } as const)
  const fixtures = { providers: new Map([['shop', deployment.service!.provider]]), judges }
  const earlier = mounted && deploymentOf('shop', deployment.config, mounted, fixtures)
  return {
    ...passage,
    house: { ...house, conversations, mounting: { ...house.mounting, pinned: async () => earlier } },
  } as never
}

describe('a conversation', () => {
  const headers = { 'bylaw-conversation': 'c1' }
  const config = { behaviors: { 'drug-information': { judges: ['reader'], check: 'enforce' } } }
  const provider = () => scripted(says('These are the risks.'))

  it('goes on under the policy that it began under: guide, checks and record', async () => {
    const { passage, asked } = passageOf(asks['openai-chat']('x'), { provider: provider(), headers, judges, config })
    const text = await bodyOf(await chat.serve(pinned(passage, tighter)))
    expect(text).not.toContain('risks')
    const record = asked.written.at(-1)!
    expect(record).toMatchObject({ policy: tighter.policy.digest, conversation: 'c1', noticed: [] })
    expect(record.checks).toContainEqual(expect.objectContaining({ permitted: 'refuse', exhibited: 'general' }))
  })

  it('goes on under the present policy where that one is gone, and its record says so', async () => {
    const { passage, asked } = passageOf(asks['openai-chat']('x'), { provider: provider(), headers, judges, config })
    expect(await bodyOf(await chat.serve(pinned(passage, null)))).toContain('risks')
    const { digest } = passage.deployment.service!.policy
    expect(asked.written.at(-1)).toMatchObject({ policy: digest, noticed: [{ kind: 'policy' }] })
  })

  it('has turns that were not sent again counted', async () => {
    const { passage, asked } = passageOf(asks['openai-chat']('x'), { provider: provider(), headers })
    await chat.serve(pinned(passage, null))
    expect(asked.written.at(-1)!.facts).toContainEqual({ name: 'context.turn', value: 2, by: 'system' })
  })

  it('is found again under the id of an answer that a later request continues', async () => {
    const { passage, asked } = passageOf(asks['openai-responses']('x'), { provider: provider() })
    await generates(formats['openai-responses']).serve(passage)
    expect(asked.kept).toMatchObject([{ handed: { answer: 'a1', items: [] } }])
    const other = passageOf(asks['openai-chat']('x'), { provider: provider() })
    await chat.serve(other.passage)
    expect(other.asked.kept).toMatchObject([{ handed: null }])
  })
})

describe('what is checked', () => {
  it('is written down before any of it leaves by that', async () => {
    const judges = new Map([['reader', seeing('dose', 'detailed')]])
    const config = { behaviors: { 'drug-information': { judges: ['reader'], check: 'enforce' } } }
    const body = { ...asks['openai-chat']('x'), stream: true }
    const { passage, asked } = passageOf(body, { provider: scripted(says('These are the risks.')), judges, config })
    const { body: pieces } = await chat.serve(passage)
    let checksThen: number | null = null
    for await (const piece of pieces as AsyncIterable<string>) {
      if (piece.includes('risks'))
        checksThen ??= asked.written.at(-1)!.checks.filter(({ by }) => by !== undefined).length
    }
    expect(checksThen).toBe(1)
  })
})
