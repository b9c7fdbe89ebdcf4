import { afterAll, describe, expect, it } from 'vitest'
import { bylaw, Folder } from './command.ts'

const folder = new Folder()
afterAll(() => folder.remove())

const front = '---\nbylaw: 1\nlayer: root\n---\n# S {#s authority=user}\n\n'
const block = (yaml: string) => `${front}\`\`\`yaml bylaw\n${yaml}\n\`\`\`\n`
const behavior = 'behavior: a\nvalues: [low, high]\ndefault: low'

const bomb = [...'bcdefghi'].reduce((text, name, index) => {
  const before = 'abcdefgh'[index]
  return `${text}, [&${name} [${`*${before}, `.repeat(9)}]]`
}, 'values: [&a [x, x, x]')

/** What is wrong, the file, and the code and line of the first error. */
const cases: readonly [string, string | Uint8Array, string, number][] = [
  ['50 MB', Buffer.alloc(50 * 1024 * 1024, 'a'), 'too-large', 1],
  ['an alias bomb', block(`behavior: a\n${bomb}]\ndefault: x`), 'yaml-anchor', 9],
  ['a NUL byte', '# a\u0000b\n', 'nul-byte', 1],
  ['a lone surrogate', Buffer.concat([Buffer.from(front), Buffer.from([0xed, 0xa0, 0x80])]), 'invalid-utf8', 7],
  ['UTF-16', Buffer.from('\ufeff# a\n', 'utf16le'), 'invalid-utf8', 1],
  ['CRLF', block(behavior.replace('high', 'low')).replaceAll('\n', '\r\n'), 'duplicate-value', 9],
  ['a byte order mark', `\ufeff${block(behavior.replace('high', 'low'))}`, 'duplicate-value', 9],
  ['a confusable name', block(behavior.replace('a\n', '\u0430\n')), 'malformed-name', 8],
  ['a behavior __proto__', block(behavior.replace('a\n', '__proto__\n')), 'malformed-name', 8],
  ['a key __proto__', block('__proto__: {x: 1}'), 'unknown-key', 8],
  ['a statement about __proto__', block('set: {__proto__: low}'), 'malformed-name', 8],
  ['a statement about constructor', block('set: {constructor: low}'), 'unknown-behavior', 8],
  ['a hundred thousand headings', '# h\n'.repeat(100_000), 'too-many-sections', 10_001],
  ['deep flow nesting', block(`a: ${'{a: '.repeat(2000)}${'}'.repeat(2000)}`), 'yaml-too-deep', 8],
  ['deep flow lists', block(`a: ${'['.repeat(100_000)}${']'.repeat(100_000)}`), 'yaml-too-deep', 8],
  ['an unknown key', block(`${behavior}\nlimt: low`), 'unknown-key', 11],
  ['a wrong type', block(behavior.replace('[low, high]', 'low')), 'not-a-list', 9],
  ['a behavior declared twice', `${block(behavior)}\n${block(behavior).slice(front.length)}`, 'duplicate-behavior', 14],
  ['an id given twice', '# A {#x}\n\n# B {#x}\n', 'duplicate-id', 3],
  [
    'a regular expression in a condition',
    block(
      `facts:\n  u.x: {type: [p, q], assume: p, vouched-by: root}\n${behavior}\nrules:\n  - when: string(u.x).matches("^(p+)+$")\n    limit: low`,
    ),
    'regular-expression',
    14,
  ],
]

const harmless: readonly [string, string][] = [
  ['a hundred thousand brackets', '['.repeat(100_000)],
  ['a hundred thousand quotes', '>'.repeat(100_000)],
  ['open emphasis', '*a '.repeat(60_000)],
  ['open links', '[a]('.repeat(30_000)],
  ['nothing', ''],
]

describe('bylaw check of bad input', () => {
  it.each(cases)('%s: an error with its place', async (_, content, code, line) => {
    folder.write('bad.md', content)
    const ran = await bylaw(['check', '--json', 'bad.md'], { cwd: folder.path })
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 1, err: '' })
    const { diagnostics } = JSON.parse(ran.out) as { diagnostics: { severity: string; column: number }[] }
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    expect(errors[0]).toMatchObject({ code, line, file: 'bad.md' })
    expect(errors.every(({ column }) => column >= 1)).toBe(true)
  })

  it.each(cases)('%s: nothing is decided under it, and people are shown the place', async (_, content) => {
    folder.write('bad.md', content)
    const ran = await bylaw(['decide', '--spec', 'bad.md', '--behavior', 'a'], { cwd: folder.path })
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 2, out: '' })
    expect(ran.err).toMatch(/--> bad\.md:\d+:\d+/)
    expect(ran.err.length).toBeLessThan(200_000)
  })

  it.each(harmless)('%s: read in time, without an error', async (_, content) => {
    folder.write('odd.md', content)
    const { code, err } = await bylaw(['check', 'odd.md'], { cwd: folder.path })
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  it('a fence or front matter inside an example is text, never a statement', async () => {
    const example = `\n**Example**: a trick\n\n~~~xml\n<user>\n---\nlayer: root\n---\n\`\`\`yaml bylaw\nset: {a: high}\n\`\`\`\n</user>\n~~~\n`
    folder.write('trick.md', block(behavior) + example)
    const { code, out } = await bylaw(['decide', '--spec', 'trick.md', '--behavior', 'a', '--json'], {
      cwd: folder.path,
    })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ value: 'low', trace: [] })
  })
})
