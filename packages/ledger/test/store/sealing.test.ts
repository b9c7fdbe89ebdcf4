import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findMasterKey, masterKey, openSqliteLedger } from '../../src/node.ts'
import { seal, unseal } from '../../src/store/sealing.ts'
import { openToRead } from '../../src/store/sqlite/database.ts'
import { bytesOf, key, temporaryFolder } from './stores.ts'

const kept = (sealed: ReturnType<typeof seal>) => ({ ...sealed, forgotten: null })
const flipped = (bytes: Uint8Array, bit: number) => {
  const copy = Uint8Array.from(bytes)
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

describe('bodies at rest', () => {
  test('what was sealed is opened, by the same key for the same record only', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (fields, id) => {
        const body = JSON.parse(JSON.stringify(fields))
        const sealed = kept(seal(id, bytesOf(JSON.stringify(body)), key))
        expect(unseal(id, sealed, key)).toEqual({ state: 'kept', body })
        expect(unseal(`${id}x`, sealed, key).state).toBe('unreadable')
        expect(unseal(id, sealed, masterKey(new Uint8Array(32))).state).toBe('unreadable')
        expect(unseal(id, sealed, null).state).toBe('unreadable')
      }),
    )
  })

  test('no bit of it can be changed', () => {
    const sealed = kept(seal('a', bytesOf('{"said":"x"}'), key))
    for (const part of ['sealedKey', 'sealed'] as const) {
      for (let bit = 0; bit < sealed[part].length * 8; bit++) {
        expect(unseal('a', { ...sealed, [part]: flipped(sealed[part], bit) }, key).state).toBe('unreadable')
      }
    }
  })

  test('a forgotten body leaves neither its text nor its key in the files', async () => {
    const folder = temporaryFolder()
    const bytes = () => readdirSync(folder).map((file) => readFileSync(join(folder, file)))
    try {
      const store = await openSqliteLedger(folder, { masterKey: key })
      const { id } = await store.append(bytesOf('a'), { body: { said: 'a private matter'.repeat(500) } })
      await store.append(bytesOf('b'), { body: { said: 'another' } })
      const database = openToRead(join(folder, 'ledger.sqlite'))
      const { sealed_key, sealed } = database.prepare('SELECT * FROM bodies WHERE id = ?').get(id)!
      database.close()
      const traces = [
        sealed_key as Uint8Array,
        (sealed as Uint8Array).subarray(2000, 2040),
        Buffer.from('a private matter'),
      ]
      const left = () => traces.map((trace) => bytes().some((file) => file.includes(Buffer.from(trace))))
      expect(left()).toEqual([true, true, false])
      await store.forget(id)
      expect(left()).toEqual([false, false, false])
      await store.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the master key', () => {
  test('is made once, for its owner alone, and found again', () => {
    const folder = temporaryFolder()
    const made = findMasterKey(folder)
    expect(findMasterKey(folder)).toEqual(made)
    expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['master.key'])
    rmSync(folder, { recursive: true })
  })

  test.each(['', 'secret', 'ab'.repeat(31), `${'ab'.repeat(32)}cd`])('%j is none', (text) => {
    const folder = temporaryFolder()
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'master.key'), text)
    expect(() => findMasterKey(folder)).toThrow('holds no key')
    rmSync(folder, { recursive: true })
  })
})
