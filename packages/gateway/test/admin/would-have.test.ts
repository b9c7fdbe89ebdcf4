import type { LedgerRecord } from '@bylaw/ledger'
import { afterEach, describe, expect, it } from 'vitest'
import { wouldHave } from '../../src/admin/would-have.ts'
import { type Opened, office } from './office.ts'

type Check = Extract<LedgerRecord['checks'], readonly unknown[]>[number]

const check = (more: Partial<Check> = {}): Check => ({
  what: 'text',
  mode: 'observe',
  behavior: 'profanity',
  outcome: 'blocked',
  why: 'it exhibits more than is permitted',
  act: 'refuse',
  by: 'words@1',
  finding: 'overreach',
  ...more,
})

let ids = 0
const leaf = (checks: LedgerRecord['checks'], more: Partial<LedgerRecord> = {}): LedgerRecord => ({
  v: 1,
  id: `dec_${ids++}`,
  time: new Date().toISOString(),
  policy: null,
  specs: [],
  principal: { key: null, level: 'developer', user: null },
  deployment: 'shop',
  endpoint: 'chat.completions',
  model: null,
  behaviors: [],
  checks,
  tools: [],
  outcome: 'complete',
  bodies: [],
  ...more,
})

describe('what enforcement would have done', () => {
  it('is counted by behavior, act and judge, with the decisions', () => {
    const records = [
      leaf([check()], { id: 'a' }),
      leaf([check(), check({ outcome: 'permitted' }), check({ mode: 'enforce' })], { id: 'b' }),
      leaf([check({ by: 'words@2' })], { id: 'c' }),
      leaf([check({ finding: 'failed', by: 'reader@1' })], { id: 'd' }),
      leaf({ count: 900, digest: '00'.repeat(32) }, { id: 'e' }),
    ]
    const row = { behavior: 'profanity', act: 'refuse', by: 'words@1', outcome: 'blocked', finding: 'overreach' }
    expect(wouldHave(records)).toEqual({
      records: 5,
      checked: 5,
      abridged: 1,
      rows: [
        { ...row, count: 2, decisions: ['a', 'b'] },
        { ...row, by: 'reader@1', finding: 'failed', count: 1, decisions: ['d'] },
        { ...row, by: 'words@2', count: 1, decisions: ['c'] },
      ],
    })
  })

  it('names the first decisions only, each once', () => {
    const records = Array.from({ length: 30 }, (_, at) => leaf([check(), check()], { id: `d${at}` }))
    const [row] = wouldHave(records).rows
    expect([row!.count, row!.decisions.length, new Set(row!.decisions).size]).toEqual([60, 20, 20])
  })

  it.each([
    ['failed where that is let pass', { outcome: 'not-run', finding: 'failed' }, []],
    ['failed where that is stopped', { outcome: 'blocked', finding: 'failed' }, ['blocked']],
    ['failed and waits for a person', { outcome: 'ask', act: 'ask', finding: 'failed' }, ['ask']],
    ['did not run at all', { outcome: 'not-run', act: null, finding: undefined }, ['not-run']],
  ] as const)('tells a check that %s', (_, more, outcomes) => {
    const { checked, rows } = wouldHave([leaf([check(more)])])
    expect(checked).toBe(1)
    expect(rows.map(({ outcome }) => outcome)).toEqual(outcomes)
  })

  it('of a log with nothing in it is nothing', () => {
    expect(wouldHave([])).toEqual({ records: 0, checked: 0, abridged: 0, rows: [] })
  })
})

describe('the report', () => {
  let opened: Opened | null = null

  afterEach(() => opened?.close())

  it('is of one deployment, since a time', async () => {
    const hours = (ago: number) => new Date(Date.now() - ago * 3_600_000).toISOString()
    const leaves = [
      leaf([check()], { time: hours(30) }),
      ...Array.from({ length: 1500 }, () => leaf([check()], { time: hours(5) })),
      leaf([check()], { deployment: 'desk' }),
      leaf([check({ outcome: 'permitted' })], { time: hours(1) }),
    ]
    opened = await office({ leaves })
    const ask = async (since: string) => (await opened!.ask(`GET /admin/v1/deployments/shop/would-have${since}`)).json
    expect(await ask('')).toMatchObject({
      deployment: 'shop',
      whole: true,
      records: 1501,
      checked: 1501,
      rows: [{ count: 1500 }],
    })
    expect(await ask(`?since=${hours(2)}`)).toMatchObject({ records: 1, rows: [] })
    expect(await ask(`?since=${hours(40)}`)).toMatchObject({ records: 1502 })
  })
})
