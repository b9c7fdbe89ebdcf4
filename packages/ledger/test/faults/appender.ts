/**
 * Appends to a ledger under load until it is killed, signs its head now and then, and says on standard output what was
 * acknowledged (`A <id> <index>`) and signed (`C <note in base64>`), each line once it is so; and what failed: an append
 * (`F <id> <why>`), a signature that was refused (`R <why>`) or could not be tried (`N <why>`).
 */
import { setTimeout } from 'node:timers/promises'
import { HighWater, type LedgerStore, openPostgresLedger, openSqliteLedger, signHead } from '../../src/node.ts'
import { signer } from '../store/fixed.ts'
import { key, postgresUrl } from '../store/stores.ts'

/** What the process is told, as JSON in its one argument. */
export interface Orders {
  readonly kind: 'SQLite' | 'PostgreSQL'
  /** A folder or a schema. */
  readonly where: string
  readonly url?: string
  /** The number of the first entry; its id is `<name>-<number>`. */
  readonly name: string
  readonly first: number
  readonly callers: number
  readonly highWater: string | null
}

const orders = JSON.parse(process.argv[2]!) as Orders

const open = (): Promise<LedgerStore> =>
  orders.kind === 'SQLite'
    ? openSqliteLedger(orders.where, { masterKey: key })
    : openPostgresLedger(orders.url ?? postgresUrl, { schema: orders.where, masterKey: key, patience: 20_000 })

const say = (line: string) => process.stdout.write(`${line}\n`)

/** A database that just crashed is not there at once. */
async function opened(): Promise<LedgerStore> {
  for (;;) {
    try {
      return await open()
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'unreachable') throw error
      await setTimeout(50)
    }
  }
}

const store = await opened()
let next = orders.first

async function appendOn(): Promise<never> {
  for (;;) {
    const id = `${orders.name}-${next++}`
    const body = next % 10 === 0 ? { body: { of: id } } : {}
    try {
      const { index } = await store.append(Buffer.from(`entry ${id}`), { id, ...body })
      say(`A ${id} ${index}`)
    } catch (error) {
      say(`F ${id} ${(error as Error).message}`)
    }
  }
}

async function signOn(highWater: HighWater): Promise<never> {
  for (;;) {
    try {
      const signed = await signHead(store, { signer, highWater })
      say(signed.ok ? `C ${Buffer.from(signed.checkpoint.note).toString('base64')}` : `R ${signed.reason}`)
    } catch (error) {
      say(`N ${(error as Error).message}`)
    }
    await setTimeout(5)
  }
}

for (let caller = 0; caller < orders.callers; caller++) void appendOn()
if (orders.highWater !== null) await signOn(new HighWater(orders.highWater))
