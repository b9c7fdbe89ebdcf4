import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ApprovalRequest, Binding } from '../../src/approvals/approval.ts'
import { Approvals } from '../../src/approvals/approvals.ts'
import { Sealing } from '../../src/approvals/sealing.ts'
import type { Viewer } from '../../src/approvals/viewer.ts'
import type { Told, Webhooks, WebhookTarget } from '../../src/approvals/webhooks.ts'
import type { State } from '../../src/store/state.ts'
import { kinds, type Place, pseudonyms, StillClock } from './states.ts'

const levels = ['root', 'system', 'developer', 'user', 'agent']

const binding: Binding = {
  deployment: 'shop',
  key: 'app',
  person: 'ann',
  behavior: 'tool.request.pay',
  subject: 'a'.repeat(64),
  policy: 'b'.repeat(64),
}

const request: ApprovalRequest = {
  binding,
  operator: 'acme',
  decision: `dec_${'1'.repeat(32)}`,
  level: 'user',
  shown: { kind: 'call', tool: 'pay', arguments: '{"to":"Bob","amount":12}' },
  config: { expires: 60, webhook: 'http://127.0.0.1:9/hook', secret: 's' },
}

const viewer = (more: Partial<Viewer> = {}): Viewer => ({
  key: 'app',
  level: 'developer',
  deployment: 'shop',
  user: 'ann',
  operator: 'acme',
  levels,
  ...more,
})

const refusal = (status: number, code: string) => ({ failure: { status, code } })

for (const { name, absent, place: newPlace } of kinds) {
  describe.skipIf(absent !== null)(`approvals on ${name}${absent === null ? '' : ` (skipped: ${absent})`}`, () => {
    let place: Place
    let state: State
    let clock: StillClock
    let told: { target: WebhookTarget; told: Told }[]
    let approvals: Approvals

    const replica = (on: State) => {
      const webhooks = { tell: (target, each) => void told.push({ target, told: each }) } as Webhooks
      return new Approvals(on, { sealing: new Sealing(new Uint8Array(32)), pseudonyms, webhooks, now: clock.now })
    }

    beforeEach(async () => {
      place = await newPlace()
      state = await place.open()
      clock = new StillClock()
      told = []
      approvals = replica(state)
    })

    afterEach(async () => {
      await state.close()
      await place.remove()
    })

    test('what is approved is used once', async () => {
      const { id } = await approvals.pending(request)
      expect(await approvals.take(binding)).toBe(false)
      await approvals.answer(id, viewer(), 'approve')
      expect(await approvals.take(binding)).toBe(true)
      expect(await approvals.take(binding)).toBe(false)
      expect((await approvals.get(id, viewer())).approval.state).toBe('used')
    })

    test('many that race for one approval: one of them gets it', async () => {
      const { id } = await approvals.pending(request)
      await approvals.answer(id, viewer(), 'approve')
      const taken = await Promise.all(Array.from({ length: 20 }, () => approvals.take(binding)))
      expect(taken.filter(Boolean)).toHaveLength(1)
    })

    test('many that ask the same at once get one approval, and the webhook hears of it once', async () => {
      const asked = await Promise.all(Array.from({ length: 10 }, () => approvals.pending(request)))
      expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
      expect(told).toEqual([
        {
          target: { url: 'http://127.0.0.1:9/hook', secret: 's' },
          told: {
            ...{ id: asked[0]!.id, deployment: 'shop', behavior: 'tool.request.pay', level: 'user' },
            ...{ expires: '2026-05-01T12:01:00.000Z', decision: request.decision },
          },
        },
      ])
    })

    test.each<[string, Partial<Binding>]>([
      ['deployment', { deployment: 'clinic' }],
      ['key', { key: 'other' }],
      ['no key', { key: null }],
      ['end user', { person: 'bob' }],
      ['no end user', { person: null }],
      ['tool', { behavior: 'tool.request.refund' }],
      ['arguments', { subject: 'c'.repeat(64) }],
      ['policy', { policy: 'd'.repeat(64) }],
    ])('an approval is bound to its principal, tool, arguments and policy: another %s has none', async (_, other) => {
      const { id } = await approvals.pending(request)
      await approvals.answer(id, viewer(), 'approve')
      expect(await approvals.stands({ ...binding, ...other })).toBe(false)
      expect(await approvals.take({ ...binding, ...other })).toBe(false)
      expect(await approvals.take(binding)).toBe(true)
    })

    test('an approval stands until it is used or expires, however often that is asked', async () => {
      const { id } = await approvals.pending(request)
      expect(await approvals.stands(binding)).toBe(false)
      await approvals.answer(id, viewer(), 'approve')
      expect([await approvals.stands(binding), await approvals.stands(binding)]).toEqual([true, true])
      expect(await approvals.take(binding)).toBe(true)
      expect(await approvals.stands(binding)).toBe(false)
      const { id: next } = await approvals.pending(request)
      await approvals.answer(next, viewer(), 'approve')
      clock.milliseconds += 60_000
      expect(await approvals.stands(binding)).toBe(false)
    })

    test('who has no key and no end user is told apart from who has', async () => {
      const anonymous = { ...binding, key: null, person: null }
      const { id } = await approvals.pending({ ...request, binding: anonymous })
      const local = viewer({ key: null, user: null })
      await expect(approvals.answer(id, local, 'approve', 'user')).rejects.toMatchObject(refusal(403, 'may_not_answer'))
      await approvals.answer(id, local, 'approve')
      expect(await approvals.take(binding)).toBe(false)
      expect(await approvals.take(anonymous)).toBe(true)
    })

    test('what expires while it waits can be approved no more', async () => {
      const { id } = await approvals.pending(request)
      clock.milliseconds += 60_000
      await expect(approvals.answer(id, viewer(), 'approve')).rejects.toMatchObject(refusal(409, 'approval_expired'))
      expect((await approvals.get(id, viewer())).shown).toBeNull()
      const again = await approvals.pending(request)
      expect(again.id).not.toBe(id)
    })

    test('what was approved and not used in time is not used', async () => {
      const { id } = await approvals.pending(request)
      await approvals.answer(id, viewer(), 'approve')
      clock.milliseconds += 60_000
      expect(await approvals.take(binding)).toBe(false)
      expect((await approvals.get(id, viewer())).approval.state).toBe('expired')
    })

    test('what was denied stays denied, and is not shown', async () => {
      const { id } = await approvals.pending(request)
      expect(await approvals.answer(id, viewer(), 'deny')).toMatchObject({
        state: 'denied',
        answeredBy: 'developer by app',
      })
      await expect(approvals.answer(id, viewer(), 'approve')).rejects.toMatchObject(refusal(409, 'approval_denied'))
      expect(await approvals.take(binding)).toBe(false)
      expect((await approvals.get(id, viewer())).shown).toBeNull()
    })

    test('two that answer at once: the first one counts', async () => {
      const { id } = await approvals.pending(request)
      const answers = await Promise.allSettled([
        approvals.answer(id, viewer(), 'approve'),
        approvals.answer(id, viewer(), 'deny'),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    })

    const developer = { level: 'developer', key: 'desk', user: null }
    test.each<[string, string, Partial<Viewer>, string | undefined, number | null]>([
      ['the level asked', 'developer', developer, undefined, null],
      ['a stronger one', 'user', developer, undefined, null],
      ['a stronger one than may speak over the wire', 'system', developer, undefined, 404],
      ['the end user who asked', 'user', { level: 'user' }, undefined, null],
      ['a developer’s key as the end user who asked', 'user', {}, 'user', null],
      ['a developer’s key as another end user', 'user', { user: 'bob' }, 'user', 403],
      ['a developer’s key as nobody', 'user', { user: null }, 'user', 403],
      ['another key as the same end user', 'user', { key: 'desk' }, 'user', 403],
      ['a weaker level', 'developer', { level: 'user' }, undefined, 403],
      ['the agent', 'user', {}, 'agent', 403],
      ['a level stronger than the key', 'developer', {}, 'root', 403],
      ['a level that is none', 'developer', {}, 'admin', 403],
      ['another end user', 'user', { level: 'user', user: 'bob' }, undefined, 404],
      ['another deployment', 'user', { deployment: 'clinic' }, undefined, 404],
      ['another operator', 'user', { operator: 'other' }, undefined, 404],
      ['no operator', 'user', { operator: null }, undefined, 404],
    ])('answered by %s (asked: %s)', async (_, level, who, as, status) => {
      const { id } = await approvals.pending({ ...request, level })
      const answering = approvals.answer(id, viewer(who), 'approve', as)
      if (status === null) expect((await answering).state).toBe('approved')
      else await expect(answering).rejects.toMatchObject({ failure: { status } })
      expect(await approvals.take(binding)).toBe(status === null)
    })

    test('what is approved lies sealed, and end users are pseudonyms', async () => {
      await approvals.pending(request)
      const [row] = await state.db.selectFrom('approvals').selectAll().execute()
      expect(JSON.stringify({ ...row, shown: Buffer.from(row!.shown).toString('latin1') })).not.toMatch(/Bob|ann/)
      expect(row!.person).toBe(pseudonyms.of('ann'))
    })

    test('a text is handed out once it is approved: once, to whoever asked', async () => {
      const text = { ...request, shown: { kind: 'text', text: 'What was withheld.' } } as const
      const { id } = await approvals.pending(text)
      expect(await approvals.release(id, viewer())).toBeNull()
      await approvals.answer(id, viewer(), 'approve')
      expect(await approvals.release(id, viewer({ key: 'desk' }))).toBeNull()
      expect(await approvals.release(id, viewer({ user: 'bob' }))).toBeNull()
      const released = await Promise.all(Array.from({ length: 5 }, () => approvals.release(id, viewer())))
      expect(released.filter((each) => each !== null)).toEqual(['What was withheld.'])
      expect((await approvals.get(id, viewer())).approval.state).toBe('used')
    })

    test('a call is not handed out, and is not used up by who asks for it', async () => {
      const { id } = await approvals.pending(request)
      await approvals.answer(id, viewer(), 'approve')
      expect(await approvals.release(id, viewer())).toBeNull()
      expect(await approvals.take(binding)).toBe(true)
    })

    test('lists what the viewer may see, by state', async () => {
      const first = await approvals.pending(request)
      const second = await approvals.pending({ ...request, binding: { ...binding, person: 'bob' } })
      const third = await approvals.pending({ ...request, level: 'developer', binding: { ...binding, key: 'desk' } })
      await approvals.answer(second.id, viewer(), 'approve')
      const ids = async (who: Viewer, state: Parameters<Approvals['list']>[1]) =>
        (await approvals.list(who, state)).map(({ id }) => id).sort()
      expect(await ids(viewer(), null)).toEqual([first.id, second.id, third.id].sort())
      expect(await ids(viewer(), 'pending')).toEqual([first.id, third.id].sort())
      expect(await ids(viewer(), 'approved')).toEqual([second.id])
      expect(await ids(viewer({ level: 'user' }), null)).toEqual([first.id])
      expect(await ids(viewer({ deployment: 'clinic' }), null)).toEqual([])
      expect(await ids(viewer({ operator: null }), null)).toEqual([])
      expect((await approvals.listOf('acme', null)).length).toBe(3)
      expect(await approvals.listOf('other', null)).toEqual([])
      clock.milliseconds += 60_000
      expect(await ids(viewer(), 'expired')).toEqual([first.id, second.id, third.id].sort())
      expect(await ids(viewer(), 'pending')).toEqual([])
    })

    test('what expired is forgotten: its content, and after thirty days all of it', async () => {
      await approvals.pending(request)
      clock.milliseconds += 60_000
      await approvals.sweep()
      const [row] = await state.db.selectFrom('approvals').selectAll().execute()
      expect(row!.shown).toHaveLength(0)
      clock.milliseconds += 31 * 86_400_000
      await approvals.sweep()
      expect(await state.db.selectFrom('approvals').selectAll().execute()).toEqual([])
    })

    test.skipIf(name === 'SQLite')('two replicas race for one approval, and for one asking', async () => {
      const other = await place.open()
      try {
        const both = [approvals, replica(other)]
        const many = Array.from({ length: 16 }, (_, each) => both[each % 2]!)
        const asked = await Promise.all(many.map((each) => each.pending(request)))
        expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
        await approvals.answer(asked[0]!.id, viewer(), 'approve')
        const taken = await Promise.all(many.map((each) => each.take(binding)))
        expect(taken.filter(Boolean)).toHaveLength(1)
      } finally {
        await other.close()
      }
    })
  })
}
