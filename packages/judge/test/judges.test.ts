import { expect, it } from 'vitest'
import { createJudges, type JudgeConfig, judgeOf, measured, panel } from '../src/index.ts'
import { policyOf, spec } from './policy.ts'
import { providerAt, scripted } from './upstream.ts'

const behavior = measured(policyOf(spec), 'drug-information')!
const never = new AbortController().signal

const configs = (url: string): Readonly<Record<string, JudgeConfig>> => ({
  list: { detector: 'words', words: ['two grams'] },
  reader: { format: 'openai-chat', url, key: 'sk-not-a-key', model: 'm', timeout: 30, cache: 10, examples: false },
})

it('judges of a configuration are built by name, and sit on a panel together', async () => {
  const { url, bodies } = await scripted('openai-chat', () => ({
    b1: { reads: 'engaged', exhibits: 'detailed', quotes: ['Take two grams'] },
  }))
  const { judges, problems } = await createJudges(configs(url), (_, { format, url }) => providerAt(format, url))
  expect(problems).toEqual([])
  const together = panel([judgeOf(judges.get('list')!), judgeOf(judges.get('reader')!)])
  const asked = { behaviors: [behavior], before: [], text: 'Take two grams.', side: 'answer' } as const
  const [judgement] = await together.judge(asked, never)
  expect(judgement).toMatchObject({ state: 'read', exhibited: 'detailed', spans: [{ start: 0, end: 14 }] })
  expect(judgement!.by).toMatch(/^list@[0-9a-f]{16}\+reader@[0-9a-f]{16}$/)
  expect(together.kind).toBe('model')
  expect(JSON.stringify(bodies)).not.toContain('keeps it general')
})

it('versions tell models, formats and settings apart, and nothing of the key', async () => {
  const url = 'http://127.0.0.1:1/v1'
  const versionOf = async (change: object): Promise<string> => {
    const config = { ...configs(url).reader, ...change } as JudgeConfig
    const { judges } = await createJudges({ reader: config }, (_, { format }) => providerAt(format, url))
    return judgeOf(judges.get('reader')!).version
  }
  const same = [await versionOf({}), await versionOf({ key: 'sk-another' }), await versionOf({ timeout: 1 })]
  const others = [
    await versionOf({ model: 'n' }),
    await versionOf({ format: 'anthropic-messages' }),
    await versionOf({ examples: true }),
  ]
  expect(new Set(same).size).toBe(1)
  expect(new Set([same[0], ...others]).size).toBe(4)
})
