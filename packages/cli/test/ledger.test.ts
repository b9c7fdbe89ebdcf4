import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder } from './command.ts'
import { bodyOf, idOf, ORIGIN, sampleLedger } from './sample-ledger.ts'

const folder = new Folder()
const run = (...args: string[]) => bylaw(args, { cwd: folder.path, env: { BYLAW_DATABASE_URL: '' } })
const ledger = (...args: string[]) => run('ledger', ...args)
const path = (...names: string[]) => join(folder.path, ...names)
const SIZE = 300
let vkey = ''

beforeAll(async () => {
  vkey = await sampleLedger(folder, SIZE)
  folder.write('other.vkey', 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n')
  expect(await ledger('export', 'audit')).toMatchObject({ code: 0, err: '' })
})
afterAll(() => folder.remove())

describe('bylaw ledger', () => {
  const verbs = 'head verify prove check export import publish rotate-key fsck forget serve-witness'.split(' ')

  it.each(verbs)('%s: --help shows its options and a real example', async (verb) => {
    const { code, out, err } = await ledger(verb, '--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('--json')
    expect(out).toMatch(new RegExp(`Examples?:\\n  bylaw ledger ${verb}`))
  })

  it('names each of them', async () => {
    const { out } = await ledger('--help')
    const named = [...out.slice(out.indexOf('Commands:')).matchAll(/^ {2}([a-z-]+) /gm)].map(([, verb]) => verb!)
    expect(named.filter((verb) => !['help', 'bylaw'].includes(verb)).sort()).toEqual(verbs.toSorted())
  })

  it('head: says how long the log is and what was signed', async () => {
    const { code, out } = await ledger('head', '--json')
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, size: SIZE, signed: SIZE, vkey })
  })

  it('fsck: finds nothing wrong in what is whole', async () => {
    const { code, out } = await ledger('fsck', '--json')
    expect({ code, ...JSON.parse(out) }).toEqual({ code: 0, ok: true, size: SIZE, problems: [] })
  })
})

describe('bylaw ledger prove and check', () => {
  it('hands out one file that holds with the public key alone', async () => {
    expect(await ledger('prove', idOf(17), '-o', 'd.receipt')).toMatchObject({ code: 0, err: '' })
    const elsewhere = new Folder()
    elsewhere.write('d.receipt', readFileSync(path('d.receipt')))
    const { code, out } = await bylaw(['ledger', 'check', 'd.receipt', '--vkey', vkey, '--json'], {
      cwd: elsewhere.path,
    })
    elsewhere.remove()
    const told = JSON.parse(out)
    expect({ code, ...told }).toMatchObject({ code: 0, ok: true, origin: ORIGIN, index: 17, size: SIZE })
    expect(told.record.id).toBe(idOf(17))
  })

  it('takes the leaf apart from the receipt, and refuses another one', async () => {
    const { out } = await ledger('prove', idOf(5), '--json')
    const { leaf, receipt } = JSON.parse(out)
    const bare = receipt.replace(/^extra .*\n/m, '')
    folder.write('bare.receipt', bare)
    folder.write('five.leaf', Buffer.from(leaf, 'base64'))
    folder.write('forged.leaf', Buffer.from(leaf, 'base64').toString().replace('allow', 'deny!'))
    expect((await ledger('check', 'bare.receipt', '--vkey', vkey, '--leaf', 'five.leaf')).code).toBe(0)
    expect((await ledger('check', 'bare.receipt', '--vkey', vkey, '--leaf', 'forged.leaf')).code).toBe(1)
    const without = await ledger('check', 'bare.receipt', '--vkey', vkey)
    expect(without).toMatchObject({ code: 2, err: 'bylaw: bare.receipt does not carry its leaf: say --leaf FILE\n' })
  })

  it('refuses a receipt by another key, changed or of no witness', async () => {
    const { out } = await ledger('prove', idOf(6))
    folder.write('six.receipt', out)
    folder.write('changed.receipt', out.replace('index 6', 'index 7'))
    expect((await ledger('check', 'six.receipt', '--vkey', vkey)).code).toBe(0)
    expect((await ledger('check', 'changed.receipt', '--vkey', vkey)).code).toBe(1)
    expect((await ledger('check', 'six.receipt', '--vkey', 'other.vkey')).code).toBe(1)
  })

  it('proves under a published checkpoint, and under none of another log', async () => {
    const proved = await ledger('prove', idOf(7), '--checkpoint', 'audit/checkpoint')
    expect(proved).toMatchObject({ code: 0, err: '' })
    expect(proved.out.endsWith(readFileSync(path('audit/checkpoint'), 'utf8'))).toBe(true)
    const other = new Folder()
    await sampleLedger(other, 9, 1000)
    await bylaw(['ledger', 'export', 'audit'], { cwd: other.path })
    const refused = await ledger('prove', idOf(7), '--checkpoint', join(other.path, 'audit/checkpoint'))
    other.remove()
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toContain('the checkpoint is not of this ledger')
  })
})

describe('bylaw ledger verify', () => {
  it('accepts what was exported, and the store itself', async () => {
    const { code, out } = await ledger('verify', 'audit', '--vkey', 'audit/vkey', '--json')
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, ok: true, complete: true, damaged: 0, vkey })
    expect((await ledger('verify')).code).toBe(0)
  })

  it('says where the log is damaged, first and all', async () => {
    const [file, tile] = [path('audit/tile/entries/001.p/44'), path('audit/tile/0/000')]
    const [entries, hashes] = [readFileSync(file), readFileSync(tile)]
    writeFileSync(file, entries.with(900, entries[900]! ^ 1))
    writeFileSync(tile, hashes.with(40, hashes[40]! ^ 128))
    const { code, out } = await ledger('verify', 'audit', '--vkey', vkey, '--json')
    const people = await ledger('verify', 'audit', '--vkey', vkey)
    writeFileSync(file, entries)
    writeFileSync(tile, hashes)
    const { ok, damaged, damage } = JSON.parse(out)
    expect({ code, ok, damaged }).toEqual({ code: 1, ok: false, damaged: 4 })
    const places = damage.map(({ path, index }: { path: string; index: number }) => `${path} ${index}`)
    expect(places).toEqual(['tile/entries/000 1', 'tile/0/000 1', 'tile/entries/001.p/44 257', 'tile/0/001.p/44 257'])
    expect(people.code).toBe(1)
    expect(people.out).toMatch(/^4 damaged places:$/m)
    expect(people.out).toMatch(/^ {2}tile\/0\/000 +byte 32 +leaf 1 /m)
  })

  it('locates a single change', async () => {
    const file = path('audit/tile/entries/001.p/44')
    const entries = readFileSync(file)
    writeFileSync(file, entries.with(900, entries[900]! ^ 1))
    const { code, out } = await ledger('verify', 'audit', '--vkey', vkey, '--json')
    writeFileSync(file, entries)
    expect({ code, damage: JSON.parse(out).damage }).toMatchObject({
      code: 1,
      damage: [{ path: 'tile/entries/001.p/44', index: 257, what: 'the entry is not the one that was logged' }],
    })
  })

  it.each([
    ['no key', ['audit'], /say --vkey KEY/],
    ['a key that is none', ['audit', '--vkey', 'nobody'], /--vkey nobody: it is neither a public key/],
    ['no such folder', ['none', '--vkey', 'audit/vkey'], /cannot read none: no such folder/],
    ['a folder without a log', ['.', '--vkey', 'audit/vkey'], /there is no checkpoint/],
    ['a store', ['.bylaw', '--vkey', 'audit/vkey'], /is a store and no exported log: say --store \.bylaw/],
    [
      'an address where nobody answers',
      ['http://127.0.0.1:1/log', '--vkey', 'audit/vkey'],
      /cannot read the checkpoint/,
    ],
    ['no ledger', ['--store', 'none'], /there is no ledger in none/],
    ['more witnesses than given', ['audit', '--vkey', 'audit/vkey', '--quorum', '1'], /--quorum 1: .* from 0 to 0/],
  ] as const)('%s: one line, and exit 2', async (_, args, expected) => {
    const { code, out, err } = await ledger('verify', ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^bylaw: [^\n]+\n$/)
    expect(err).toMatch(expected)
  })
})

describe('bylaw ledger forget', () => {
  it('leaves a log that verifies and a record whose body is gone', async () => {
    const { code, out } = await ledger('forget', idOf(40), '--json')
    expect({ code, ...JSON.parse(out) }).toEqual({ code: 0, ok: true, id: idOf(40), state: 'forgotten' })
    expect((await ledger('forget', idOf(40))).out).toContain('was forgotten before')
    expect((await ledger('verify')).code).toBe(0)
    expect((await ledger('forget', 'nobody')).code).toBe(2)
  })

  it('takes what is disclosed from an export, and shows the rest', async () => {
    const args = ['--disclose', idOf(40), '--disclose', idOf(41), '--json']
    const { code, out } = await ledger('export', 'disclosing', ...args)
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, size: SIZE, disclosed: 1, keptBack: [] })
    expect(readFileSync(path('disclosing/bodies/000'), 'utf8')).toContain(bodyOf(41).answer)
    const verified = await ledger('verify', 'disclosing', '--vkey', vkey, '--json')
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, disclosed: 1 })
  })
})

describe('bylaw ledger import', () => {
  it('makes a store that verifies, which signs on only where it is adopted', async () => {
    const imported = await ledger('import', 'audit', '--vkey', vkey, '--store', 'mirror', '--json')
    expect(JSON.parse(imported.out)).toMatchObject({ ok: true, origin: ORIGIN, size: SIZE })
    const key = ['--store', 'mirror', '--key', '.bylaw/log.key']
    expect((await ledger('verify', ...key)).code).toBe(0)
    const refused = await ledger('publish', 'site', ...key)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('nothing says what was published')
    expect((await ledger('import', 'audit', '--vkey', vkey, '--store', 'mirror', '--adopt')).code).toBe(0)
    expect((await ledger('publish', 'site', ...key)).code).toBe(0)
  })

  it('takes nothing that is damaged, and nothing into another log', async () => {
    const file = path('audit/tile/0/000')
    const hashes = readFileSync(file)
    writeFileSync(file, hashes.with(40, hashes[40]! ^ 1))
    const damaged = await ledger('import', 'audit', '--vkey', vkey, '--store', 'torn', '--json')
    writeFileSync(file, hashes)
    expect(damaged.code).toBe(1)
    expect(JSON.parse(damaged.out).reason).toContain('nothing was imported')
    expect(JSON.parse((await ledger('head', '--store', 'torn', '--json')).out).size).toBe(0)
    const other = new Folder()
    await sampleLedger(other, 9, 1000)
    const refused = await ledger('import', 'audit', '--vkey', vkey, '--store', join(other.path, '.bylaw'))
    other.remove()
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('another entry than the log')
  })
})
