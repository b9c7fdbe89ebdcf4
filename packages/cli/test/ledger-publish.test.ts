import { cpSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { encodeLeaf } from '@bylaw/ledger'
import { openSqliteLedger } from '@bylaw/ledger/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bylaw, Folder, start } from './command.ts'
import { idOf, recordOf, sampleLedger } from './sample-ledger.ts'

let folder: Folder
let vkey = ''
const run = (...args: string[]) => bylaw(['ledger', ...args], { cwd: folder.path, env: { BYLAW_DATABASE_URL: '' } })
const path = (...names: string[]) => join(folder.path, ...names)

beforeEach(async () => {
  folder = new Folder()
  vkey = await sampleLedger(folder, 20)
})
afterEach(() => folder.remove())

async function append(at: number): Promise<void> {
  const ledger = await openSqliteLedger(path('.bylaw'))
  await ledger.append(encodeLeaf(recordOf(at)), { id: idOf(at) })
  await ledger.close()
}

describe('bylaw ledger publish', () => {
  it('writes what is new, so that the log verifies from its address', async () => {
    const first = await run('publish', 'site', '--json')
    expect(JSON.parse(first.out)).toMatchObject({ ok: true, size: 20, written: 2, repaired: 0 })
    await append(20)
    const second = await run('publish', 'site', '--json')
    expect(JSON.parse(second.out)).toMatchObject({ ok: true, size: 21, written: 2, repaired: 0 })
    const host = createServer((request, response) => {
      try {
        response.end(readFileSync(path('site', request.url!)))
      } catch {
        response.writeHead(404).end()
      }
    }).listen(0, '127.0.0.1')
    await new Promise((done) => host.once('listening', done))
    const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}`
    const verified = await run('verify', address, '--vkey', vkey)
    host.close()
    expect(verified).toMatchObject({ code: 0, err: '' })
  })

  it('refuses when an older state was put back, and signs nothing', async () => {
    cpSync(path('.bylaw'), path('backup'), { recursive: true })
    await append(20)
    expect((await run('publish', 'site')).code).toBe(0)
    const checkpoint = readFileSync(path('site/checkpoint'), 'utf8')
    rmSync(path('.bylaw'), { recursive: true })
    cpSync(path('backup'), path('.bylaw'), { recursive: true })
    const refused = await run('publish', 'site')
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toContain('an older state was put back; nothing is signed')
    rmSync(path('.bylaw.high-water'))
    const unmarked = await run('publish', 'site')
    expect(unmarked).toMatchObject({ code: 1, out: '' })
    expect(readFileSync(path('site/checkpoint'), 'utf8')).toBe(checkpoint)
  })

  it('says what is missing: a key, credentials, the form of a witness', async () => {
    const env = { BYLAW_DATABASE_URL: '', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }
    const bucket = await bylaw(['ledger', 'publish', 'https://s3.example/logs'], { cwd: folder.path, env })
    expect(bucket).toMatchObject({ code: 2, out: '' })
    expect(bucket.err).toContain('AWS_ACCESS_KEY_ID')
    const witness = await run('publish', 'site', '--witness', 'w1')
    expect(witness).toMatchObject({ code: 2, err: 'bylaw: --witness w1: write it as ADDRESS=KEY\n' })
    const key = await run('publish', 'site', '--key', 'none.key')
    expect(key.code).toBe(2)
    expect(key.err).toContain('`none.key` could not be read')
  })
})

describe('bylaw ledger serve-witness', () => {
  it('cosigns what is published, and the log verifies with its word', async () => {
    const child = start(['ledger', 'serve-witness', '--listen', '127.0.0.1:0', '--log', vkey, '--json'], {
      cwd: folder.path,
    })
    const ended = new Promise((done) => child.on('close', done))
    const line = await new Promise<string>((done) => child.stdout.once('data', (chunk) => done(String(chunk))))
    const witness = JSON.parse(line)
    const published = await run('publish', 'site', '--witness', `${witness.url}=${witness.vkey}`)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(published).toMatchObject({ code: 0, err: '' })
    expect((await run('verify', 'site', '--vkey', vkey, '--witness', witness.vkey)).out).toContain(
      'Seen by localhost/witness.',
    )
    const alone = await run('export', 'audit')
    expect(alone.code).toBe(0)
    const unseen = await run('verify', 'audit', '--vkey', vkey, '--witness', witness.vkey)
    expect(unseen.code).toBe(1)
    const proved = await run('prove', idOf(3), '--checkpoint', 'site/checkpoint', '-o', 'd.receipt')
    expect(proved.code).toBe(0)
    const checked = await run('check', 'd.receipt', '--vkey', vkey, '--witness', witness.vkey, '--json')
    expect(JSON.parse(checked.out)).toMatchObject({ ok: true, cosigned: ['localhost/witness'] })
  })

  it('is needed where it is named: nothing is published without its word', async () => {
    const w = 'witness.example/w1'
    const { generateKey, COSIGNATURE } = await import('@bylaw/ledger')
    const key = generateKey(w, COSIGNATURE).vkey
    const refused = await run('publish', 'site', '--witness', `http://127.0.0.1:1=${key}`)
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect((await run('verify', 'site', '--vkey', vkey)).code).toBe(2)
  })
})

describe('bylaw ledger rotate-key', () => {
  it('goes on under a new key that whoever has the first one follows', async () => {
    expect((await run('publish', 'site')).code).toBe(0)
    const rotated = await run('rotate-key', '--json')
    const { vkey: next, index, size } = JSON.parse(rotated.out)
    expect({ index, size }).toEqual({ index: 20, size: 21 })
    expect(next).not.toBe(vkey)
    expect((await run('verify')).code).toBe(0)
    expect((await run('prove', idOf(0), '-o', 'old.receipt')).code).toBe(0)
    expect((await run('check', 'old.receipt', '--vkey', next)).code).toBe(0)
    await append(21)
    expect((await run('publish', 'site')).code).toBe(0)
    const verified = await run('verify', 'site', '--vkey', vkey, '--json')
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, rotations: 1, vkey: next })
    expect((await run('export', 'audit')).code).toBe(0)
    expect(readFileSync(path('audit/vkey'), 'utf8')).toBe(`${vkey}\n`)
    expect((await run('verify')).code).toBe(0)
    expect((await run('prove', idOf(21), '-o', 'd.receipt')).code).toBe(0)
    expect((await run('check', 'd.receipt', '--vkey', next)).code).toBe(0)
  })
})
