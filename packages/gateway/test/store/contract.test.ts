import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newDecisionId, type ToolCallRecord } from '../../src/record.ts'
import { migrate } from '../../src/store/migrate.ts'
import { migrations } from '../../src/store/migrations.ts'
import type { OpenState } from '../../src/store/open.ts'
import { kinds, type Place, record } from './states.ts'

const call: ToolCallRecord = {
  choice: 0,
  behavior: 'tool.request.pay',
  declared: true,
  arguments: { salt: '00'.repeat(32), digest: '11'.repeat(32) },
  value: 'allow',
  by: null,
  outcome: 'permitted',
  sentence: 'It may.',
  asks: null,
  trace: [],
}

for (const kind of kinds) {
  const title = kind.absent === null ? kind.name : `${kind.name} (${kind.absent})`
  describe.skipIf(kind.absent !== null)(`the state on ${title}`, () => {
    let place: Place
    let state: OpenState

    beforeEach(async () => {
      place = await kind.place()
      state = await place.open()
    })

    afterEach(async () => {
      await state.close()
      await place.remove()
    })

    const reopened = async () => {
      await state.close()
      state = await place.open()
    }

    it('keeps open records when it is opened again, the latest of each id, and what is dropped no more', async () => {
      const ids = Array.from({ length: 50 }, newDecisionId)
      await Promise.all(ids.map((id) => state.decisions.write(record(id))))
      await Promise.all([
        state.decisions.write(record(ids[0], { model: 'first' })),
        state.decisions.write(record(ids[0], { model: 'other', toolCalls: [call] })),
      ])
      state.decisions.drop(ids[1]!)
      await reopened()
      expect(await state.decisions.mine()).toEqual([])
      const left = await state.replicas.takeOver()
      expect(left.map(({ id }) => id).toSorted()).toEqual(ids.filter((id) => id !== ids[1]).toSorted())
      expect(await state.decisions.read(ids[0]!)).toEqual(record(ids[0], { model: 'other', toolCalls: [call] }))
      expect(await state.decisions.read(ids[1]!)).toBeNull()
      expect(await state.decisions.read("' OR 1=1 --")).toBeNull()
      expect(await state.decisions.mine()).toHaveLength(49)
    })

    it('forgets a record that is dropped in the turn in which it was written', async () => {
      const one = record()
      const writing = state.decisions.write(one)
      state.decisions.drop(one.id)
      await writing
      expect(await state.decisions.read(one.id)).toBeNull()
    })

    it('finishes what is being written when it is closed', async () => {
      const one = record()
      const writing = state.decisions.write(one)
      await state.close()
      await writing
      state = await place.open()
      expect(await state.decisions.read(one.id)).toEqual(one)
    })

    it('says so when it can not write', async () => {
      await state.close()
      await expect(state.decisions.write(record())).rejects.toThrow('closed')
      await expect(state.policies.read('d1')).rejects.toThrow()
      state = await place.open()
    })

    it('refuses the writes of a batch that fails, and goes on with the next', async () => {
      await sql`ALTER TABLE open_decisions RENAME TO moved`.execute(state.db)
      await expect(state.decisions.write(record())).rejects.toThrow()
      await sql`ALTER TABLE moved RENAME TO open_decisions`.execute(state.db)
      const one = record()
      await state.decisions.write(one)
      expect(await state.decisions.read(one.id)).toEqual(one)
    })

    it('writes records while a transaction of another room is under way', async () => {
      const one = record()
      let writing: Promise<void> | null = null
      await state.db.transaction().execute(async (transaction) => {
        await transaction.insertInto('policies').values({ digest: 'd7', layers: '[]' }).execute()
        writing = state.decisions.write(one)
        for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
        await transaction.insertInto('policies').values({ digest: 'd8', layers: '[]' }).execute()
      })
      await writing
      expect(await state.decisions.read(one.id)).toEqual(one)
      expect(await state.policies.read('d8')).toEqual([])
    })

    it('undoes a transaction that fails', async () => {
      const failing = state.db.transaction().execute(async (transaction) => {
        await transaction.insertInto('policies').values({ digest: 'd9', layers: '[]' }).execute()
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await state.policies.read('d9')).toBeNull()
    })

    it('keeps the layers of a policy as they were first kept, until their file is forgotten', async () => {
      const layers = [{ level: 'root', file: 'spec.md', text: 'ä\n' }]
      const own = [...layers, { level: 'user', file: 'preferences/usr_1%.md', text: 'b' }]
      await state.policies.keep('d1', layers)
      await state.policies.keep('d1', [])
      await state.policies.keep('d2', own)
      await state.policies.forget('preferences/usrX1%.md')
      await state.policies.forget('preferences/%')
      expect(await state.policies.read('d2')).toEqual(own)
      await state.policies.forget('preferences/usr_1%.md')
      expect([await state.policies.read('d1'), await state.policies.read('d2')]).toEqual([layers, null])
    })

    it('keeps bytes and numbers as they were', async () => {
      const counter = { scope: 's', started: 't', used: 2 ** 40 + 0.5 }
      await state.db.insertInto('counters').values(counter).execute()
      expect(await state.db.selectFrom('counters').selectAll().execute()).toEqual([{ ...counter, reserved: 0 }])
      const incident = { id: 'i', deployment: 'd', decision: 'x', reason: 'r', created: 'c', updated: 'u' } as const
      const note = new Uint8Array([0, 255, 1])
      await state.db
        .insertInto('incidents')
        .values({ ...incident, note, state: 'open' })
        .execute()
      const row = await state.db.selectFrom('incidents').select('note').executeTakeFirstOrThrow()
      expect([...row.note!]).toEqual([...note])
      expect(row.note!.constructor).toBe(Uint8Array)
    })

    it('counts rows that a statement changed', async () => {
      await state.policies.keep('d1', [])
      const changed = (digest: string) =>
        state.db.updateTable('policies').set({ layers: '[1]' }).where('digest', '=', digest)
      expect((await changed('d1').executeTakeFirst()).numUpdatedRows).toBe(1n)
      expect((await changed('d2').executeTakeFirst()).numUpdatedRows).toBe(0n)
    })

    it('is migrated once, and refused where a later version made it', async () => {
      await migrate(state.db as never, state.dialect, null)
      await expect(migrate(state.db as never, state.dialect, null, migrations.slice(1))).rejects.toThrow(
        'later version',
      )
      await sql`INSERT INTO migrations VALUES (1000, 'x')`.execute(state.db)
      await state.close()
      await expect(place.open()).rejects.toThrow('later version')
    })

    it('takes up a migration that is new, whole or not at all', async () => {
      const more = [...migrations, 'CREATE TABLE one (id TEXT, at BYTES); CREATE TABLE two (id TEXT)']
      const broken = [...migrations, 'CREATE TABLE one (id TEXT); CREATE TABLE policies (id TEXT)']
      await expect(migrate(state.db as never, state.dialect, null, broken)).rejects.toThrow()
      await migrate(state.db as never, state.dialect, null, more)
      await sql`INSERT INTO one VALUES ('a', ${new Uint8Array([1])})`.execute(state.db)
    })
  })
}
