import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cosign } from '../../src/log/cosignature.ts'
import { parseNote, printNote } from '../../src/log/note.ts'
import { exportLog } from '../../src/publish/export.ts'
import { publish } from '../../src/publish/publish.ts'
import { checkerFor } from '../../src/verify/checkers.ts'
import { newSeed } from '../../src/verify/ids.ts'
import { verifyLog } from '../../src/verify/log.ts'
import { quickBundle } from '../../src/verify/quick.ts'
import { MemoryTarget } from '../publish/memory.ts'
import { log, logOf, signingBy, witnessKey } from '../publish/sample.ts'

const options = { vkey: log.vkey }

async function exported(store: Awaited<ReturnType<typeof logOf>>): Promise<MemoryTarget> {
  const target = new MemoryTarget()
  const published = await publish(store, new MemoryTarget(), { signing: signingBy() })
  if (!published.ok) throw new Error(published.reason)
  await exportLog(store, target, { disclose: (id) => id.endsWith('3') })
  return target
}

const whole = await exported(await logOf(600))
const copy = () => {
  const target = new MemoryTarget()
  target.files = new Map(whole.files)
  return target
}

describe('a whole log', () => {
  it('is found as it should be, on all levels', async () => {
    expect(whole.files.has('tile/1/000.p/2')).toBe(true)
    expect(await verifyLog(whole, { ...options, records: 'schema' })).toMatchObject({
      ok: true,
      disclosed: 20,
      complete: true,
    })
  })

  it('shows every file that was damaged, however many are', async () => {
    const paths = [...whole.files.keys()].filter((path) => path !== 'checkpoint')
    const flip = fc.record({ path: fc.constantFrom(...paths), bit: fc.nat() })
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(flip, { selector: ({ path }) => path, minLength: 1, maxLength: 4 }),
        async (flips) => {
          const target = copy()
          for (const { path, bit } of flips) {
            const bytes = Uint8Array.from(target.files.get(path)!)
            bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7)
            target.files.set(path, bytes)
          }
          const { ok, damage } = await verifyLog(target, options)
          expect(ok).toBe(false)
          const entriesAndTile = (path: string) => path.replace('tile/entries/', 'tile/0/')
          const named = new Set(damage.map(({ path }) => entriesAndTile(path)))
          for (const { path } of flips) expect([...named]).toContain(entriesAndTile(path))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('shows what is missing, too short or too long', async () => {
    for (const path of whole.files.keys()) {
      for (const change of [
        null,
        (bytes: Uint8Array) => bytes.slice(0, -1),
        (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(1)]),
      ]) {
        if (change === null && path.startsWith('bodies/')) continue
        const target = copy()
        if (change === null) target.files.delete(path)
        else target.files.set(path, change(whole.files.get(path)!))
        const report = await verifyLog(target, options)
        expect([path, report.ok, report.damage.some((found) => found.path === path)]).toEqual([path, false, true])
      }
    }
  })

  it('that was rewritten in itself does not lead to the signed root', async () => {
    const store = await logOf(300)
    const target = await exported(store)
    const other = await logOf(300)
    other.rows.reverse()
    const rewritten = await exported(other)
    rewritten.files.set('checkpoint', target.files.get('checkpoint')!)
    for (const path of rewritten.files.keys()) if (path.startsWith('bodies/')) rewritten.files.delete(path)
    expect(await verifyLog(rewritten, options)).toMatchObject({
      ok: false,
      damage: [{ path: 'checkpoint', what: expect.stringMatching(/rewritten/) }],
    })
  })

  it('holds an id once, and canonical records only', async () => {
    const store = await logOf(300)
    const [entry] = store.rows
    await store.append(entry!.entry, { id: 'again' })
    await store.append(new TextEncoder().encode('{"id": "spaced"}'))
    await store.append(new TextEncoder().encode('{"name":"none"}'))
    await store.append(new TextEncoder().encode('{"id":"no-record"}'))
    const target = await exported(store)
    const canonical = await verifyLog(target, options)
    expect(canonical.damage.map(({ index }) => index)).toEqual([301, 302, 300])
    expect(canonical.damage[2]!.what).toBe('the id `rec_000000` is that of leaf 0 already')
    const schema = await verifyLog(target, { ...options, records: 'schema' })
    expect(schema.damage.map(({ index }) => index)).toEqual([301, 302, 303, 300])
    expect(await verifyLog(target, { ...options, records: 'any', bodies: false })).toMatchObject({ ok: true })
  })

  it('counts the witnesses that are known, and names the signatures of others', async () => {
    const target = copy()
    const note = parseNote(new TextDecoder().decode(target.files.get('checkpoint')))
    if (!note.ok) throw new Error(note.reason)
    const [one, two] = [witnessKey(1), witnessKey(2)]
    const signatures = [...note.signatures, cosign(note.text, one.signer, 1), cosign(note.text, two.signer, 2)]
    target.files.set('checkpoint', new TextEncoder().encode(printNote({ text: note.text, signatures })))
    const asked = { ...options, witnesses: [one.vkey, witnessKey(3).vkey] }
    expect(await verifyLog(target, asked)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/1 of the 2 witnesses needed/),
    })
    expect(await verifyLog(target, { ...asked, quorum: 1 })).toMatchObject({
      ok: true,
      cosigned: [{ name: one.key.name, time: 1 }],
      unverified: [expect.stringMatching(/^witness\.example\/w2\+[0-9a-f]{8}$/)],
    })
  })

  it('gives up early where the checkpoint is not genuine and nothing is there', async () => {
    const target = copy()
    const text = new TextDecoder().decode(target.files.get('checkpoint')).replace('\n600\n', '\n9000000000\n')
    let reads = 0
    const source = {
      read: async (path: string) => {
        reads++
        return path === 'checkpoint' ? new TextEncoder().encode(text) : target.read(path)
      },
    }
    expect(await verifyLog(source, options)).toMatchObject({
      ok: false,
      complete: false,
      damage: [{ path: 'checkpoint' }, {}],
    })
    expect(reads).toBeLessThan(200)
  })
})

describe('threads', () => {
  it('come to what is found here, and to nothing for a damaged bundle', async () => {
    const seed = newSeed()
    const files = {
      index: 0,
      width: 256,
      entries: whole.files.get('tile/entries/000')!,
      tile: whole.files.get('tile/0/000')!,
    }
    const damaged = { ...files, entries: files.entries.map((byte, at) => (at === 5000 ? byte ^ 1 : byte)) }
    const checker = checkerFor(1_000_000, 'canonical', seed)
    const answers = await Promise.all([files, damaged, files, files].map((each) => checker.check(each)))
    await checker.close()
    const expected = quickBundle(files, 'canonical', seed)!
    for (const at of [0, 2, 3]) {
      expect(Buffer.from(answers[at]!.root)).toEqual(Buffer.from(expected.root))
      expect([...answers[at]!.ids]).toEqual([...expected.ids])
    }
    expect(answers[1]).toBeNull()
  })
})
