import { encodeLeaf, type LedgerRecord } from '@bylaw/ledger'
import { findKeyFile, openSqliteLedger } from '@bylaw/ledger/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder } from './command.ts'
import { idOf, ORIGIN, recordOf } from './sample-ledger.ts'

type Check = Extract<LedgerRecord['checks'], readonly unknown[]>[number]

const check = (more: Partial<Check> = {}): Check => ({
  what: 'text',
  mode: 'observe',
  behavior: 'voice',
  outcome: 'blocked',
  why: 'exhibits more than is permitted',
  exhibited: 'bright',
  permitted: 'quiet',
  act: 'refuse',
  finding: 'overreach',
  by: 'reader@1',
  ...more,
})
const fine = check({ outcome: 'permitted', act: null, finding: undefined })

const folder = new Folder()
const wouldHave = (...args: string[]) =>
  bylaw(['would-have', ...args], { cwd: folder.path, env: { BYLAW_DATABASE_URL: '' } })
const base = recordOf(0)
let made = 0

async function recorded(store: string, records: readonly Partial<LedgerRecord>[], ...others: readonly string[]) {
  const ledger = await openSqliteLedger(folder.write(`${store}/.keep`, '').replace(/\/\.keep$/, ''))
  const appended = records.map((record) => {
    const whole = { ...base, id: idOf(made++), ...record }
    return ledger.append(encodeLeaf(whole), { id: whole.id })
  })
  await Promise.all(appended)
  for (const entry of others) await ledger.append(new TextEncoder().encode(entry))
  await ledger.close()
}

beforeAll(async () => {
  await recorded('data', [
    { id: 'dec_a', checks: [check(), check({ behavior: 'lending', act: 'redact', by: 'words@2' })] },
    { id: 'dec_b', checks: [check(), fine], time: '2026-03-01T08:00:00.000Z' },
    { id: 'dec_c', checks: [check({ mode: 'enforce' })], time: '2026-03-02T08:00:00.000Z' },
    { id: 'dec_d', checks: [check({ finding: 'failed' })], time: '2026-03-02T09:00:00.000Z' },
    { id: 'dec_e', checks: [fine], deployment: 'school' },
  ])
  folder.write('bylaw.yaml', 'specs: [spec.md]\nstore: data\ndeployments: {library: {}, school: {}}\nkeys: []\n')
})
afterAll(() => folder.remove())

describe('bylaw would-have', () => {
  it('counts what was observed and not permitted, by behavior, act and judge, with the decisions', async () => {
    const { code, out } = await wouldHave('--json')
    expect(code).toBe(1)
    const [library, school] = JSON.parse(out).deployments
    expect(library).toMatchObject({ deployment: 'library', records: 4, checked: 5, abridged: 0 })
    expect(library.rows).toEqual([
      expect.objectContaining({
        behavior: 'voice',
        act: 'refuse',
        by: 'reader@1',
        count: 2,
        decisions: ['dec_b', 'dec_a'],
      }),
      expect.objectContaining({ behavior: 'lending', act: 'redact', by: 'words@2', count: 1, decisions: ['dec_a'] }),
      expect.objectContaining({ behavior: 'voice', outcome: 'blocked', finding: 'failed', decisions: ['dec_d'] }),
    ])
    expect(school).toMatchObject({ deployment: 'school', records: 1, checked: 1, rows: [] })
  })

  it('tells people, by deployment', async () => {
    const { code, out } = await wouldHave()
    expect(code).toBe(1)
    expect(out).toMatch(/^library: 4 records, 5 observed checks, 4 of them not permitted$/m)
    expect(out).toContain('\n  voice: 2 × overreach (reader@1), would have been refused\n    as in dec_b\n')
    expect(out).toContain('\n  lending: 1 × overreach (words@2), would have been redacted\n    as in dec_a\n')
    expect(out).toContain('\n  voice: 1 × failed (reader@1), would have been refused\n    as in dec_d\n')
    expect(out).toMatch(/^school: 1 record, 1 observed check, 0 of them not permitted$/m)
  })

  it('counts what nobody judged, and says what that comes to', async () => {
    const unjudged = check({ behavior: null, outcome: 'not-run', act: null, finding: undefined, by: undefined })
    await recorded('unjudged', [{ id: 'dec_f', checks: [unjudged] }])
    const { code, out } = await wouldHave('--store', 'unjudged')
    expect(code).toBe(1)
    expect(out).toContain('\n  every other behavior: 1 × not-run, what comes of that is as `on-failure` says\n')
  })

  it('looks at one deployment, since a time', async () => {
    const since = JSON.parse((await wouldHave('--deployment', 'library', '--since', '2026-03-01', '--json')).out)
    expect(since.deployments).toMatchObject([{ deployment: 'library', records: 3, rows: [{ count: 1 }, { count: 1 }] }])
    const later = await wouldHave('--since', '2026-03-02T10:00:00+02:00')
    expect(later.out).toMatch(/^library: 2 records/m)
    expect(await wouldHave('--deployment', 'school')).toMatchObject({ code: 0 })
    expect(await wouldHave('--since', '2027-01-01')).toMatchObject({
      code: 0,
      out: 'nothing is recorded since 2027-01-01\n',
    })
  })

  it('is of the store that the configuration names, whatever secrets it needs', async () => {
    folder.write(
      'deep/other.yaml',
      `specs: [spec.md]\nstore: ../data\ndeployments: {library: {upstreams: [{format: openai-chat, url: "http://127.0.0.1:1/v1", key: "\${NO_SUCH_KEY}"}]}}\n`,
    )
    const { code, out, err } = await wouldHave('--config', 'deep/other.yaml', '--deployment', 'school')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('school: 1 record')
    expect((await wouldHave('--store', 'data', '--deployment', 'school')).out).toBe(out)
  })

  it('is not clear where checks were too many for the log, or an entry can not be read', async () => {
    const many = Array.from({ length: 2000 }, () => fine)
    await recorded('full', [{ checks: many }])
    const abridged = await wouldHave('--store', 'full')
    expect(abridged).toMatchObject({
      code: 1,
      out: expect.stringContaining('1 record had too many checks for the log'),
    })
    await recorded('newer', [{ checks: [fine] }], '{"v":2}')
    const { code, err } = await wouldHave('--store', 'newer')
    expect({ code, err }).toEqual({
      code: 1,
      err: "bylaw: 1 record of the log can't be read by this version: not counted\n",
    })
  })

  it('passes over a change of the key', async () => {
    await recorded('rotated', [{ checks: [fine] }])
    const held = findKeyFile(`${folder.path}/rotated/log.key`, ORIGIN)
    expect(held.ok).toBe(true)
    const env = { BYLAW_DATABASE_URL: '' }
    expect(await bylaw(['ledger', 'rotate-key', '--store', 'rotated'], { cwd: folder.path, env })).toMatchObject({
      code: 0,
    })
    expect(await wouldHave('--store', 'rotated')).toMatchObject({ code: 0, err: '' })
  })

  it('names what it reads over more than one page once', async () => {
    await recorded(
      'long',
      Array.from({ length: 1001 }, () => ({ checks: [check()] })),
    )
    const { deployments } = JSON.parse((await wouldHave('--store', 'long', '--json')).out)
    expect(deployments).toMatchObject([{ records: 1001, checked: 1001, rows: [{ count: 1001 }] }])
    expect(new Set(deployments[0].rows[0].decisions).size).toBe(deployments[0].rows[0].decisions.length)
  })

  it.each([
    [['--since', 'yesterday'], /--since yesterday: write a day or a time/],
    [['--since', '2026-13-45'], /--since 2026-13-45/],
    [['--since', '2026-03-01T08:00'], /write a day or a time/],
    [['--deployment', 'clinic'], /--deployment clinic: nothing of it is recorded$/m],
    [['--config', 'none.yaml'], /none\.yaml:1:1: the file can't be read/],
    [['--config', 'bylaw.yaml', '--store', 'data'], /say --config or --store, not both/],
    [['--store', 'nowhere'], /there is no ledger in nowhere/],
  ])('refuses %j in one line', async (args, line) => {
    const { code, out, err } = await wouldHave(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(line)
    expect(err.trim()).not.toContain('\n')
  })
})
