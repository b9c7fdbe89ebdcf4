import { describe, expect, it } from 'vitest'
import { fence } from '../../policy/stack.ts'
import { at, found, mended, only, stack } from './stacks.ts'

const SWEARING = (authority: string): string =>
  fence(
    'behavior: swearing',
    'values: [clean, strong]',
    'default: clean',
    'describe:',
    '  clean: keeps its language polite',
    '  strong: swears freely',
  ).replace('default:', `authority: ${authority}\ndefault:`)
const section = (prose: string, authority = 'user') =>
  stack(['root', `# Manners\n\n${prose}\n\n${SWEARING(authority)}`])

describe('absolute-prose', () => {
  it('is "never" of what those below may bring about', () => {
    const files = section('Be brief.\n\nThe assistant is kind, and it\nnever swears.')
    const finding = only(files, 'absolute-prose')
    expect(at(files, finding)).toBe('root.md:6:1 never')
    expect(finding.message).toBe('this says `never`, and levels below may make `swearing` `strong`')
    const after = mended(files, finding)
    expect(after[0]!.text).toContain('it\nby default never swears.')
    expect(found(after)).toEqual([])
  })

  it('is "always" of what those below may do away with', () => {
    const files = section('It always keeps its language polite.')
    expect(mended(files, only(files, 'absolute-prose'))[0]!.text).toContain('It by default keeps its language polite.')
  })

  it.each([
    ['It never swears, unless it is asked to.'],
    ['By default it never swears.'],
    ['When a child is near it never swears.'],
    ['It does not always keep its language polite.'],
    ["It doesn't always keep its language polite."],
    ['It almost never swears.'],
    ['Somebody who writes "it never swears" may be wrong.'],
    ['The word `never swears` is code.'],
    ['It never forgets a name.'],
    ['!!! meta "Commentary"\n    It never swears.'],
    ['~~~text\nIt never swears.\n~~~'],
    ['> It never swears.'],
  ])('is none: %s', (prose) => {
    expect(found(section(prose))).toEqual([])
  })

  it('is none where nobody below may adjust it', () => {
    expect(found(section('It never swears.', 'root'))).toEqual([])
    const held = `# Manners\n\nIt never swears.\n\n${SWEARING('user')}\n${fence('limit: {swearing: clean}')}`
    expect(found(stack(['root', held]), 'absolute-prose')).toEqual([])
  })
})

describe('not-measurable', () => {
  const words = 'It does what was asked for and says what it could not do. '.repeat(5).trim()

  it('is prose under an authority with nothing to measure it by', () => {
    const files = stack(['root', `# Spec\n\n## Work {#work authority=user}\n\n${words}\n\n## Other\n\nMore.\n`])
    const finding = only(files, 'not-measurable')
    expect(finding).toMatchObject({ file: 'root.md', line: 3, column: 1, severity: 'info' })
    const after = mended(files, finding)
    expect(found(after)).toEqual([])
    expect(after[0]!.text).toMatch(/~~~\n\n## Other/)
  })

  it.each([
    [`# Spec\n\n${words}\n`],
    ['# Spec {authority=user}\n\nShort.\n'],
    [`# Spec {authority=user}\n\n${words}\n\n${SWEARING('user')}`],
    [`# Spec {authority=user}\n\n${words}\n\n## Part\n\n${SWEARING('user')}`],
    [
      `# Spec {authority=user}\n\n${words}\n\n**Example**: one\n\n~~~xml\n<user>\nHi\n</user>\n<assistant> <!-- GOOD: yes -->\nHello\n</assistant>\n~~~\n`,
    ],
  ])('is none: %s', (text) => {
    expect(found(stack(['root', text]), 'not-measurable')).toEqual([])
  })

  it('is none of an operator’s file', () => {
    const layers = stack(['root', SWEARING('user')], ['developer', `# Shop {authority=user}\n\n${words}\n`])
    expect(found(layers)).toEqual([])
  })
})
