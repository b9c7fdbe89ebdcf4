import { timingSafeEqual } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configFile } from '../../src/config/schema.ts'
import type { Refusal } from '../../src/refusal.ts'
import { type OpenState, openState } from '../../src/store/open.ts'
import { Callers } from '../../src/who/callers.ts'
import { hashOf, type KnownSecret, matching } from '../../src/who/known-keys.ts'
import { Registry } from '../../src/who/registry.ts'
import { sha256 } from '../house.ts'
import { incoming } from '../who/incoming.ts'

const secrets = ['first', 'second', 'third', 'fourth']
const file = configFile.parse({
  specs: ['spec.md'],
  deployments: { shop: {}, desk: {} },
  keys: [
    ...secrets.map((secret, at) => ({
      name: secret,
      sha256: sha256(secret),
      deployment: at % 2 === 0 ? 'shop' : 'desk',
    })),
    { name: 'over', sha256: sha256('over'), deployment: 'shop', expires: '2000-01-01T00:00:00Z' },
  ],
})

/** Keys that are presented, whatever they are worth. */
const presented: Readonly<Record<string, string | null>> = {
  'the first key': 'first',
  'the last key': 'fourth',
  'a key that has expired': 'over',
  'an unknown key': 'fifth',
  'an unknown key that begins as one does': 'fourt',
  'a known key and more': 'first1',
  'a long key': 'x'.repeat(512),
  'one character': 'f',
  'the hash of a key': sha256('first'),
  'no key': null,
}

let folder: string
let state: OpenState
let registry: Registry
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bylaw-timing-'))
  state = await openState(folder, null)
  registry = await Registry.open(state)
})
afterAll(async () => {
  registry.close()
  await state.close()
  rmSync(folder, { recursive: true })
})

/** Time is not measured: what is done is counted. */
describe('what is done for a key', () => {
  it.each(Object.keys(presented))('is as much as for any other: %s', async (name) => {
    const compared: number[] = []
    const equal = (one: NodeJS.ArrayBufferView, other: NodeJS.ArrayBufferView) => {
      compared.push(one.byteLength, other.byteLength)
      return timingSafeEqual(one, other)
    }
    const callers = new Callers({ ...file, folder }, registry, { equal })
    const key = presented[name]
    const headers = key == null ? {} : { authorization: `Bearer ${key}` }
    const who = await callers.identify(incoming(headers)).then(
      (principal) => principal.key,
      (error: Refusal) => error.failure.status,
    )
    expect(who).toBe(name.startsWith('the first') || name.startsWith('the last') ? key : 401)
    expect(compared).toEqual(Array.from({ length: 2 * (secrets.length + 1) }, () => 32))
  })

  it('compares hashes, so that nothing of a key that is near is told', () => {
    const known: KnownSecret[] = secrets.map((name) => ({ name, hash: hashOf(name), until: Infinity, revoked: false }))
    const differences = ['first1', 'firs', 'First', 'second ', ''].map((near) => {
      let equalBytes = 0
      const found = matching(known, near, (one, other) => {
        equalBytes += one.filter((byte, at) => byte === other[at]).length
        return timingSafeEqual(one, other)
      })
      expect(found).toBeNull()
      return equalBytes
    })
    expect(Math.max(...differences)).toBeLessThan(8)
  })

  it('says the same of every key that is none, and nothing of which there are', async () => {
    const callers = new Callers({ ...file, folder }, registry)
    const told = new Set<string>()
    for (const key of ['fifth', 'firs', 'first1', 'x'.repeat(512)]) {
      const error = await callers
        .identify(incoming({ authorization: `Bearer ${key}` }))
        .catch((thrown: Refusal) => thrown.failure)
      told.add(JSON.stringify(error))
    }
    expect(told.size).toBe(1)
    expect([...told][0]).not.toMatch(/first|second|shop|desk|over/)
  })
})
