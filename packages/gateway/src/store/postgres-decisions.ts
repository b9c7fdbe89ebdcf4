import type { Pool } from 'pg'
import type { DecisionRecord } from '../record.ts'
import { Batching } from './batching.ts'
import { type Batch, effective, type OpenDecisions } from './decisions.ts'

/** Connections of the two kinds of commits. */
export interface Pools {
  /** Waits until a commit is on the server's disk. */
  readonly durable: Pool
  /** Does not: what it writes outlives this process, not a failure of the server. */
  readonly relaxed: Pool
}

const put = {
  name: 'put_open_decisions',
  text: `INSERT INTO open_decisions (id, replica, created, record)
    SELECT id, $1, created, record FROM unnest($2::text[], $3::text[], $4::text[]) AS batch (id, created, record)
    ON CONFLICT (id) DO UPDATE SET replica = excluded.replica, record = excluded.record`,
}
const drop = { name: 'drop_open_decisions', text: 'DELETE FROM open_decisions WHERE id = ANY($1::text[])' }
const read = { name: 'read_open_decision', text: 'SELECT record FROM open_decisions WHERE id = $1' }
const mine = {
  name: 'own_open_decisions',
  text: 'SELECT record FROM open_decisions WHERE replica = $1 ORDER BY created',
}

/** Open records on PostgreSQL: several at once are one statement. */
export function postgresDecisions(pools: Pools, replica: string): OpenDecisions & { close(): Promise<void> } {
  const batching = new Batching({
    write: (batch) => write(effective(batch) ? pools.durable : pools.relaxed, replica, batch),
    scrub: async () => true,
  })
  return {
    write: (record) => batching.write(record),
    drop: (id) => batching.drop(id),
    close: () => batching.close(),
    async read(id) {
      const { rows } = await pools.durable.query({ ...read, values: [id] })
      return rows.map(recordOf)[0] ?? null
    },
    async mine() {
      const { rows } = await pools.durable.query({ ...mine, values: [replica] })
      return rows.map(recordOf)
    },
  }
}

const recordOf = ({ record }: { readonly record: string }): DecisionRecord => JSON.parse(record) as DecisionRecord

/** In the order of their ids, so that no two replicas wait for each other. */
async function write(pool: Pool, replica: string, { records, ended }: Batch): Promise<void> {
  if (records.length > 0) {
    const sorted = records.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const columns = [
      sorted.map(({ id }) => id),
      sorted.map(({ created }) => created),
      sorted.map((record) => JSON.stringify(record)),
    ]
    await pool.query({ ...put, values: [replica, ...columns] })
  }
  if (ended.length > 0) await pool.query({ ...drop, values: [ended] })
}
