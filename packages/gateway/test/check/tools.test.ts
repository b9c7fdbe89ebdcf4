import { type Assertion, compile, createEngine, readDocument } from '@bylaw/core'
import type { Call, Tool } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { authorise, declaredTools, noticeOf } from '../../src/check/tools.ts'
import { operator, spec } from '../stack.ts'

const { policy } = compile({
  layers: [
    { level: 'root', document: readDocument('spec.md', spec) },
    { level: 'developer', document: readDocument('shop.md', operator) },
  ],
})
const engine = createEngine(policy!)
const facts: Assertion[] = []

const tool = (name: string, type: Tool['type'] = 'function'): Tool => ({ name, type, description: null, schema: null })
const decide = (name: string, text: string, more: Partial<Call> = {}, tools: readonly Tool[] = [tool(name)]) =>
  authorise({ engine, facts, declared: declaredTools(tools) }, 0, {
    call: { id: 'c', name, type: 'function', ...more },
    text,
  })

describe('a call', () => {
  it.each([
    ['read_file', '{"path": "notes.txt"}', 'permitted'],
    ['read_file', '{"path": "/etc/passwd"}', 'blocked'],
    ['delete_file', '{"path": "notes.txt"}', 'blocked'],
    ['send_mail', '{"to": "a@example.com"}', 'ask'],
    ['x.read_file', '{"path": "notes.txt"}', 'ask'],
    ['', '{}', 'ask'],
  ])('%s %s is %s', (name, text, outcome) => {
    expect(decide(name, text).outcome).toBe(outcome)
  })

  it.each([
    ['no path to decide on', '{}'],
    ['not JSON', '{"path": "notes'],
    ['not an object', '["notes.txt"]'],
    ['a key twice', '{"path": "/etc/x", "path": "notes.txt"}'],
    ['a key twice, escaped', '{"path": "/etc/x", "p\\u0061th": "notes.txt"}'],
  ])('is blocked with %s', (_, text) => {
    expect(decide('read_file', text).outcome).toBe('blocked')
  })

  it('of no known type is blocked, and nothing that it calls itself is named', () => {
    const record = decide('shell', '{}', { type: 'mcp' as 'function' })
    expect(record).toMatchObject({ outcome: 'blocked', sentence: 'The call is of no known type.', declared: false })
    expect(noticeOf(record)).toBe('The call of a tool was withheld. The call is of no known type.')
  })

  it('of a custom tool is decided on its text', () => {
    expect(decide('shell', 'ls -l', { type: 'custom' }, [tool('shell', 'custom')]).outcome).toBe('permitted')
  })

  it('is blocked with the text that it stands in, without asking anybody', () => {
    const gated = {
      call: { id: 'c', name: 'read_file', type: 'function' as const },
      text: '{"path": "x"}',
      withheld: 'No.',
    }
    const record = authorise({ engine, facts, declared: new Map() }, 0, gated)
    expect(record).toMatchObject({ outcome: 'blocked', sentence: 'No.', value: null })
  })
})

describe('where a tool comes from', () => {
  it.each([
    ['declared as a function', [tool('shell')], 'tool.request.shell', true],
    ['built into the API', [tool('shell', 'hosted')], 'tool.builtin.shell', true],
    ['both: the request’s own counts', [tool('shell'), tool('shell', 'hosted')], 'tool.request.shell', true],
    ['declared by nobody', [], 'tool.request.shell', false],
  ])('%s', (_, tools, behavior, declared) => {
    expect(decide('shell', '{}', {}, tools)).toMatchObject({ behavior, declared })
  })

  it('what is allowed of the request’s own is not allowed of what is built in', () => {
    expect(decide('shell', '{}', {}, [tool('shell')]).outcome).toBe('permitted')
    expect(decide('shell', '{}', {}, [tool('shell', 'hosted')]).outcome).toBe('ask')
  })
})

describe('a notice', () => {
  it('says who has to approve, and by which id', () => {
    const record = decide('send_mail', '{}')
    expect(noticeOf(record)).toMatch(
      /^The call of the tool `send_mail` was withheld: a developer or a stronger level must/,
    )
    expect(noticeOf({ ...record, approval: 'apr_7' })).toContain('The approval `apr_7` waits for it.')
  })

  it('names a tool only as it is escaped', () => {
    expect(noticeOf(decide('x.`\n', '{}'))).toContain('`x%2E%60%0A`')
  })
})
