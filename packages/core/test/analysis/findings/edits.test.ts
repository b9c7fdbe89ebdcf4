import { describe, expect, it } from 'vitest'
import { asLimit, blockAfter, factSaying, quoted, removal, replacement } from '../../../src/analysis/findings/edits.ts'
import type { Edit } from '../../../src/analysis/findings/types.ts'
import type { Policy, Source } from '../../../src/index.ts'
import { BASE, fence } from '../../policy/stack.ts'
import { applied, compiledFiles, edited, type File } from './edited.ts'
import { stack } from './stacks.ts'

/** The developer's file, and the place of the statement about a value or a fact in it. */
function said(text: string, about: string): { files: readonly File[]; policy: Policy; at: Source } {
  const files = stack(['root', BASE], ['developer', text])
  const { policy, diagnostics } = compiledFiles(files)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const lines = text.split('\n')
  const line = lines.findIndex((each) => each.includes(about)) + 1
  const sources = [...policy!.statements, ...policy!.trusts].map(({ source }) => source)
  const onLine = sources.filter((source) => source.file === 'developer.md' && source.line === line)
  const column = lines[line - 1]!.indexOf(about) + about.length + 1
  const at = onLine.findLast((source) => source.column <= column)!
  return { files, policy: policy!, at }
}

function after(files: readonly File[], edit: Edit | null): string {
  expect(edit).not.toBeNull()
  const { policy, diagnostics } = applied(files, edit!)
  expect(policy, JSON.stringify(diagnostics)).not.toBeNull()
  return edited(files[1]!.text, edit!)
}

const OWN = ['behavior: own', 'values: [low, high]', 'default: low']

describe('taking a statement out', () => {
  it.each([
    ['set: {detail: none, tone: warm}', 'detail: none', 'set: {tone: warm}'],
    ['set: {detail: none, tone: warm}', 'tone: warm', 'set: {detail: none}'],
    ['set: {detail: none,\n  tone: warm}', 'tone: warm', 'set: {detail: none}'],
    ['set:\n  detail: none # low\n  tone: warm', 'detail: none', 'set:\n  tone: warm'],
    ['set:\n  detail: none\n  tone: warm', 'tone: warm', 'set:\n  detail: none'],
    ['set: {detail: none}\nlimit: {tone: [warm, plain]}', 'limit: {tone: ', 'set: {detail: none}'],
    [
      'set: {detail: none}\nlimit:\n  tone:\n    - warm\n    - plain',
      'set: {detail: ',
      'limit:\n  tone:\n    - warm\n    - plain',
    ],
    [
      'when: user.vip\nset: {detail: none}\nlimit: {detail: much}',
      'set: {detail: ',
      'when: user.vip\nlimit: {detail: much}',
    ],
    ['grant: {user: {detail: all, tone: [warm]}}', 'detail: ', 'grant: {user: {tone: [warm]}}'],
    ['grant: {user: {detail: all}, agent: {detail: none}}', 'user: {detail: ', 'grant: {agent: {detail: none}}'],
    ['trust: {user: [user.vip, user.plan]}\nheard: true', '[user.vip', 'trust: {user: [user.plan]}\nheard: true'],
  ])('%j without %j', (block, about, left) => {
    const { files, policy, at } = said(fence(block), about)
    expect(after(files, removal(policy, at))).toBe(fence(left))
  })

  it.each([
    ['rules:\n  - when: user.vip\n    limit: low\n  - set: high', 'limit: ', 'rules:\n  - set: high'],
    ['rules:\n  - set: high\n    limit: low', 'set: ', 'rules:\n  - limit: low'],
    ['rules:\n  - limit: low\ntitle: Own', 'limit: ', 'title: Own'],
    ['rules: [{limit: low}, {set: high}]', 'limit: ', 'rules: [{set: high}]'],
  ])('of a rule: %j', (rules, about, left) => {
    const { files, policy, at } = said(fence(...OWN, rules), about)
    expect(after(files, removal(policy, at))).toBe(fence(...OWN, left))
  })

  it('takes the block out where nothing else is said in it', () => {
    const text = `One.\n\n${fence('when: user.vip', 'set: {detail: none}')}\nTwo.\n`
    const { files, policy, at } = said(text, 'none')
    expect(after(files, removal(policy, at))).toBe('One.\n\nTwo.\n')
  })

  it('counts columns behind what an indented fence takes off', () => {
    const { files, policy, at } = said('  ```yaml bylaw\n  set: {detail: none, tone: warm}\n  ```\n', 'none')
    expect(after(files, removal(policy, at))).toBe('  ```yaml bylaw\n  set: {tone: warm}\n  ```\n')
  })
})

describe('other edits', () => {
  it('says another value', () => {
    const { files, policy, at } = said(fence('limit: {tone: [warm, plain]}'), 'tone: ')
    expect(after(files, replacement(policy, at, '[formal]', ''))).toBe(fence('limit: {tone: [formal]}'))
  })

  it('makes a set a limit in place, or in a block of its own', () => {
    const alone = said(fence('when: user.vip', 'set: {detail: none}'), 'none')
    expect(after(alone.files, asLimit(alone.policy, alone.at, 'detail', 'none'))).toBe(
      fence('when: user.vip', 'limit: {detail: none}'),
    )
    const beside = said(fence('set: {detail: none}', 'limit: {tone: [warm]}'), 'none')
    expect(after(beside.files, asLimit(beside.policy, beside.at, 'detail', 'none'))).toBe(
      `${fence('limit: {tone: [warm]}')}\n${fence('limit: {detail: none}')}`,
    )
    const rule = said(fence(...OWN, 'rules:', '  - when: user.vip', '    set: high'), 'set: ')
    expect(after(rule.files, asLimit(rule.policy, rule.at, 'own', 'high'))).toContain('    limit: high')
  })

  it('adds a block under the same condition', () => {
    const { files, policy, at } = said(`${fence('when: user.vip', 'set: {detail: none}')}\nMore.\n`, 'none')
    expect(after(files, blockAfter(policy, at, 'limit: {detail: none}', ''))).toBe(
      `${fence('when: user.vip', 'set: {detail: none}')}\n${fence('when: user.vip', 'limit: {detail: none}')}\nMore.\n`,
    )
  })

  it.each([
    [
      'facts: {own.fact: {type: bool, assume: false, vouched-by: developer}}',
      'facts: {own.fact: {type: bool, assume: false, vouched-by: developer, delegable: false}}',
    ],
    [
      'facts:\n  own.fact:\n    type: bool\n    assume: false\n    vouched-by: developer',
      'facts:\n  own.fact:\n    type: bool\n    assume: false\n    vouched-by: developer\n    delegable: false',
    ],
    [
      'facts:\n  own.fact: {type: bool, assume: false, vouched-by: developer, delegable: true}',
      'facts:\n  own.fact: {type: bool, assume: false, vouched-by: developer, delegable: false}',
    ],
  ])('says something of a fact: %j', (block, left) => {
    const files = stack(['root', BASE], ['developer', fence(block)])
    const policy = compiledFiles(files).policy!
    const { source } = policy.facts.find(({ name }) => name === 'own.fact')!
    expect(after(files, factSaying(policy, source, 'delegable', 'false', ''))).toBe(fence(left))
  })

  it('quotes what YAML would read as something else', () => {
    expect(['plain', 'on', '50', 'null', 'tool.*', 'a b', 'tool.x.a%20b'].map(quoted)).toEqual([
      ...['plain', '"on"', '"50"', '"null"', 'tool.*', '"a b"', 'tool.x.a%20b'],
    ])
  })
})
