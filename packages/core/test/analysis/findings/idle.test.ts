import { describe, expect, it } from 'vitest'
import { createEngine, diff } from '../../../src/index.ts'
import { FACTS, fence } from '../../policy/stack.ts'
import { compiledFiles, type File } from './edited.ts'
import { at, found, mended, only, stack } from './stacks.ts'

const DETAIL = (...rules: readonly string[]): string =>
  fence('behavior: detail', 'values: [none, some, much, all]', 'default: some', 'authority: developer', ...rules)
const TONE = fence('behavior: tone', 'choices: [plain, formal, warm]', 'default: plain', 'authority: user')
const ROOT = `${FACTS}\n${DETAIL()}\n${TONE}`

/** That nothing is decided otherwise, and nobody reaches anything else. */
function sameDecisions(before: readonly File[], after: readonly File[]): void {
  const [older, newer] = [before, after].map((files) => createEngine(compiledFiles(files).policy!))
  expect(diff(older!, newer!)).toMatchObject({ same: true })
}

describe('never-holds', () => {
  const holding = (when: string) => stack(['root', ROOT], ['developer', fence(`when: ${when}`, 'set: {detail: none}')])

  it('is a condition that no values make true', () => {
    const files = holding(`user.age == "child" && user.age == "adult"`)
    const finding = only(files, 'never-holds')
    expect(at(files, finding)).toBe('developer.md:3:15 none')
    expect(finding).toMatchObject({ severity: 'warning', facts: null })
    const after = mended(files, finding)
    expect(found(after)).toEqual([])
    expect(after[1]!.text).toBe('')
    sameDecisions(files, after)
  })

  it.each([
    ['user.score > 3.0 && user.score < 2.0', 1],
    ['user.score > 2.0 && user.score < 3.0', 0],
    ['user.age == user.group', 0],
    ['user.age in ["teen"] && !user.vip', 0],
    ['user.score * 0.0 == 1.0', 0],
  ])('%s: %i', (when, count) => {
    expect(found(holding(when), 'never-holds')).toHaveLength(count)
  })

  it('counts the tags of its section', () => {
    const tagged = `---\nbylaw: 1\nlayer: root\ntags: {minors: 'user.age == "child"'}\n---\n${ROOT}\n## Young {tags=minors}\n\n${fence('when: user.age == "adult"', 'limit: {detail: none}')}`
    expect(only(stack(['root', tagged]), 'never-holds').message).toContain('user.age == "child"')
  })
})

describe('never-changes', () => {
  it('is a limit that another one of its level sees to', () => {
    const files = stack([
      'root',
      `${FACTS}\n${DETAIL('rules:', '  - limit: some', '  - when: user.vip', '    limit: much')}`,
    ])
    const finding = only(files, 'never-changes')
    expect(at(files, finding)).toBe('root.md:18:12 much')
    expect(finding.message).toBe(
      '`root limits detail: much` never changes anything: `root limits detail: some` sees to it already',
    )
    expect(finding.related).toMatchObject([{ file: 'root.md', line: 16, column: 12 }])
    const after = mended(files, finding)
    expect(after[0]!.text).not.toContain('user.vip\n')
    expect(found(after, 'never-changes')).toEqual([])
    sameDecisions(files, after)
  })

  it('is a set that a later one of its level counts instead of', () => {
    const files = stack(
      ['root', ROOT],
      ['developer', fence('set: {detail: much, tone: warm}')],
      ['developer', fence('set: {detail: all}')],
    )
    const finding = only(files, 'never-changes')
    expect(at(files, finding)).toBe('developer.md:2:15 much')
    expect(finding.message).toContain('`developer sets detail: all` comes later and counts instead')
    const after = mended(files, finding)
    expect(after[1]!.text).toContain('set: {tone: warm}')
    sameDecisions(files, after)
  })

  it('is not a limit that holds nobody today and a weaker level tomorrow', () => {
    expect(
      found(stack(['root', ROOT], ['developer', fence('limit: {detail: much}', 'grant: {user: {detail: all}}')])),
    ).toEqual([])
  })

  it('is not what a level says itself although a stronger one has made it so', () => {
    const limited = `${FACTS}\n${DETAIL('rules:', '  - limit: some')}\n${TONE}`
    expect(
      found(
        stack(
          ['root', limited],
          ['developer', fence('limit: {detail: some}', 'set: {tone: plain}')],
          ['user', fence('limit: {detail: some}')],
        ),
      ),
    ).toEqual([])
  })

  it('is a limit looser than a stronger one', () => {
    const limited = `${FACTS}\n${DETAIL('rules:', '  - limit: some')}`
    const files = stack(['root', limited], ['developer', fence('limit: {detail: much}')])
    expect(only(files, 'never-changes').message).toContain('`root limits detail: some` sees to it already')
  })

  it('is a set that is rejected wherever it holds, or lowered', () => {
    const files = stack(
      ['root', ROOT],
      ['developer', fence('limit: {tone: [warm]}')],
      ['user', fence('set: {tone: formal}')],
    )
    const finding = only(files, 'never-changes')
    expect(finding).toMatchObject({ severity: 'warning', file: 'user.md' })
    expect(finding.message).toContain('it is rejected wherever it holds')
    const lowered = stack(
      ['root', ROOT],
      ['system', fence('limit: {detail: none}')],
      ['developer', fence('set: {detail: some}')],
    )
    expect(only(lowered, 'never-changes').message).toContain('`system limits detail: none` lowers it wherever it holds')
  })

  it('is not one that decides who answers an `ask`', () => {
    const tools = fence('behavior: tool.*', 'values: [deny, ask, allow]', 'default: ask', 'authority: developer')
    expect(found(stack(['root', tools], ['developer', fence('set: {tool.*: ask}')]))).toEqual([])
  })

  it('is a trust of a level that may not vouch itself, and one of whom may anyway', () => {
    const files = stack(
      ['root', FACTS.replace('assume: free, vouched-by: developer', 'assume: free, vouched-by: system')],
      ['developer', fence('trust: {user: [user.plan, user.vip]}')],
    )
    const finding = only(files, 'never-changes')
    expect(at(files, finding)).toBe('developer.md:2:16 user.plan')
    expect(finding.message).toContain('`developer` may not vouch for it itself')
    expect(mended(files, finding)[1]!.text).toContain('trust: {user: [user.vip]}')
    const twice = stack(
      ['root', FACTS],
      ['developer', `${fence('trust: {user: [user.vip]}')}\n${fence('trust: {user: [user.vip]}')}`],
    )
    expect(at(twice, only(twice, 'never-changes'))).toBe('developer.md:6:16 user.vip')
    expect(found(mended(twice, only(twice, 'never-changes')))).toEqual([])
  })

  it('says nothing twice that is an ordinary warning', () => {
    const files = stack(['root', ROOT], ['user', fence('set: {detail: all}', 'grant: {developer: {tone: [warm]}}')])
    expect(compiledFiles(files).diagnostics.map(({ code }) => code)).toEqual(['out-of-reach', 'not-below'])
    expect(found(files)).toEqual([])
  })

  it('says nothing where conditions can turn out in ways that were not looked at', () => {
    const tools = fence('behavior: tool.*', 'values: [deny, ask, allow]', 'default: ask', 'authority: developer')
    const files = stack(
      ['root', tools],
      [
        'developer',
        `${fence('when: args.n > 2.0', 'limit: {tool.a.*: deny}')}\n${fence('when: args.n > 1.0', 'limit: {tool.a.*: deny}')}`,
      ],
    )
    expect(found(files)).toEqual([])
  })
})

describe('unusable-grant', () => {
  const granting = (...words: readonly string[]) => stack(['root', ROOT], ['developer', fence(...words)])

  it('is one that a limit takes back in every situation', () => {
    const files = granting('limit: {detail: some}', 'grant: {user: {detail: all}}')
    const finding = only(files, 'unusable-grant')
    expect(at(files, finding)).toBe('developer.md:3:24 all')
    const after = mended(files, finding)
    expect(found(after, 'unusable-grant')).toEqual([])
    sameDecisions(files, after)
  })

  it('is none where the limit leaves some of it, or holds in some situations only', () => {
    expect(found(granting('limit: {detail: much}', 'grant: {user: {detail: all}}'))).toEqual([])
    const files = stack(
      ['root', ROOT],
      ['developer', `${fence('when: user.vip', 'limit: {detail: some}')}\n${fence('grant: {user: {detail: all}}')}`],
    )
    expect(found(files)).toEqual([])
  })

  it('is none where a level between could have set something tighter', () => {
    expect(found(stack(['root', `${ROOT}\n${fence('grant: {user: {detail: some}}')}`]), 'unusable-grant')).toEqual([])
  })
})

describe('unreachable-default', () => {
  it('is one that a limit of its own level rules out in every situation', () => {
    const files = stack(['root', `${FACTS}\n${DETAIL('rules:', '  - limit: none')}`])
    const finding = only(files, 'unreachable-default')
    expect(at(files, finding)).toBe('root.md:16:12 none')
    expect(finding.related).toMatchObject([{ line: 13, column: 10 }])
    const after = mended(files, finding)
    expect(after[0]!.text).toContain('default: none')
    expect(found(after, 'unreachable-default')).toEqual([])
    sameDecisions(files, after)
  })

  it('is one that two limits rule out between them', () => {
    const rules = ['rules:', '  - when: user.vip', '    limit: none', '  - when: "!user.vip"', '    limit: none']
    expect(only(stack(['root', `${FACTS}\n${DETAIL(...rules)}`]), 'unreachable-default').message).toContain('`some`')
  })

  it('is none where it is decided in some situation, or a weaker level is who limits', () => {
    const some = `${FACTS}\n${DETAIL('rules:', '  - when: user.vip', '    limit: none')}`
    expect(found(stack(['root', some]), 'unreachable-default')).toEqual([])
    expect(found(stack(['root', ROOT], ['developer', fence('limit: {detail: none}')]))).toEqual([])
  })
})
