import type { ChatChoice, ChatCompletion } from '@bylaw/providers'
import { expect, it } from 'vitest'
import { namedCall, readArguments } from '../../src/check/arguments.ts'
import { checkCompletion } from '../../src/check/completion.ts'
import type { Gate } from '../../src/check/gate.ts'

const undecided = { value: null, by: null, asks: null, trace: [], declared: true, arguments: { salt: '', digest: '' } }
const gate: Gate = async (choice, calls) =>
  calls.map((call) => {
    const outcome = namedCall(call)?.name === 'read_file' ? 'permitted' : 'blocked'
    const decided = { ...undecided, sentence: 'Because.' }
    return { choice, behavior: `tool.request.${namedCall(call)?.name ?? ''}`, outcome, ...decided }
  })

const read = { name: 'read_file', arguments: '{}' }
const remove = { name: 'delete_file', arguments: '{"never": 1}' }
const choice = (message: ChatChoice['message'], finish_reason: string, index = 0) => ({ index, message, finish_reason })

it('without calls an answer stays the same, every choice of it', async () => {
  const answer: ChatCompletion = {
    id: 'x',
    vendor: 1,
    choices: [choice({ content: 'a', more: 1 }, 'stop'), choice({}, 'length', 1)],
  }
  expect(await checkCompletion(answer, gate)).toEqual(answer)
})

it('the older function_call and custom tools follow the same rule', async () => {
  const answer: ChatCompletion = {
    choices: [
      choice({ content: 'So.', function_call: remove }, 'function_call', 0),
      choice({ content: null, function_call: read }, 'function_call', 1),
      choice({ tool_calls: [{ type: 'custom', custom: { name: 'shell', input: 'never' } }] }, 'tool_calls', 2),
      choice({ tool_calls: [{ type: 'unheard_of', function: read }], function_call: read }, 'tool_calls', 3),
    ],
  }
  const { choices } = await checkCompletion(answer, gate)
  expect(choices[0]).toEqual(
    choice({ content: 'So.\n\nThe call of the tool `delete_file` was withheld. Because.' }, 'stop', 0),
  )
  expect(choices[1]).toEqual(answer.choices[1])
  expect(choices[2]).toEqual(choice({ content: 'The call of the tool `shell` was withheld. Because.' }, 'stop', 2))
  expect(choices[3]).toEqual(
    choice({ content: 'The call of a tool was withheld. Because.', function_call: read }, 'tool_calls', 3),
  )
})

it('a finish that speaks of calls where there are none is a stop', async () => {
  const { choices } = await checkCompletion({ choices: [choice({ content: '' }, 'tool_calls')] }, gate)
  expect(choices).toEqual([choice({ content: '' }, 'stop')])
})

it.each([
  ['{"a": {"b": [{"c": "d:e\\":"}]}, "b": "x"}', true],
  ['', true],
  ['{"__proto__": 1}', true],
  ['{"a": {"b": 1, "b": 2}}', false],
  ['{"a": [{"b": 1}, {"b": 1, "\\u0062": 2}]}', false],
  ['null', false],
  ['{} {}', false],
])('arguments %s', (text, readable) => {
  expect(readArguments({ function: { name: 'x', arguments: text } }, text) !== null).toBe(readable)
})

it('a call of two kinds at once is of no known kind', () => {
  expect(namedCall({ type: 'function', function: read, custom: { name: 'shell', input: '' } })).toBeNull()
})
