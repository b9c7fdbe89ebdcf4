import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenState } from '../../src/store/open.ts'
import { kinds, type Place, record } from './states.ts'

const [sqlite, postgres] = kinds as [(typeof kinds)[number], (typeof kinds)[number]]

describe('on SQLite', () => {
  it('one gateway at a time serves with a folder, and the next takes over at once', async () => {
    const place = await sqlite.place()
    const first = await place.open()
    await expect(place.open()).rejects.toThrow('another gateway serves with the store')
    await first.decisions.write(record())
    await first.close()
    const second = await place.open()
    expect(await second.replicas.takeOver()).toHaveLength(1)
    expect(await second.replicas.takeOver()).toEqual([])
    expect((await second.replicas.list()).map(({ id }) => id)).toEqual([second.replicas.id])
    await second.close()
    await place.remove()
  })
})

const why = postgres.absent === null ? '' : ` (${postgres.absent})`
describe.skipIf(postgres.absent !== null)(`several replicas on PostgreSQL${why}`, () => {
  let place: Place
  let states: OpenState[]

  beforeEach(async () => {
    place = await postgres.place()
    states = await Promise.all(Array.from({ length: 3 }, () => place.open()))
  })

  afterEach(async () => {
    await Promise.all(states.map((state) => state.close()))
    await place.remove()
  })

  const silent = (id: string) =>
    states[0]!.db.updateTable('replicas').set({ seen: '2020-01-01T00:00:00.000Z' }).where('id', '=', id).execute()

  it('are opened at once on an empty database, and know of each other', async () => {
    const known = await states[0]!.replicas.list()
    expect(known.map(({ id }) => id)).toEqual(states.map(({ replicas }) => replicas.id).toSorted())
  })

  it('read what another has open, and leave it to it', async () => {
    const one = record()
    await states[0]!.decisions.write(one)
    expect(await states[1]!.decisions.read(one.id)).toEqual(one)
    expect([await states[1]!.decisions.mine(), await states[1]!.replicas.takeOver()]).toEqual([[], []])
  })

  it('take over what a silent one left open, each record once', async () => {
    const all = Array.from({ length: 40 }, () => record())
    await Promise.all(all.map((each) => states[0]!.decisions.write(each)))
    await silent(states[0]!.replicas.id)
    const taken = await Promise.all(states.slice(1).map(({ replicas }) => replicas.takeOver()))
    expect(
      taken
        .flat()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(all.map(({ id }) => id).toSorted())
    expect(taken.filter((records) => records.length > 0)).toHaveLength(1)
  })

  it('take over at once what one left that was closed', async () => {
    const one = record()
    await states[0]!.decisions.write(one)
    await states[0]!.close()
    expect(await states[1]!.replicas.takeOver()).toEqual([one])
    states[0] = await place.open()
  })

  it('take over nothing of one that says again that it is alive', async () => {
    await states[0]!.decisions.write(record())
    await silent(states[0]!.replicas.id)
    await states[0]!.replicas.beat()
    expect(await states[1]!.replicas.takeOver()).toEqual([])
  })

  it('take over what one wrote after it was taken for gone, and never came back', async () => {
    await silent(states[0]!.replicas.id)
    expect(await states[1]!.replicas.takeOver()).toEqual([])
    const late = record()
    await states[0]!.decisions.write(late)
    expect(await states[1]!.replicas.takeOver()).toEqual([late])
  })
})
