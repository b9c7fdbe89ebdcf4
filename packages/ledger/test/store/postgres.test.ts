import { createServer, connect as dial, type Server, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fsck, native, openPostgresLedger } from '../../src/node.ts'
import { type Address, connect, drop, lockKey } from '../../src/store/postgres/connect.ts'
import { integrate, postToInbox, readInbox, takeLead } from '../../src/store/postgres/statements.ts'
import { bytesOf, dropSchema, freshSchema, postgres, postgresUrl, withClient } from './stores.ts'

const arrival = (id: string) => ({ id, entry: bytesOf(id), hash: native.leafHash(bytesOf(id)), sealed: null })

/** A way to the database that can be cut. */
class Way {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #open = true

  constructor() {
    const { hostname, port } = new URL(postgresUrl)
    this.#server = createServer((near) => {
      const far = dial(Number(port || 5432), hostname)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one)
        one.on('error', () => {}).on('close', () => other.destroy())
        one.pipe(other)
      }
      if (!this.#open) near.destroy()
    })
  }

  async url(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const url = new URL(postgresUrl)
    url.hostname = '127.0.0.1'
    url.port = String((this.#server.address() as { port: number }).port)
    return url.href
  }

  cut(): void {
    this.#open = false
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#open = true
  }

  close(): void {
    this.cut()
    this.#server.close()
  }
}

describe.skipIf(postgres.absent !== null)('several writers on PostgreSQL', () => {
  let schema: string
  const open = (options = {}) => openPostgresLedger(postgresUrl, { schema, poll: 50, ...options })

  beforeEach(() => {
    schema = freshSchema()
  })

  afterEach(() => dropSchema(schema))

  test('who led before writes nothing, even while it believes it leads', async () => {
    await (await open()).close()
    const address: Address = { url: postgresUrl, schema, patience: 5000 }
    const context = { time: 1, channel: 'nobody' }
    const [old, young] = [await connect(address), await connect(address)]
    try {
      const before = (await takeLead(old, lockKey('a')))!
      await integrate(old, before, [arrival('first')], [], context)
      expect(await takeLead(young, lockKey('a'))).toBeNull()
      const after = (await takeLead(young, lockKey('a pooler gave the lock away')))!
      await expect(integrate(old, before, [arrival('forked')], [], context)).rejects.toMatchObject({ code: 'lost' })
      await integrate(young, after, [arrival('second')], [], context)
      await expect(integrate(old, before, [arrival('forked')], [], context)).rejects.toMatchObject({ code: 'lost' })
    } finally {
      drop(old)
      drop(young)
    }
    const store = await open()
    expect((await store.entries(0, 9)).map(({ id }) => id)).toEqual(['first', 'second'])
    expect((await fsck(store)).problems).toEqual([])
    await store.close()
  })

  test('what a writer left in the inbox when it died is integrated by whoever leads, once', async () => {
    const leader = await open()
    await leader.append(bytesOf('first'), { id: 'first' })
    const client = await connect({ url: postgresUrl, schema, patience: 5000 })
    await postToInbox(client, ['a', 'b', 'first'].map(arrival), `${schema}_ledger`)
    while ((await readInbox(client)).length > 0) await setTimeout(10)
    await postToInbox(client, ['b', 'c'].map(arrival), `${schema}_ledger`)
    while ((await readInbox(client)).length > 0) await setTimeout(10)
    drop(client)
    expect((await leader.entries(0, 9)).map(({ id }) => id)).toEqual(['first', 'a', 'b', 'c'])
    await leader.close()
  })

  test('another takes over when the one that leads is gone', async () => {
    const leader = await open()
    const other = await open()
    await leader.append(bytesOf('1'))
    await other.append(bytesOf('2'))
    await leader.close()
    expect(await other.append(bytesOf('3'))).toMatchObject({ index: 2 })
    await other.close()
  })

  test('while the database is away appends wait, are refused with the reason, and go on when it is back', async () => {
    const way = new Way()
    const store = await openPostgresLedger(await way.url(), { schema, poll: 50, patience: 400 })
    try {
      await store.append(bytesOf('1'))
      way.cut()
      await expect(store.append(bytesOf('2'), { id: 'two' })).rejects.toMatchObject({ code: 'unreachable' })
      await expect(store.head()).rejects.toMatchObject({ code: 'unreachable' })
      const waiting = store.append(bytesOf('3'))
      way.mend()
      expect(await waiting).toMatchObject({ index: 1 })
      expect(await store.append(bytesOf('2'), { id: 'two' })).toMatchObject({ index: 2 })
      expect((await fsck(store)).problems).toEqual([])
    } finally {
      way.mend()
      await store.close()
      way.close()
    }
  })

  test('a body without a master key is refused; the entry alone is taken', async () => {
    const store = await open()
    await expect(store.append(bytesOf('a'), { body: { said: 'x' } })).rejects.toMatchObject({ code: 'no-key' })
    await store.append(bytesOf('a'))
    await store.close()
  })

  test.each(['Ledger', 'a b', 'a"; DROP', '', '1st'])('%j is no schema', async (name) => {
    await expect(openPostgresLedger(postgresUrl, { schema: name })).rejects.toMatchObject({ code: 'failed' })
  })

  test('where no database answers, opening says so', async () => {
    await expect(openPostgresLedger('postgres://postgres@127.0.0.1:1/none', { schema })).rejects.toMatchObject({
      code: 'unreachable',
    })
  })

  test('durability does not hang on the settings of the server', async () => {
    const client = await connect({ url: postgresUrl, schema, patience: 5000 })
    const { rows } = await client.query(
      `SELECT current_setting('synchronous_commit') AS commit, current_setting('transaction_isolation') AS isolation`,
    )
    expect(rows).toEqual([{ commit: 'on', isolation: 'read committed' }])
    drop(client)
    await withClient((other) => other.query('SELECT 1'))
  })
})
