import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openPostgresLedger, openSqliteLedger } from '../../src/node.ts'
import { migrate } from '../../src/store/postgres/migrate.ts'
import { type Migration, migrations } from '../../src/store/schema.ts'
import { openToRead, openToWrite, versionOf } from '../../src/store/sqlite/database.ts'
import { fixtures } from './fixtures/versions.ts'
import { dropSchema, freshSchema, postgres, postgresUrl, temporaryFolder, withClient } from './stores.ts'

/** A version that is not there yet. */
const later: Migration = ({ int }) => [`ALTER TABLE head ADD COLUMN later ${int} NOT NULL DEFAULT 7`]
const newer = [...migrations, later]

describe('migrations', () => {
  test('every version has a fixture', () => {
    expect(fixtures.map(({ version }) => version)).toEqual(migrations.map((_, at) => at + 1))
  })

  test.each(fixtures)('SQLite: a ledger of version $version is opened, read and appended to', async ({ sqlite }) => {
    const folder = temporaryFolder()
    try {
      const made = openToWrite(join(folder, 'ledger.sqlite'), [])
      made.exec(sqlite)
      made.close()
      const store = await openSqliteLedger(folder)
      expect(await store.append(Buffer.from('b'))).toMatchObject({ index: 1 })
      await store.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('SQLite: goes forward once, keeps what is there, and an older Bylaw refuses what is newer', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'ledger.sqlite')
    try {
      const store = await openSqliteLedger(folder)
      await store.append(Buffer.from('a'))
      await store.close()
      for (let time = 0; time < 2; time++) openToWrite(file, newer).close()
      const database = openToRead(file)
      expect(versionOf(database)).toBe(newer.length)
      expect(database.prepare('SELECT size, later FROM head').all()).toEqual([{ size: 1, later: 7 }])
      database.close()
      await expect(openSqliteLedger(folder)).rejects.toMatchObject({ code: 'newer' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('SQLite: one that fails leaves the version before', () => {
    const folder = temporaryFolder()
    const file = join(folder, 'ledger.sqlite')
    try {
      openToWrite(file).close()
      expect(() => openToWrite(file, [...newer, () => ['ALTER TABLE nothing ADD COLUMN x TEXT']])).toThrow('nothing')
      const database = openToRead(file)
      expect(versionOf(database)).toBe(migrations.length)
      database.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  describe.skipIf(postgres.absent !== null)('PostgreSQL', () => {
    const inSchema = async (work: (schema: string) => Promise<void>) => {
      const schema = freshSchema()
      try {
        await work(schema)
      } finally {
        await dropSchema(schema)
      }
    }

    test.each(fixtures)('a ledger of version $version is opened, read and appended to', ({ postgres }) =>
      inSchema(async (schema) => {
        await withClient((client) => client.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}; ${postgres}`))
        const store = await openPostgresLedger(postgresUrl, { schema })
        expect(await store.append(Buffer.from('b'))).toMatchObject({ index: 1 })
        await store.close()
      }),
    )

    test('of many that open a new ledger at once, one makes it', () =>
      inSchema(async (schema) => {
        const stores = await Promise.all(Array.from({ length: 6 }, () => openPostgresLedger(postgresUrl, { schema })))
        for (const store of stores) await store.close()
        expect(stores).toHaveLength(6)
      }))

    test('goes forward once, and an older Bylaw refuses what is newer', () =>
      inSchema(async (schema) => {
        await (await openPostgresLedger(postgresUrl, { schema })).close()
        await withClient(async (client) => {
          await client.query(`SET search_path TO ${schema}`)
          for (let time = 0; time < 2; time++) await migrate(client, schema, newer)
          expect((await client.query('SELECT later FROM head')).rows).toEqual([{ later: '7' }])
        })
        await expect(openPostgresLedger(postgresUrl, { schema })).rejects.toMatchObject({ code: 'newer' })
      }))
  })
})
