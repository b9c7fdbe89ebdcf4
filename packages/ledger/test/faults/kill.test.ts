import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openPostgresLedger, openSqliteLedger } from '../../src/node.ts'
import { dropSchema, freshSchema, postgres, postgresUrl, temporaryFolder } from '../store/stores.ts'
import { cutConnections } from './cut.ts'
import { type Figures, killRun } from './kills.ts'

const KILLS = 10

function expectKept(figures: Figures): void {
  expect(figures.faults).toEqual([])
  expect(figures.acknowledged).toBeGreaterThan(KILLS)
  expect(figures.checkpoints).toBeGreaterThan(0)
  expect(figures.size).toBeGreaterThanOrEqual(figures.acknowledged)
}

const schemaRun = async (work: (schema: string, highWater: string) => Promise<void>) => {
  const folder = temporaryFolder()
  const schema = freshSchema()
  try {
    await work(schema, join(folder, 'high-water'))
  } finally {
    await dropSchema(schema)
    rmSync(folder, { recursive: true })
  }
}

describe('writers that are killed', () => {
  test('SQLite: lose nothing that was acknowledged', async () => {
    const folder = temporaryFolder()
    try {
      const where = join(folder, 'ledger')
      const open = () => openSqliteLedger(where)
      expectKept(
        await killRun({ kind: 'SQLite', where, highWater: `${where}.high-water`, kills: KILLS, writers: 1, open }),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.skipIf(postgres.absent !== null)('PostgreSQL: two writers, the one that leads among them', () =>
    schemaRun(async (schema, highWater) => {
      const open = () => openPostgresLedger(postgresUrl, { schema })
      expectKept(await killRun({ kind: 'PostgreSQL', where: schema, highWater, kills: KILLS, writers: 2, open }))
    }),
  )

  test.skipIf(postgres.absent !== null)('PostgreSQL: while connections are cut under load', () =>
    schemaRun(async (schema, highWater) => {
      const open = () => openPostgresLedger(postgresUrl, { schema })
      const disturb = () => cutConnections(schema)
      expectKept(
        await killRun({ kind: 'PostgreSQL', where: schema, highWater, kills: KILLS, writers: 2, open, disturb }),
      )
    }),
  )
})
