import type { Batch } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { checkAnswer } from '../../src/check/answer.ts'
import type { GatedCall } from '../../src/check/gate.ts'
import { acting, call, defaults, each, failing, finish, gate, leaves, streamed, whole, words } from './events.ts'

const notice = 'The call of the tool `delete_file` was withheld. Because.'
const deletes = call(1, 'delete_file', ['{"path": "never-', 'leaves.txt"}'])
const reads = call(2, 'read_file', ['{"pa', 'th": "größe.txt"}'])
const both = [...words(0, 'Grüße 👋🏽'), ...deletes, ...reads, finish('calls')]

describe.each([
  ['streamed', streamed],
  ['whole', whole],
])('calls of an answer that is %s', (_, came) => {
  it('leave or become words, one by one', async () => {
    const left = await leaves(came(...both))
    expect(left.calls()).toEqual([['read_file', '{"path": "größe.txt"}']])
    expect(left.said()).toBe(`Grüße 👋🏽\n\n${notice}`)
    expect(left.reason()).toBe('calls')
    expect(left.all).not.toMatch(/never|leaves\.txt/)
  })

  it('none of which is left end in a stop', async () => {
    const left = await leaves(came(...deletes, finish('calls')))
    expect(left.reason()).toBe('stop')
    expect(left.said()).toBe(notice)
    expect(left.all).not.toContain('never')
  })

  it('that wait for an approval say for which', async () => {
    const left = await leaves(came(...call(0, 'send_mail', ['{"never": 1}']), finish('calls')))
    expect(left.calls()).toEqual([])
    expect(left.said()).toContain('The approval `apr_1` waits for it.')
    expect(left.all).not.toContain('never')
  })

  it('of which nothing is known stay', async () => {
    const left = await leaves(came(...call(0, 'unheard_of', ['{"never": 1}']), finish('calls')))
    expect(left.calls()).toEqual([])
    expect(left.all).not.toContain('never')
  })

  it('stay where the gate says less than it was asked', async () => {
    const left = await leaves(came(...both), { gate: async () => [] })
    expect(left.calls()).toEqual([])
    expect(left.reason()).toBe('stop')
  })

  it('of two choices are held apart', async () => {
    const second = [...words(0, 'hi', 'text', 1), ...call(1, 'read_file', ['{}'], 1)]
    const left = await leaves(came(...deletes, ...second, finish('calls'), finish('calls', 1)))
    expect([left.reason(0), left.reason(1)]).toEqual(['stop', 'calls'])
    expect([left.calls(0), left.calls(1)]).toEqual([[], [['read_file', '{}']]])
    expect([left.said('text', 0), left.said('text', 1)]).toEqual([notice, 'hi'])
  })

  it('inside JSON are spoken of in a refusal', async () => {
    const left = await leaves(came(...words(0, '{"a":1}'), ...deletes, finish('calls')), { structured: true })
    expect(left.said()).toBe('{"a":1}')
    expect(left.said('refusal')).toBe(notice)
  })
})

it('text passes before the calls are whole, and calls leave before their finish', async () => {
  const kinds: string[] = []
  async function* source(): AsyncGenerator<Batch> {
    for (const batch of streamed(...words(0, 'a'), ...reads.slice(0, 2), ...words(3, 'b'))) {
      yield batch
    }
    expect(kinds).toEqual(['part 0', 'delta 0', 'part-end 0', 'part 3', 'delta 3', 'part-end 3'])
    yield* streamed(...reads.slice(2), finish('calls'))
  }
  for await (const { events } of checkAnswer(source(), defaults([]))) {
    for (const event of events) kinds.push('part' in event ? `${event.kind} ${event.part}` : event.kind)
  }
  expect(kinds.slice(6)).toEqual(['part 2', 'delta 2', 'part-end 2', 'finish'])
})

it('what else the pieces of a call say leaves with it, once', async () => {
  const [begun, first, second, end] = call(0, 'read_file', ['{"n"', ':1}'])
  const signed = { ...second!, raw: { signature: 'x' } }
  const { events } = await leaves(streamed({ ...begun!, raw: { index: 4 } }, first!, signed, end!, finish('calls')))
  expect(events).toMatchObject([
    { kind: 'part', raw: { index: 4 } },
    { kind: 'delta', text: '{"n":1}', raw: { signature: 'x' } },
    { kind: 'part-end' },
    { kind: 'finish', reason: 'calls', raw: { ends: 0 } },
  ])
})

it('from the first change on no batch has its wire, and what it came with is not repeated at the end', async () => {
  const { batches } = await leaves(streamed(...words(0, 'a'), ...deletes, ...words(3, 'b'), finish('calls')))
  expect(batches.map(({ wire }) => wire !== null)).toEqual([true, true, true, false, false, false, false])
  expect(batches.at(-1)!.events.at(-1)).toEqual({ kind: 'finish', choice: 0, reason: 'stop' })
})

it('a finish that speaks of calls where there are none is a stop, and another one keeps its reason', async () => {
  expect((await leaves(streamed(...words(0, 'x'), finish('calls')))).reason()).toBe('stop')
  const cut = await leaves(streamed(...deletes.slice(0, 2), finish('length'), finish('calls')))
  expect(cut.reason()).toBe('length')
  expect(cut.events.filter(({ kind }) => kind === 'finish')).toHaveLength(1)
  expect(cut.all).not.toContain('never')
})

it('of a stream that fails nothing that was held leaves', async () => {
  const kept: Batch[] = []
  const asked: GatedCall[] = []
  const noting = {
    ...defaults([]),
    gate: (choice: number, calls: readonly GatedCall[]) => {
      asked.push(...calls)
      return gate(choice, calls)
    },
  }
  const reading = async () => {
    for await (const batch of checkAnswer(failing(streamed(...words(0, 'a'), ...reads)), noting)) kept.push(batch)
  }
  await expect(reading()).rejects.toThrow('went away')
  expect(kept).toHaveLength(3)
  expect(asked).toEqual([])
})

it('a client that has gone gets no calls', async () => {
  const gone = new AbortController()
  const asked: GatedCall[] = []
  const checking = {
    ...defaults([]),
    signal: gone.signal,
    acting,
    gate: (choice: number, calls: readonly GatedCall[]) => {
      asked.push(...calls)
      return gate(choice, calls)
    },
  }
  async function* source(): AsyncGenerator<Batch> {
    yield* each(streamed(...reads))
    gone.abort()
    yield* each(streamed(finish('calls')))
  }
  const reading = async () => {
    for await (const { events } of checkAnswer(source(), checking)) expect(events).toEqual([])
  }
  await expect(reading()).rejects.toThrow()
  expect(asked).toEqual([])
})
