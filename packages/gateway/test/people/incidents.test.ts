import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Sealing } from '../../src/approvals/sealing.ts'
import { changeSchema, type Flag, flagSchema, type IncidentState, incidentStates } from '../../src/people/incident.ts'
import { Incidents } from '../../src/people/incidents.ts'
import type { State } from '../../src/store/state.ts'
import { kinds, type Place, StillClock } from '../approvals/states.ts'

const flag: Flag = { decision: `dec_${'1'.repeat(32)}`, reason: 'harmful', note: 'It told Bob my address.' }
const at = { deployment: 'shop', operator: 'acme' }

for (const { name, absent, place: newPlace } of kinds) {
  describe.skipIf(absent !== null)(`incidents on ${name}${absent === null ? '' : ` (skipped: ${absent})`}`, () => {
    let place: Place
    let state: State
    let clock: StillClock
    let incidents: Incidents

    beforeEach(async () => {
      place = await newPlace()
      state = await place.open()
      clock = new StillClock()
      incidents = new Incidents(state, new Sealing(new Uint8Array(32)), clock.now)
    })

    afterEach(async () => {
      await state.close()
      await place.remove()
    })

    test('a flag becomes an incident, whose note lies sealed', async () => {
      const { id } = await incidents.raise(at, flag)
      expect(id).toMatch(/^inc_[0-9a-f]{32}$/)
      const [row] = await state.db.selectFrom('incidents').selectAll().execute()
      expect(Buffer.from(row!.note!).toString('latin1')).not.toContain('Bob')
      expect(await incidents.get(id, 'acme')).toMatchObject({
        incident: { ...at, decision: flag.decision, reason: 'harmful', state: 'open', assignee: null },
        note: flag.note,
        changes: [],
      })
    })

    test('the same flag again is the same incident until that is at its end', async () => {
      const first = await incidents.raise(at, flag)
      expect((await incidents.raise(at, { ...flag, note: 'again' })).id).toBe(first.id)
      expect((await incidents.raise(at, { ...flag, reason: 'wrong' })).id).not.toBe(first.id)
      await incidents.change(first.id, null, 'ops', { state: 'investigating' })
      expect((await incidents.raise(at, flag)).id).toBe(first.id)
      await incidents.change(first.id, null, 'ops', { state: 'resolved' })
      expect((await incidents.raise(at, flag)).id).not.toBe(first.id)
    })

    test('flags at the same time are one incident', async () => {
      const raised = await Promise.all(Array.from({ length: 8 }, () => incidents.raise(at, flag)))
      expect(new Set(raised.map(({ id }) => id)).size).toBe(1)
      expect(await incidents.list(null, null)).toHaveLength(1)
    })

    test('another operator has no part in it', async () => {
      const { id } = await incidents.raise(at, flag)
      const notFound = { failure: { status: 404, code: 'incident_not_found' } }
      await expect(incidents.get(id, 'other')).rejects.toMatchObject(notFound)
      await expect(incidents.change(id, 'other', 'x', { assignee: 'eve' })).rejects.toMatchObject(notFound)
      expect(await incidents.list('other', null)).toEqual([])
      expect(await incidents.list('acme', 'open')).toHaveLength(1)
      expect(await incidents.list(null, 'resolved')).toEqual([])
      expect(await incidents.list(null, null)).toHaveLength(1)
    })

    const ways: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
      open: [],
      investigating: ['investigating'],
      resolved: ['investigating', 'resolved'],
      dismissed: ['investigating', 'dismissed'],
    }
    const allowed = ['open investigating', 'investigating resolved', 'investigating dismissed']
    test.each(incidentStates.flatMap((from) => incidentStates.map((to) => [from, to] as const)))(
      'from %s to %s',
      async (from, to) => {
        const { id } = await incidents.raise(at, flag)
        for (const step of ways[from]) await incidents.change(id, null, 'ops', { state: step })
        const changing = incidents.change(id, null, 'ops', { state: to })
        if (allowed.includes(`${from} ${to}`)) expect((await changing).state).toBe(to)
        else await expect(changing).rejects.toMatchObject({ failure: { status: 409, code: 'wrong_state' } })
      },
    )

    test('every change is kept, with who made it when', async () => {
      const { id } = await incidents.raise(at, flag)
      clock.milliseconds += 1000
      await incidents.change(id, 'acme', 'ops', { state: 'investigating', assignee: 'Ann' })
      clock.milliseconds += 1000
      await incidents.change(id, 'acme', 'ann', { regressionCase: 'shop/address', proposedChange: 'https://x.test/1' })
      clock.milliseconds += 1000
      await incidents.change(id, 'acme', 'ann', { assignee: null })
      expect(await incidents.get(id, 'acme')).toMatchObject({
        incident: {
          ...{ state: 'investigating', assignee: null, regressionCase: 'shop/address' },
          ...{ proposedChange: 'https://x.test/1', updated: '2026-05-01T12:00:03.000Z' },
        },
        changes: [
          { number: 1, at: '2026-05-01T12:00:01.000Z', by: 'ops', change: { state: 'investigating', assignee: 'Ann' } },
          { number: 2, by: 'ann' },
          { number: 3, by: 'ann', change: { assignee: null } },
        ],
      })
    })

    test('of two that end it at once, one does', async () => {
      const { id } = await incidents.raise(at, flag)
      await incidents.change(id, null, 'ops', { state: 'investigating' })
      const ends = await Promise.allSettled([
        incidents.change(id, null, 'one', { state: 'resolved' }),
        incidents.change(id, null, 'two', { state: 'dismissed' }),
      ])
      expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect((await incidents.get(id, null)).changes).toHaveLength(2)
    })
  })
}

describe('what is sent', () => {
  test.each<[string, unknown, boolean]>([
    ['a flag', { decision: flag.decision, reason: 'other' }, true],
    ['with a note', flag, true],
    ['with null for a note', { ...flag, note: null }, true],
    ['without a decision', { reason: 'other' }, false],
    ['with no id', { ...flag, decision: `dec_${'1'.repeat(31)}g` }, false],
    ['with a path for an id', { ...flag, decision: '../../x' }, false],
    ['with another reason', { ...flag, reason: 'toString' }, false],
    ['with too long a note', { ...flag, note: 'x'.repeat(4001) }, false],
  ])('as a flag: %s', (_, sent, good) => {
    expect(flagSchema.safeParse(sent).success).toBe(good)
  })

  test('a note of spaces is none', () => {
    expect(flagSchema.parse({ ...flag, note: ' \n ' }).note).toBeNull()
  })

  test.each<[string, unknown, boolean]>([
    ['nothing', {}, false],
    ['a state that is none', { state: 'closed' }, false],
    ['another field', { reason: 'other' }, false],
    ['an empty name', { assignee: ' ' }, false],
    ['nobody', { assignee: null }, true],
  ])('as a change: %s', (_, sent, good) => {
    expect(changeSchema.safeParse(sent).success).toBe(good)
  })
})
