import { describe, expect, test } from 'vitest'
import { continuationOf, itemOf } from '../../src/conversations/continuation.ts'
import { promptOf } from '../generate/asked.ts'

const read = (body: object) => continuationOf(promptOf({ input: 'x', ...body }, 'openai-responses'))

describe('what a request goes on with', () => {
  test.each<[object, string | null, readonly string[]]>([
    [{}, null, []],
    [{ previous_response_id: 'resp_1' }, 'resp_1', []],
    [{ conversation: 'conv_1' }, 'conv_1', []],
    [{ conversation: { id: 'conv_1' } }, 'conv_1', []],
    [{ conversation: null, previous_response_id: 'resp_1' }, 'resp_1', []],
    [{ input: [{ type: 'item_reference', id: 'msg_1' }, { id: 'msg_2' }, { id: 'msg_1' }] }, null, ['msg_1', 'msg_2']],
  ])('of %j', (body, answer, items) => {
    expect(read(body)).toEqual({ answer, items })
  })

  test.each<object>([
    { previous_response_id: 'resp_1', conversation: 'conv_1' },
    { previous_response_id: 'resp_1', conversation: { id: 'resp_1' } },
    { previous_response_id: '', conversation: 'conv_1' },
    { previous_response_id: '' },
    { previous_response_id: 'a b' },
    { previous_response_id: 'a\u0000' },
    { conversation: { id: 'a'.repeat(129) } },
    { input: [{ type: 'item_reference' }] },
    { input: [{ type: 'item_reference', id: 'item 1' }] },
    { input: Array.from({ length: 1025 }, (_, at) => ({ id: `msg_${at}` })) },
  ])('%j is refused', (body) => {
    const refusal = expect.objectContaining({ failure: expect.objectContaining({ code: 'invalid_continuation' }) })
    expect(() => read(body)).toThrow(refusal)
  })
})

test('the item of an event is what its upstream calls it', () => {
  const part = { kind: 'part', choice: 0, part: 0, type: 'text' } as const
  expect(itemOf({ ...part, raw: { output_index: 0, item: { id: 'msg_1' } } })).toBe('msg_1')
  for (const raw of [{ item: { id: 'a b' } }, { item: { id: 5 } }, { item: 'msg_1' }, { id: 'msg_1' }, undefined]) {
    expect(itemOf({ ...part, ...(raw && { raw }) })).toBeNull()
  }
  expect(itemOf({ kind: 'start', id: 'resp_1', model: null, raw: { item: { id: 'x' } } })).toBeNull()
})
