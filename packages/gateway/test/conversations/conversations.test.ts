import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type ConversationState,
  emptyState,
  joined,
  merged,
  namedConversation,
  readState,
  writeState,
} from '../../src/conversations/conversation.ts'
import { Conversations, type Opening } from '../../src/conversations/conversations.ts'
import type { State } from '../../src/store/state.ts'
import { kinds, type Place, pseudonyms, StillClock } from '../approvals/states.ts'

const nothing: Opening['continuation'] = { answer: null, items: [] }
const first: Opening = {
  ...{ deployment: 'shop', id: 'c-1', owner: 'app', person: 'ann', policy: 'p1' },
  continuation: nothing,
}
const continuing = (answer: string | null, ...items: string[]) => ({
  ...first,
  id: null,
  continuation: { answer, items },
})
const attempt = (state: ConversationState, behavior = 'weapons'): ConversationState => ({
  ...state,
  attempts: { ...state.attempts, [behavior]: (state.attempts[behavior] ?? 0) + 1 },
})

for (const { name, absent, place: newPlace } of kinds) {
  describe.skipIf(absent !== null)(`conversations on ${name}${absent === null ? '' : ` (skipped: ${absent})`}`, () => {
    let place: Place
    let state: State
    let clock: StillClock
    let conversations: Conversations

    beforeEach(async () => {
      place = await newPlace()
      state = await place.open()
      clock = new StillClock()
      conversations = new Conversations(state, pseudonyms, clock.now)
    })

    afterEach(async () => {
      await state.close()
      await place.remove()
    })

    test('begins under the policy in force, and stays under it', async () => {
      const one = await conversations.open(first)
      expect(one).toMatchObject({ id: 'c-1', policy: 'p1', turn: 1, state: emptyState })
      await conversations.keep(one, attempt(one.state))
      const two = await conversations.open({ ...first, policy: 'p2' })
      expect(two).toMatchObject({ policy: 'p1', turn: 2, state: { attempts: { weapons: 1 } } })
    })

    test('the first turn pins, also where it never ends and where two begin at once', async () => {
      const begun = await Promise.all(['p1', 'p2', 'p3'].map((policy) => conversations.open({ ...first, policy })))
      expect(new Set(begun.map(({ policy }) => policy)).size).toBe(1)
    })

    test.each<[string, Partial<Opening>]>([
      ['another key', { owner: 'other' }],
      ['another deployment', { deployment: 'clinic' }],
      ['another id', { id: 'c-2' }],
    ])('%s has conversations of its own', async (_, other) => {
      const one = await conversations.open(first)
      await conversations.keep(one, attempt(one.state))
      expect(await conversations.open({ ...first, ...other, policy: 'p2' })).toMatchObject({
        policy: 'p2',
        turn: 1,
        state: emptyState,
      })
    })

    test.each(['bob', null])('%s does not continue what ann began', async (person) => {
      await conversations.open(first)
      await expect(conversations.open({ ...first, person })).rejects.toMatchObject({ failure: { status: 403 } })
    })

    test('what nobody was named in becomes that of the end user who is', async () => {
      const one = await conversations.open({ ...first, person: null })
      await conversations.keep(one, attempt(one.state))
      const two = await conversations.open(first)
      await conversations.keep(two, two.state)
      await expect(conversations.open({ ...first, person: 'bob' })).rejects.toMatchObject({ failure: { status: 403 } })
    })

    test('without an id there is one turn, and nothing is kept', async () => {
      const one = await conversations.open({ ...first, id: null })
      await conversations.keep(one, attempt(one.state))
      expect(one.turn).toBe(1)
      expect(await state.db.selectFrom('conversations').selectAll().execute()).toEqual([])
    })

    test('turns that end at the same time all count', async () => {
      const turns = await Promise.all(Array.from({ length: 8 }, () => conversations.open(first)))
      await Promise.all(turns.map((each) => conversations.keep(each, attempt(each.state))))
      expect(await conversations.open(first)).toMatchObject({ turn: 9, state: { attempts: { weapons: 8 } } })
    })

    test('a format that continues answers finds the conversation under the answer’s id', async () => {
      const one = await conversations.open({ ...first, id: null })
      await conversations.keep(one, { ...attempt(one.state), rounds: 2 }, { answer: 'resp_1', items: [] })
      const two = await conversations.open({ ...continuing('resp_1'), policy: 'p2' })
      expect(two).toMatchObject({ id: 'resp_1', policy: 'p1', turn: 2, state: { attempts: { weapons: 1 }, rounds: 2 } })
      await conversations.keep(two, attempt(two.state), { answer: 'resp_2', items: [] })
      expect(await conversations.open(continuing('resp_2'))).toMatchObject({
        turn: 3,
        state: { attempts: { weapons: 2 } },
      })
      expect(await conversations.open(continuing('resp_1'))).toMatchObject({ turn: 2 })
    })

    const kept = async (opening: Opening = { ...first, id: null }) => {
      const one = await conversations.open(opening)
      const state = { ...attempt(one.state), rounds: 3 }
      await conversations.keep(one, state, { answer: 'resp_1', items: ['msg_1', 'fc_1', 'msg_1'] })
    }
    const refused = (status: number) => ({ failure: { status, code: 'not_continued' } })

    test.each<[string, Partial<Opening>]>([
      ['another key', { owner: 'other' }],
      ['another deployment', { deployment: 'clinic' }],
      ['another end user', { person: 'bob' }],
      ['no end user', { person: null }],
      ['another key under the name of a conversation', { owner: 'other', id: 'c-7' }],
      ['another end user under the name of a conversation', { person: 'bob', id: 'c-7' }],
    ])('%s goes on with no answer, nor with an item of one', async (_, other) => {
      await kept()
      const answer = conversations.open({ ...continuing('resp_1'), ...other })
      await expect(answer).rejects.toMatchObject(refused(404))
      const item = conversations.open({ ...continuing(null, 'fc_1'), ...other })
      await expect(item).rejects.toMatchObject(refused(400))
    })

    test('nothing is continued that nobody kept, whatever conversation has its name', async () => {
      const named = await conversations.open({ ...first, id: 'resp_2' })
      await conversations.keep(named, named.state)
      await expect(conversations.open(continuing('resp_2'))).rejects.toMatchObject(refused(404))
      await kept()
      await expect(conversations.open(continuing('msg_1'))).rejects.toMatchObject(refused(404))
      await expect(conversations.open(continuing('resp_1', 'msg_2'))).rejects.toMatchObject(refused(400))
      await expect(conversations.open(continuing(null, 'resp_1'))).rejects.toMatchObject(refused(400))
      expect(await conversations.open(continuing('resp_1', 'msg_1', 'fc_1'))).toMatchObject({ turn: 2 })
    })

    test('the name of a conversation takes nothing away from what is continued', async () => {
      await kept({ ...first, id: 'c-1' })
      const open = (id: string) => conversations.open({ ...continuing('resp_1'), id, policy: 'p2' })
      const same = { named: true, turn: 2, policy: 'p1', state: { attempts: { weapons: 1 }, rounds: 3 } }
      expect(await open('c-1')).toMatchObject({ id: 'c-1', ...same })
      expect(await open('c-2')).toMatchObject({ id: 'c-2', ...same })
      const next = await open('c-1')
      await conversations.keep(next, attempt(next.state), { answer: 'resp_3', items: [] })
      expect(await open('c-1')).toMatchObject({ turn: 3, state: { attempts: { weapons: 2 } } })
      expect(await conversations.open(continuing('resp_3'))).toMatchObject({ turn: 3 })
    })

    test('what can’t be read is not taken for nothing', async () => {
      await conversations.open(first)
      await state.db.updateTable('conversations').set({ state: '{"attempts": 1}' }).execute()
      await expect(conversations.open(first)).rejects.toMatchObject({ failure: { status: 503 } })
    })

    test('end users are pseudonyms', async () => {
      await conversations.open(first)
      const rows = await state.db.selectFrom('conversations').selectAll().execute()
      expect(rows).toMatchObject([{ person: pseudonyms.of('ann') }])
    })

    test('is forgotten thirty days after its last turn', async () => {
      const one = await conversations.open(first)
      clock.milliseconds += 20 * 86_400_000
      await conversations.keep(one, one.state)
      clock.milliseconds += 20 * 86_400_000
      await conversations.sweep()
      expect(await conversations.open({ ...first, policy: 'p2' })).toMatchObject({ policy: 'p1', turn: 2 })
      clock.milliseconds += 31 * 86_400_000
      await conversations.sweep()
      expect(await conversations.open({ ...first, policy: 'p2' })).toMatchObject({ policy: 'p2', turn: 1 })
    })
  })
}

describe('the name of a conversation', () => {
  const nameOf = (...said: string[]) => namedConversation({ headers: () => said })

  test('is what its header says', () => {
    expect(nameOf()).toBeNull()
    expect(nameOf('c-1')).toBe('c-1')
    expect(nameOf('~'.repeat(128))).toBe('~'.repeat(128))
  })

  test.each([[['']], [['a b']], [['ä']], [['a\n']], [['a'.repeat(129)]], [['a', 'b']], [['a', 'a']]])(
    '%j is none',
    (said) => {
      expect(() => nameOf(...said)).toThrow(
        expect.objectContaining({ failure: expect.objectContaining({ status: 400, code: 'invalid_conversation' }) }),
      )
    },
  )
})

describe('what counts for the next turn', () => {
  const amounts = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.nat(9), { noNullPrototype: true })
  const states = fc.record({
    attempts: amounts,
    persuasion: fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
    rounds: fc.nat(99),
  })

  test('never becomes less, whatever a turn says', () => {
    fc.assert(
      fc.property(states, states, states, (kept, began, ended) => {
        const after = merged(kept, began, ended)
        for (const [behavior, times] of Object.entries(kept.attempts)) {
          expect(Object.entries(after.attempts).find(([name]) => name === behavior)![1]).toBeGreaterThanOrEqual(times)
        }
        expect(after.persuasion.length).toBeLessThanOrEqual(64)
      }),
    )
  })

  test('of two is no less than of either, and of the same once', () => {
    fc.assert(
      fc.property(states, states, (one, other) => {
        const both = joined(one, other)
        expect(both.rounds).toBe(other.rounds)
        for (const { attempts, persuasion } of [one, other]) {
          for (const [behavior, times] of Object.entries(attempts)) {
            const counted = Object.entries(both.attempts).find(([name]) => name === behavior)![1]
            expect(counted).toBeGreaterThanOrEqual(times)
          }
          expect(Math.max(0, ...both.persuasion)).toBeGreaterThanOrEqual(Math.max(0, ...persuasion))
        }
        const kept = merged(emptyState, emptyState, one)
        expect(joined(kept, kept)).toEqual(kept)
      }),
    )
  })

  test('of what was kept before rounds were, there are none', () => {
    expect(readState('{"attempts":{},"persuasion":[]}')).toEqual(emptyState)
    expect(() => readState('{"attempts":{},"persuasion":[],"rounds":-1}')).toThrow()
  })

  test('is written as it is read, and bounded', () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, each) => [`behavior-${each}`, 1]))
    const state = merged(emptyState, emptyState, { attempts: many, persuasion: Array(500).fill(0.5), rounds: 7 })
    const text = writeState(state)
    expect(readState(text)).toEqual(state)
    expect(text.length).toBeLessThan(32_768)
  })

  test('of many arguments the strongest stays, and that one was stronger than an earlier one', () => {
    const strongest = (numbers: readonly number[]) => Math.max(-1, ...numbers)
    const rise = (numbers: readonly number[]) =>
      Math.max(-1, ...numbers.flatMap((later, place) => numbers.slice(0, place).map((earlier) => later - earlier)))
    const turns = fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }), { maxLength: 8 })
    fc.assert(
      fc.property(turns, (all) => {
        let kept = emptyState
        for (const more of all) {
          kept = merged(kept, kept, { ...kept, persuasion: [...kept.persuasion, ...more] })
          expect(kept.persuasion.length).toBeLessThanOrEqual(64)
        }
        expect(strongest(kept.persuasion)).toBe(strongest(all.flat()))
        expect(rise(kept.persuasion)).toBeGreaterThanOrEqual(rise(all.flat()))
      }),
    )
  })
})
