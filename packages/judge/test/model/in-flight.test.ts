import { expect, it } from 'vitest'
import type { Case } from '../../src/index.ts'
import { measured } from '../../src/index.ts'
import { InFlight } from '../../src/model/in-flight.ts'
import { modelJudge } from '../../src/model/judge.ts'
import { policyOf, spec } from '../policy.ts'
import { modelThat } from '../upstream.ts'

const drugs = measured(policyOf(spec), 'drug-information')!
const asked: Case = { behaviors: [drugs], before: [], text: 'Take two grams.', side: 'answer' }
const never = new AbortController().signal

/** A judge whose scripted model answers when `answer` is called. */
async function waiting(cache = 10) {
  const { promise, resolve: answer } = Promise.withResolvers<void>()
  const called = Promise.withResolvers<void>()
  const { model, upstream } = await modelThat(async () => {
    called.resolve()
    await promise
    return { b1: { reads: 'engaged', exhibits: 'detailed', quotes: ['two grams'] } }
  })
  return { judge: modelJudge(model, { cache, examples: false }), upstream, answer, called: called.promise }
}

it('requests for the same text wait for one call', async () => {
  const { judge, upstream, answer, called } = await waiting(0)
  const same = [judge.judge(asked, never), judge.judge({ ...asked }, never)]
  const other = judge.judge({ ...asked, text: 'Take two grams, or three.' }, never)
  await called
  answer()
  const judgements = await Promise.all([...same, other])
  expect(judgements.map(([each]) => each!.exhibited)).toEqual(['detailed', 'detailed', 'detailed'])
  expect(upstream.bodies).toHaveLength(2)
  await judge.judge(asked, never)
  expect(upstream.bodies).toHaveLength(3)
})

it('one that goes away takes nothing from the others', async () => {
  const { judge, upstream, answer, called } = await waiting()
  const first = new AbortController()
  const gone = judge.judge(asked, first.signal)
  const stays = judge.judge(asked, never)
  await called
  first.abort()
  expect((await gone)[0]).toMatchObject({ state: 'not-run', engaged: null, exhibited: null })
  answer()
  expect((await stays)[0]).toMatchObject({ state: 'read', exhibited: 'detailed' })
  expect(upstream.bodies).toHaveLength(1)
})

it('a call that nobody waits for is given up, and the next one is made anew', async () => {
  const calls = new InFlight<string>()
  const signals: AbortSignal[] = []
  const make = (signal: AbortSignal): Promise<string> => {
    signals.push(signal)
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve('given up')))
  }
  const both = [new AbortController(), new AbortController()] as const
  const waits = both.map(({ signal }) => calls.join('key', signal, make))
  both[0].abort()
  expect(await waits[0]).toBeNull()
  expect(signals.map(({ aborted }) => aborted)).toEqual([false])
  both[1].abort()
  expect(await waits[1]).toBeNull()
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  expect(await calls.join('key', never, async () => 'anew')).toBe('anew')
})

it('whoever is gone already calls nobody, and a call that fails is not kept', async () => {
  const calls = new InFlight<string>()
  expect(await calls.join('key', AbortSignal.abort(), () => expect.fail())).toBeNull()
  await expect(calls.join('key', never, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await calls.join('key', never, async () => 'anew')).toBe('anew')
})
