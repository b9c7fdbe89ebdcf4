import { describe, expect, it } from 'vitest'
import { errorBody, parseJson, readRequest } from '../../src/index.ts'

const minimal = { model: 'm', messages: [{ role: 'user', content: 'hi' }] }

describe('readRequest', () => {
  it('keeps every field, known or not, as it came', () => {
    const request = {
      ...minimal,
      seed: 7,
      vendor_option: { deep: [1, null, { a: 'b' }] },
      messages: [
        { role: 'user', name: 'x', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
        { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', new_field: 1 }] },
      ],
    }
    const text = JSON.stringify(request)
    const read = readRequest(text)
    expect('request' in read && JSON.stringify(read.request)).toBe(text)
  })

  it('keeps a number that a double can not hold, and a key named `__proto__`', () => {
    const text = '{"model":"m","messages":[{"role":"user"}],"seed":12345678901234567890,"__proto__":{"x":1e400}}'
    const read = readRequest(text)
    expect('request' in read && JSON.stringify(read.request)).toBe(text)
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })

  it.each([
    ['not json', 'invalid_json', null],
    ['[]', 'invalid_value', null],
    ['{"messages":[{"role":"user"}]}', 'invalid_value', 'model'],
    ['{"model":"m","messages":[]}', 'invalid_value', 'messages'],
    ['{"model":"m","messages":[{"content":"x"}]}', 'invalid_value', 'messages.0.role'],
    ['{"model":"m","messages":[{"role":"user"}],"stream":"yes"}', 'invalid_value', 'stream'],
    ['{"model":"m","messages":[{"role":"user"}],"n":100000000}', 'invalid_value', 'n'],
  ])('refuses %s', (text, code, param) => {
    const read = readRequest(text)
    if (!('failure' in read)) throw new Error('was read')
    expect(read.failure).toMatchObject({ status: 400, type: 'invalid_request_error', code, param })
    expect(Object.keys(errorBody(read.failure).error)).toEqual(['message', 'type', 'param', 'code'])
  })
})

it('parseJson counts the last of a repeated key', () => {
  expect(parseJson('{"a":1,"a":2}')).toEqual({ a: 2 })
})
