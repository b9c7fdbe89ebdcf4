import { once } from 'node:events'
import { rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { signCheckpoint } from '../../src/log/checkpoint.ts'
import { verifyCosigned } from '../../src/log/cosignature.ts'
import { leafHash } from '../../src/log/hash.ts'
import { CompactRange } from '../../src/log/range.ts'
import { publish } from '../../src/publish/publish.ts'
import { proveConsistency } from '../../src/store/proofs.ts'
import { askWitness } from '../../src/witness/client.ts'
import { type Memory, openWitnessFolder, type Remembered } from '../../src/witness/memory.ts'
import { printAddCheckpoint } from '../../src/witness/protocol.ts'
import { gatherCosignatures, readQuorum } from '../../src/witness/quorum.ts'
import { witnessServer } from '../../src/witness/server.ts'
import { createWitness } from '../../src/witness/witness.ts'
import { MemoryTarget } from '../publish/memory.ts'
import { appendRecords, keyOf, log, logOf, signingBy, temporaryFolder, witnessKey } from '../publish/sample.ts'

class TestMemory implements Memory {
  state = new Map<string, Remembered>()
  seen = (origin: string) => this.state.get(origin) ?? null
  remember = (origin: string, seen: Remembered) => void this.state.set(origin, seen)
  close = () => {}
}

const witnessOf = (memory: Memory = new TestMemory(), at = 1) =>
  createWitness({ signer: witnessKey(at).signer, memory, logs: [log.key], clock: () => 1_770_000_000_500 })

/** Two trees that part after a number of leaves. */
const store = await logOf(40)
const fork = await logOf(10)
await fork.append(new TextEncoder().encode('{"id":"other"}'))
await appendRecords(fork, 10, 40)

function noteOf(of: typeof store, size: number, signer = log.signer): string {
  const range = CompactRange.of(0, [])
  for (const { entry } of of.rows.slice(0, size)) range.append(leafHash(entry))
  return signCheckpoint({ origin: signer.name, size, root: range.root(), extensions: [] }, signer)
}

const proofOf = async (of: typeof store, old: number, size: number) =>
  old === 0 || old >= size ? [] : proveConsistency(of, old, size)

const request = async (of: typeof store, old: number, size: number) =>
  printAddCheckpoint({ old, proof: await proofOf(of, old, size), note: noteOf(of, size) })

describe('a witness', () => {
  it('answers as tlog-witness says', async () => {
    const witness = witnessOf()
    expect(witness(await request(store, 0, 7))).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^— witness.example\/w1 \S+\n$/),
    })
    expect(witness(await request(store, 0, 9))).toEqual({ status: 409, type: 'text/x.tlog.size', body: '7\n' })
    expect(witness(await request(store, 7, 7)).status).toBe(200)
    expect(witness(await request(store, 7, 12)).status).toBe(200)
    expect(witness(await request(fork, 12, 12))).toMatchObject({ status: 409, body: '12\n' })
    expect(witness(await request(fork, 12, 20)).status).toBe(422)
    expect(witness(printAddCheckpoint({ old: 12, proof: [new Uint8Array(32)], note: noteOf(store, 12) })).status).toBe(
      422,
    )
    expect(witness(await request(store, 13, 12)).status).toBe(400)
    expect(witness('old 12\n').status).toBe(400)
    expect(witness(`old 012\n\n${noteOf(store, 12)}`).status).toBe(400)
    const hashes = Array.from({ length: 64 }, () => new Uint8Array(32))
    expect(witness(printAddCheckpoint({ old: 12, proof: hashes, note: noteOf(store, 20) })).status).toBe(400)
    const stranger = keyOf('example.com/other', 9)
    expect(witness(printAddCheckpoint({ old: 0, proof: [], note: noteOf(store, 5, stranger.signer) })).status).toBe(404)
    const impostor = keyOf('example.com/log', 9)
    expect(witness(printAddCheckpoint({ old: 12, proof: [], note: noteOf(store, 12, impostor.signer) })).status).toBe(
      403,
    )
  })

  it('cosigns one tree only, whatever is asked in whatever order', async () => {
    const steps = fc.array(fc.record({ forked: fc.boolean(), old: fc.nat(40), size: fc.nat(40) }), { maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(steps, async (asked) => {
        const memory = new TestMemory()
        const witness = witnessOf(memory)
        let [size, forked] = [0, null as boolean | null]
        for (const { forked: other, old, size: next } of asked) {
          const guess = old % 3 === 0 ? old : size
          const of = other ? fork : store
          const answer = witness(await request(of, guess, next))
          if (answer.status !== 200) continue
          expect(next).toBeGreaterThanOrEqual(size)
          expect(guess).toBe(size)
          if (next > 10) {
            expect(forked ?? other).toBe(other)
            forked = other
          }
          size = next
          expect(memory.state.get('example.com/log')?.size).toBe(size)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('answers nothing that it could not write down', async () => {
    const memory = new TestMemory()
    const { remember } = memory
    memory.remember = () => {
      throw new Error('the disk is full')
    }
    const witness = witnessOf(memory)
    const answer = witness(await request(store, 0, 7))
    expect(answer).toMatchObject({ status: 500 })
    expect(answer.body).not.toContain('—')
    memory.remember = remember
    expect(witness(await request(store, 0, 7)).status).toBe(200)
  })
})

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(answer: ReturnType<typeof createWitness>): Promise<string> {
  const server = witnessServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const candidate = (size: number, of = store) => ({
  note: noteOf(of, size),
  size,
  prove: (old: number) => proofOf(of, old, size),
})

describe('a witness in a folder', () => {
  it('remembers across restarts, is held by one process, and is nothing without its memory', async () => {
    const folder = join(temporaryFolder(), 'witness')
    const first = openWitnessFolder(folder, 'witness.example/f')
    if (!first.ok) throw new Error(first.reason)
    const options = { logs: [log.key] }
    expect(
      createWitness({ ...options, signer: first.held.signer, memory: first.memory })(await request(store, 0, 7)).status,
    ).toBe(200)
    expect(openWitnessFolder(folder, 'witness.example/f')).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/open elsewhere/),
    })
    first.memory.close()
    const again = openWitnessFolder(folder, 'witness.example/f')
    if (!again.ok) throw new Error(again.reason)
    expect(again.held.vkey).toBe(first.held.vkey)
    const witness = createWitness({ ...options, signer: again.held.signer, memory: again.memory })
    expect(witness(await request(fork, 0, 30))).toMatchObject({ status: 409, body: '7\n' })
    again.memory.close()
    rmSync(join(folder, 'witness.sqlite'))
    expect(openWitnessFolder(folder, 'witness.example/f')).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/lost its memory/),
    })
  })
})

describe('a log and its witnesses', () => {
  it('asks again from the size that a witness saw, also when an answer was lost', async () => {
    const memory = new TestMemory()
    const witness = witnessOf(memory)
    let lost = true
    const address = await serve((body) => {
      const answer = witness(body)
      return answer.status === 200 && lost ? { status: 500, type: 'text/plain', body: 'lost\n' } : answer
    })
    const known = { address, key: witnessKey(1).key }
    expect(await askWitness(known, candidate(20))).toMatchObject({ ok: false, reason: expect.stringMatching(/500/) })
    lost = false
    expect(await askWitness(known, candidate(20))).toMatchObject({ ok: true, time: 1_770_000_000 })
    expect(await askWitness(known, candidate(33))).toMatchObject({ ok: true })
    expect(await askWitness(known, candidate(35, fork))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/422/),
    })
    expect(await askWitness(known, candidate(9))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/33 leaves/),
    })
  })

  it('keeps one tree when requests come all at once', async () => {
    const memory = new TestMemory()
    const address = await serve(witnessOf(memory))
    const known = { address, key: witnessKey(1).key }
    const answers = await Promise.all(
      [11, 20, 30, 40].flatMap((size) =>
        [store, fork].map(async (of) => ({ of, answer: await askWitness(known, candidate(size, of)) })),
      ),
    )
    expect(new Set(answers.filter(({ answer }) => answer.ok).map(({ of }) => of)).size).toBe(1)
  })

  it('publishes with a quorum, and not without', async () => {
    const addresses = [
      await serve(witnessOf(new TestMemory(), 1)),
      await serve(witnessOf(new TestMemory(), 2)),
      'http://127.0.0.1:1/',
    ]
    const list = addresses.map((address, at) => ({ address, vkey: witnessKey(at + 1).vkey }))
    const [two, three] = [readQuorum(list, 2, { timeout: 2000 }), readQuorum(list, 3, { timeout: 2000 })]
    if (!two.ok || !three.ok) throw new Error('no quorum')
    const [target, signing] = [new MemoryTarget(), signingBy()]
    expect(await publish(store, target, { signing, quorum: three.quorum })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^2 of the 3 witnesses needed cosigned; `witness.example\/w3` gave no answer/),
    })
    expect(target.files.has('checkpoint')).toBe(false)
    const published = await publish(store, target, { signing, quorum: two.quorum })
    const vkeys = list.map(({ vkey }) => vkey)
    expect(published.ok && verifyCosigned(published.note, log.vkey, vkeys, 2)).toMatchObject({ ok: true, size: 40 })
    expect(readQuorum([list[0]!, list[0]!], 2)).toMatchObject({ ok: false })
    expect(readQuorum(list, 4)).toMatchObject({ ok: false })
  })

  it('gives up a witness that does not answer in time', async () => {
    const never = (() => new Promise(() => {})) as never
    const known = { address: await serve(never), key: witnessKey(1).key }
    const gathered = await gatherCosignatures(candidate(5), { witnesses: [known], least: 1, options: { timeout: 50 } })
    expect(gathered).toMatchObject({ ok: false })
  })
})
