import type { AnswerEvent, Batch } from '@bylaw/providers'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { against, call, finds, finish, gate, leaves, observing, opaque, reviewer, verdict, words } from './events.ts'

/** The parts of a choice in some order of their own: their events may overlap. */
const anyPart = (part: number, choice: number): fc.Arbitrary<AnswerEvent[]> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: pieces('abS \n').chain((said) =>
        fc.constantFrom('text', 'refusal', 'reasoning' as const).map((type) => words(part, said, type, choice)),
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('read_file', 'delete_file', 'unheard_of'), pieces('{}'))
        .map(([name, said]) => call(part, name, said, choice)),
    },
    { weight: 1, arbitrary: fc.constant(opaque(part, 'image', choice)) },
  )

const pieces = (unit: string) =>
  fc.array(fc.string({ unit: fc.constantFrom(...unit), maxLength: 12 }), { maxLength: 8 })

/** Lists laid into one, each keeping its own order. */
const interleaved = (lists: readonly (readonly AnswerEvent[])[]): fc.Arbitrary<AnswerEvent[]> =>
  fc.infiniteStream(fc.nat(1000)).map((choose) => {
    const left = lists.map((list) => [...list])
    const all: AnswerEvent[] = []
    for (;;) {
      const open = left.filter((list) => list.length > 0)
      if (open.length === 0) return all
      all.push(open[choose.next().value! % open.length]!.shift()!)
    }
  })

const anyChoice = (choice: number): fc.Arbitrary<AnswerEvent[]> =>
  fc
    .nat(3)
    .chain((count) => fc.tuple(...Array.from({ length: count + 1 }, (_, part) => anyPart(part, choice))))
    .chain(interleaved)
    .chain((events) => fc.constantFrom('stop', 'calls', 'length').map((reason) => [...events, finish(reason, choice)]))

const anyAnswer = fc
  .integer({ min: 1, max: 2 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, choice) => anyChoice(choice))))
  .chain(interleaved)

/** The events in batches, split anywhere; at least so that no choice begins and ends in one, where it says so. */
const batched = (events: readonly AnswerEvent[], cuts: readonly number[]): Batch[] => {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (events.length + 1)), events.length])].sort((a, b) => a - b)
  return places.slice(1).map((to, index) => {
    const some = events.slice(places[index]!, to)
    return { events: some, wire: JSON.stringify(some) }
  })
}
const anyCuts = fc.array(fc.nat(200), { maxLength: 20 })
const singly = (events: readonly AnswerEvent[]) => batched(events, [...events.keys()])

const streams = ['hold', 'window', 'after'] as const
const acts = ['refuse', 'revise', 'redact', 'ask', 'annotate'] as const
const anyStream = fc.constantFrom(...streams)
const anyAct = fc.constantFrom(...acts)

const check = (law: (...given: never[]) => Promise<void>, ...arbitraries: fc.Arbitrary<unknown>[]) =>
  fc.assert(fc.asyncProperty(...(arbitraries as [fc.Arbitrary<unknown>]), law as (given: unknown) => Promise<void>), {
    numRuns: 150,
  })

it('1: held, a text that is not permitted never leaves', async () => {
  await check(
    async (events: AnswerEvent[], cuts: number[], act: (typeof acts)[number]) => {
      if (act === 'annotate') return
      const left = await leaves(batched(events, cuts), { reviewer: finds('S', act) })
      expect(
        left.events.every(
          (event) => event.kind !== 'delta' || !isWords(left.events, event) || !/S(?!omebody)/.test(event.text),
        ),
      ).toBe(true)
      for (const { wire } of left.batches) expect(wire ?? '').not.toContain('S')
    },
    anyAnswer,
    anyCuts,
    anyAct,
  )
})

it('2: in windows nothing leaves of a span that is found, if it is no longer than the overlap', async () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'S', '👋'), maxLength: 120 })
  const sizes = fc.record({ characters: fc.integer({ min: 4, max: 24 }), overlap: fc.integer({ min: 3, max: 12 }) })
  await check(
    async (
      before: string,
      after: string,
      window: { characters: number; overlap: number },
      cuts: number[],
      redacts: boolean,
    ) => {
      const events = [...words(0, [...`${before}XYZ${after}`].slice(0)), finish()]
      const left = await leaves(batched(events, [...cuts, events.length - 1]), {
        window,
        reviewer: finds('XYZ', redacts ? 'redact' : 'refuse', 'window'),
      })
      expect(left.said()).not.toMatch(/[XYZ]/)
      if (redacts) expect(left.said()).toBe(`${before}[withheld]${after}`)
    },
    letters,
    letters,
    sizes,
    anyCuts,
    fc.boolean(),
  )
})

it('3: a call leaves only if the gate permits it', async () => {
  await check(
    async (events: AnswerEvent[], cuts: number[], stream: (typeof streams)[number], act: (typeof acts)[number]) => {
      const permitted = new Set<string>()
      const noting: typeof gate = async (choice, calls) => {
        const records = await gate(choice, calls)
        for (const [index, { outcome }] of records.entries()) {
          if (outcome === 'permitted') permitted.add(`${choice} ${calls[index]!.call.name} ${calls[index]!.text}`)
        }
        return records
      }
      const left = await leaves(batched(events, cuts), { reviewer: finds('S', act, stream), gate: noting })
      for (const choice of [0, 1]) {
        for (const [name, text] of left.calls(choice)) expect(permitted).toContain(`${choice} ${name} ${text}`)
        if (left.reason(choice) === 'calls') expect(left.calls(choice).length).toBeGreaterThan(0)
      }
    },
    anyAnswer,
    anyCuts,
    anyStream,
    anyAct,
  )
})

it('4: however an answer is split, it says the same', async () => {
  await check(
    async (
      events: AnswerEvent[],
      cuts: number[],
      stream: (typeof streams)[number],
      act: (typeof acts)[number],
      found: boolean,
    ) => {
      const checking = { reviewer: finds(found ? 'S' : 'never', act, stream) }
      const ends = events.flatMap(({ kind }, index) => (kind === 'finish' ? [index] : []))
      // A choice that comes with its end is held, so that more can be done about it: what is streamed ends apart.
      const apart = found && stream !== 'hold' ? ends : []
      const one = await leaves(singly(events), checking)
      const two = await leaves(batched(events, [...cuts, ...apart]), checking)
      for (const choice of [0, 1]) {
        for (const type of ['text', 'refusal', 'reasoning'] as const)
          expect(two.said(type, choice)).toBe(one.said(type, choice))
        expect(two.calls(choice)).toEqual(one.calls(choice))
        expect(two.reason(choice)).toBe(one.reason(choice))
      }
    },
    anyAnswer,
    anyCuts,
    anyStream,
    anyAct,
    fc.boolean(),
  )
})

it('4: in windows, however a text is split into pieces, even inside a character, the same leaves', async () => {
  const letters = fc.string({
    unit: fc.constantFrom('a', 'S', ' ', '👋', 'e\u0301', '👩‍🔬'),
    minLength: 20,
    maxLength: 80,
  })
  await check(
    async (text: string, cuts: number[], act: (typeof acts)[number]) => {
      const places = [...new Set([0, ...cuts.map((cut) => cut % text.length), text.length])].sort((a, b) => a - b)
      const pieces = places.slice(1).map((to, index) => text.slice(places[index]!, to))
      const seen: string[][] = [[], []]
      const reading = (run: number) => ({
        ...finds('S a', act, 'window'),
        review: async (text: string, stage: 'window' | 'whole', signal: AbortSignal) => {
          seen[run]!.push(text)
          return finds('S a', act, 'window').review(text, stage, signal)
        },
      })
      const one = await leaves(singly([...words(0, text), finish()]), { reviewer: reading(0) })
      const two = await leaves(singly([...words(0, pieces), finish()]), { reviewer: reading(1) })
      expect(two.said()).toBe(one.said())
      expect(seen[1]).toEqual(seen[0])
    },
    letters,
    anyCuts,
    anyAct,
  )
})

it('5: where nothing is enforced and nothing called, every batch is the one that came', async () => {
  await check(
    async (events: AnswerEvent[], cuts: number[], found: boolean) => {
      const came = batched(events, cuts)
      const watching = reviewer(
        'hold',
        () => [found ? against('refuse', { mode: 'observe' }) : verdict({ mode: 'observe' })],
        false,
      )
      const silent = events.every((event) => event.kind !== 'part' || event.type !== 'call')
      const left = await leaves(came, { reviewer: found ? watching : observing })
      if (!silent || events.some((event) => event.kind === 'finish' && event.reason === 'calls')) return
      expect(left.batches).toHaveLength(came.length)
      for (const [index, batch] of left.batches.entries()) expect(batch).toBe(came[index])
    },
    anyAnswer,
    anyCuts,
    fc.boolean(),
  )
})

it('6: every part that begins ends, once, and every choice finishes once', async () => {
  await check(
    async (
      events: AnswerEvent[],
      cuts: number[],
      stream: (typeof streams)[number],
      act: (typeof acts)[number],
      structured: boolean,
      lost: boolean,
    ) => {
      const came = lost ? events.filter(({ kind }) => kind !== 'part-end') : events
      const window = { characters: 6, overlap: 3 }
      const left = await leaves(batched(came, cuts), { reviewer: finds('S', act, stream), structured, window })
      const open = new Set<string>()
      const seen = new Set<string>()
      for (const event of left.events) {
        if (!('part' in event)) continue
        const place = `${event.choice} ${event.part}`
        if (event.kind === 'part') {
          expect(seen.has(place)).toBe(false)
          open.add(place)
          seen.add(place)
        } else {
          expect(open.has(place)).toBe(true)
          if (event.kind === 'part-end') open.delete(place)
        }
      }
      expect([...open]).toEqual([])
      const ended = (all: readonly AnswerEvent[]) =>
        all.flatMap((event) => (event.kind === 'finish' ? event.choice : [])).sort()
      expect(ended(left.events)).toEqual(ended(events))
    },
    anyAnswer,
    anyCuts,
    anyStream,
    anyAct,
    fc.boolean(),
    fc.boolean(),
  )
})

function isWords(events: readonly AnswerEvent[], delta: AnswerEvent & { kind: 'delta' }): boolean {
  return events.some(
    (event) =>
      event.kind === 'part' && event.choice === delta.choice && event.part === delta.part && event.type !== 'call',
  )
}
