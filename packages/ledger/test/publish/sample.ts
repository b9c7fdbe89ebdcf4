import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hexToBytes } from '@noble/hashes/utils.js'
import { afterAll } from 'vitest'
import { readHeld } from '../../src/keys/key-file.ts'
import { COSIGNATURE } from '../../src/log/scheme.ts'
import { generateKey } from '../../src/log/signer.ts'
import type { SaltedBodies } from '../../src/publish/bodies.ts'
import { commit } from '../../src/records/commitment.ts'
import { encodeLeaf } from '../../src/records/leaf.ts'
import { HighWater } from '../../src/store/high-water.ts'
import type { LedgerStore } from '../../src/store/store.ts'
import { MemoryStore } from './memory.ts'

/** Keys that are the same in every run. */
export function keyOf(name: string, seed: number, type?: number) {
  const { privateKey } = generateKey(name, type, new Uint8Array(32).fill(seed))
  const held = readHeld(privateKey)
  if (!held.ok) throw new Error(held.reason)
  return { ...held, privateKey }
}

export const log = keyOf('example.com/log', 1)
export const witnessKey = (at: number) => keyOf(`witness.example/w${at}`, 100 + at, COSIGNATURE)

/** Every third record has a body. */
export function bodiesOf(at: number): SaltedBodies {
  const salt = (at % 256).toString(16).padStart(2, '0').repeat(32)
  return at % 3 === 0 ? { request: { salt, body: { messages: [`message ${at}`, 'é'], model: 'm' } } } : {}
}

export function recordOf(at: number) {
  return {
    v: 1,
    id: `rec_${String(at).padStart(6, '0')}`,
    time: '2026-01-31T12:00:00.000Z',
    policy: null,
    specs: [],
    principal: { key: null, level: 'user', user: null },
    deployment: 'test',
    endpoint: 'chat',
    model: 'm',
    behaviors: [{ id: 'tone', value: 'formal', by: null }],
    checks: [],
    tools: [],
    outcome: 'complete',
    bodies: Object.entries(bodiesOf(at)).map(([name, { salt, body }]) => ({
      name,
      digest: commit(body, hexToBytes(salt)),
    })),
  } as const
}

export async function appendRecords<T extends LedgerStore>(store: T, from: number, to: number): Promise<T> {
  for (let at = from; at < to; at++) {
    const record = recordOf(at)
    await store.append(encodeLeaf(record), { id: record.id, ...(at % 3 === 0 ? { body: bodiesOf(at) } : {}) })
  }
  return store
}

export const logOf = (size: number): Promise<MemoryStore> => appendRecords(new MemoryStore(), 0, size)

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Gone when the tests of a file have run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-publish-'))
  folders.push(folder)
  return folder
}

export const signingBy = (held: Pick<typeof log, 'signer'> = log) => ({
  signer: held.signer,
  highWater: new HighWater(join(temporaryFolder(), 'high-water')),
})
