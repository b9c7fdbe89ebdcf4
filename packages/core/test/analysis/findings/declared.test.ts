import { describe, expect, it } from 'vitest'
import { fence } from '../../policy/stack.ts'
import { at, found, mended, only, stack } from './stacks.ts'

const ROOT = (fact: string, ...rules: readonly string[]) =>
  stack([
    'root',
    `${fence('facts:', `  user.age: {${fact}, vouched-by: developer}`)}\n${fence('behavior: detail', 'values: [none, some, all]', 'default: some', 'authority: developer', 'rules:', ...rules)}`,
  ])
const AGES = 'type: [under_18, unknown, adult]'
const LIMIT = ['  - when: user.age == "under_18"', '    limit: none']

describe('uncautious-assume', () => {
  it('is the least careful value', () => {
    const files = ROOT(`${AGES}, assume: adult`, ...LIMIT)
    const finding = only(files, 'uncautious-assume')
    expect(at(files, finding)).toBe('root.md:3:3 user.age')
    expect(finding.message).toContain('`under_18` would decide `detail` tighter')
    expect(finding.facts).toEqual([{ name: 'user.age', value: 'under_18', by: 'developer' }])
    const after = mended(files, finding)
    expect(after[0]!.text).toContain('assume: under_18')
    expect(found(after)).toEqual([])
  })

  it('is none of a value in between, of the most careful one, or where nothing hangs on it', () => {
    const loosening = ['  - when: user.age == "adult"', '    set: all']
    expect(found(ROOT(`${AGES}, assume: unknown`, ...LIMIT, ...loosening))).toEqual([])
    expect(found(ROOT(`${AGES}, assume: under_18`, ...LIMIT))).toEqual([])
    expect(found(ROOT(`${AGES}, assume: adult`, '  - grant: {user: all}'))).toEqual([])
  })

  it('is told of permissions that rest on an assumption', () => {
    const finding = only(ROOT('type: bool, assume: true', '  - when: user.age', '    set: all'), 'uncautious-assume')
    expect(finding.message).toContain('assumes `true`')
  })
})

describe('broad-tools', () => {
  const TOOLS = (first: string, ...more: readonly string[]) =>
    [
      fence('behavior: tool.*', 'values: [deny, ask, allow]', `default: ${first}`, 'authority: developer'),
      ...more,
    ].join('\n')
  const DELETE = fence(
    'behavior: tool.files.delete',
    'values: [deny, ask, allow]',
    'default: deny',
    'authority: developer',
  )

  it('is to allow every tool of every source', () => {
    const files = stack(['root', TOOLS('ask')], ['developer', fence('set: {tool.*: allow}')])
    const finding = only(files, 'broad-tools')
    expect(at(files, finding)).toBe('developer.md:2:15 allow')
    const after = mended(files, finding)
    expect(after[1]!.text).toContain('set: {tool.*: ask}')
    expect(found(after)).toEqual([])
    expect(
      only(stack(['root', TOOLS('ask')], ['developer', fence('grant: {user: {tool.*: allow}}')]), 'broad-tools').line,
    ).toBe(2)
  })

  it('is to allow them by default', () => {
    const files = stack(['root', TOOLS('allow')])
    expect(at(files, only(files, 'broad-tools'))).toBe('root.md:4:10 allow')
    expect(found(mended(files, only(files, 'broad-tools')))).toEqual([])
  })

  it('is a family that takes a tool along which is declared tighter', () => {
    const files = stack(['root', TOOLS('ask', DELETE)], ['developer', fence('set: {tool.files.*: allow}')])
    const finding = only(files, 'broad-tools')
    expect(finding.message).toBe(
      '`developer sets tool.files.*: allow` makes `tool.files.delete` `allow`, too, which is declared `deny`',
    )
    const after = mended(files, finding)
    expect(after[1]!.text).toContain('limit: {tool.files.delete: deny}')
    expect(found(after)).toEqual([])
  })

  it('is none of a condition, of one source, of a tool that is named beside it, or of what is out of reach', () => {
    const when = fence('when: args.dry == true', 'set: {tool.*: allow}')
    expect(found(stack(['root', TOOLS('ask')], ['developer', when]))).toEqual([])
    expect(found(stack(['root', TOOLS('ask')], ['developer', fence('set: {tool.files.*: allow}')]))).toEqual([])
    const named = fence('set: {tool.files.*: allow, tool.files.delete: ask}')
    expect(found(stack(['root', TOOLS('ask', DELETE)], ['developer', named]))).toEqual([])
    const limited = stack(
      ['root', TOOLS('ask', fence('limit: {tool.*: ask}'))],
      ['developer', fence('set: {tool.*: allow}')],
    )
    expect(found(limited, 'broad-tools')).toEqual([])
  })
})
