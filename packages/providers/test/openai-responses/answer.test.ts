import { describe, expect, test } from 'vitest'
import type { AnswerEvent } from '../../src/index.ts'
import { openAiResponses } from '../../src/openai-responses/index.ts'
import { changed, eventsOf, failureOf, saidIn } from '../exchange.ts'
import { answers, ask, streamed, whole } from './fixtures.ts'

const read = (name: string) => openAiResponses.readWhole(whole(name))

/** Events without where they came from, and with the texts of a part put together. */
function gist(events: readonly AnswerEvent[]) {
  const texts = new Map<number, string>()
  for (const event of events) {
    if (event.kind === 'delta') texts.set(event.part, (texts.get(event.part) ?? '') + event.text)
  }
  const told = events.filter(({ kind }) => !['delta', 'other'].includes(kind))
  return { told: told.map(({ raw: _, ...event }) => event), texts: [...texts].filter(([, text]) => text !== '') }
}

describe('a whole answer', () => {
  test('text', () => {
    const { events } = read('text')
    expect(saidIn(events)).toEqual([
      { choice: 0, text: 'Tea needs wårm water 🫖.', refusal: '', reasoning: '', calls: [], reason: 'stop' },
    ])
    expect(events.at(-1)).toMatchObject({ kind: 'usage', input: 21, output: 34, cached: 4, reasoning: 5 })
    expect(events[0]).toMatchObject({ kind: 'start', id: 'resp_text', model: 'made-up-1' })
  })

  test('everything that a client acts on is a call, with what it would do', () => {
    expect(saidIn(read('rich').events)).toMatchObject([
      {
        text: 'See [1].',
        refusal: 'Not that.',
        reasoning: 'First, look.Then say.',
        reason: 'calls',
        calls: [
          { name: 'weigh', type: 'function', text: '{"grams": 1.50}' },
          { name: 'pour', type: 'function', text: '{}' },
          { name: 'note', type: 'custom', text: 'free words' },
        ],
      },
    ])
    const { calls } = saidIn(read('client-run').events)[0]!
    expect(calls.map(({ name, text }) => [name, JSON.parse(text)])).toEqual([
      ['local_shell', { type: 'exec', command: ['ls', '-l'], env: {} }],
      ['apply_patch', { type: 'create_file', path: 'list.md', diff: '+tea\n' }],
      ['shell', { commands: ['pwd'], timeout_ms: null }],
      ['computer', [{ type: 'click', x: 3, y: 4, button: 'left' }]],
      ['tool_search', { goal: 'weather' }],
      ['teleport', { target: 'moon', speed: 3 }],
    ])
  })

  test('what the upstream ran itself, and reasoning that shows nothing, is opaque', () => {
    const opaque = (name: string) =>
      read(name).events.flatMap((event) => (event.kind === 'part' && event.type === 'opaque' ? [event.wire] : []))
    expect(opaque('hosted')).toEqual(['image_generation_call', 'mcp_call', 'compaction'])
    expect(opaque('rich')).toEqual(['reasoning', 'web_search_call'])
    expect(opaque('client-run')).toEqual(['shell_call'])
  })

  test.each(answers)('%s: the same events as when it is streamed', async (name) => {
    expect(gist(eventsOf(await streamed(name)))).toEqual(gist(read(name).events))
  })

  test.each(answers)('%s: goes out as it came, and rebuilt with every field', (name) => {
    const batch = read(name)
    expect(openAiResponses.writeWhole([batch], ask(), 'openai-responses')).toBe(whole(name))
    const rebuilt = openAiResponses.writeWhole(changed([batch]), ask(), 'openai-responses')
    expect(JSON.parse(rebuilt)).toEqual(JSON.parse(whole(name)))
  })

  test.each(answers)('%s: a streamed one is put together with every field', async (name) => {
    const written = openAiResponses.writeWhole(await streamed(name), ask(), 'openai-responses')
    expect(JSON.parse(written)).toEqual(JSON.parse(whole(name)))
  })

  test('numbers stay as they were written', () => {
    const written = openAiResponses.writeWhole(changed([read('rich')]), ask(), 'openai-responses')
    expect(written).toContain('12345678901234567890')
  })

  test.each([
    ['failed', { status: 'failed', output: [] }, 'upstream_error'],
    ['an error in it', { status: 'completed', output: [], error: { code: 'x' } }, 'upstream_error'],
    ['no items', { status: 'completed', choices: [] }, 'upstream_protocol'],
    ['cancelled', { status: 'cancelled', output: [] }, 'upstream_incomplete'],
    ['not finished', { status: 'in_progress', output: [] }, 'upstream_incomplete'],
    ['no list of items', { status: 'completed', output: {} }, 'upstream_protocol'],
    ['an item without a type', { output: [{ id: 'x' }] }, 'upstream_protocol'],
    [
      'content without its text',
      { output: [{ type: 'message', content: [{ type: 'output_text' }] }] },
      'upstream_protocol',
    ],
    [
      'a call without a name',
      { output: [{ type: 'function_call', call_id: 'c', arguments: '{}' }] },
      'upstream_protocol',
    ],
    [
      'arguments that are no text',
      { output: [{ type: 'function_call', name: 'f', arguments: {} }] },
      'upstream_protocol',
    ],
    ['a text that is said elsewhere', { output: [], output_text: 'Hidden.' }, 'upstream_protocol'],
  ])('%s: a failure', async (_, answer, code) => {
    const reading = Promise.resolve().then(() => openAiResponses.readWhole(JSON.stringify({ id: 'r', ...answer })))
    expect((await failureOf(reading))?.code).toBe(code)
  })

  test.each(['', '[]', '{"output":[],"output":[]}', '{'])('%j: a failure', async (text) => {
    const reading = Promise.resolve().then(() => openAiResponses.readWhole(text))
    expect((await failureOf(reading))?.code).toBe('upstream_protocol')
  })

  test('an answer without an end is never shown as finished', () => {
    const events = read('text').events.filter(({ kind }) => kind !== 'finish')
    const written = JSON.parse(openAiResponses.writeWhole([{ events, wire: null }], ask(), null))
    expect(written).toMatchObject({ status: 'failed', error: { code: 'upstream_incomplete' } })
  })
})
