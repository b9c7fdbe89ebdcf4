import { describe, expect, it } from 'vitest'
import { type Diagnostic, formatDiagnostic } from '../../src/document/index.ts'
import { read } from './reading.ts'

const error: Diagnostic = {
  severity: 'error',
  code: 'oops',
  message: 'no',
  file: 'a.md',
  line: 1,
  column: 1,
  length: 1,
}

describe('formatDiagnostic', () => {
  it('shows what, where, the line, the caret and the help', () => {
    const document = read('# A {#a authority=usr}')
    expect(formatDiagnostic(document.diagnostics[0]!, document.text)).toBe(
      [
        'error[unknown-authority]: `usr` is not a level of authority',
        ' --> spec.md:1:9',
        '  |',
        '1 | # A {#a authority=usr}',
        '  |         ^^^^^^^^^^^^^',
        '  = help: did you mean `user`?',
      ].join('\n'),
    )
  })

  it('keeps the caret under its word behind tabs, and within its line', () => {
    const shown = formatDiagnostic({ ...error, line: 10, column: 3, length: 99 }, `${'\n'.repeat(9)}\t\tabc`)
    expect(shown.split('\n').slice(2)).toEqual(['   |', '10 |         abc', '   |         ^^^'])
  })

  it('cuts long lines around the mark', () => {
    const shown = formatDiagnostic({ ...error, column: 5000, length: 3 }, `${'a'.repeat(4999)}XYZ${'b'.repeat(5000)}`)
    const [line, caret] = shown.split('\n').slice(3)
    expect(line!.length).toBeLessThan(140)
    expect(line!.slice(caret!.indexOf('^'), caret!.lastIndexOf('^') + 1)).toBe('XYZ')
  })

  it('fits a width where one is given, and leaves no word out', () => {
    const message = `${'many words '.repeat(12)}${'x'.repeat(90)} and \`more\``
    const long = { ...error, message, help: message, column: 300, length: 99 }
    const shown = formatDiagnostic(long, 'a'.repeat(500), { width: 60 })
    for (const line of shown.split('\n')) expect(line.length, line).toBeLessThanOrEqual(60)
    expect(shown.replace(/\s+/g, '').split(message.replace(/\s+/g, ''))).toHaveLength(3)
    expect(formatDiagnostic(long, 'x').split('\n')[0]).toBe(`error[oops]: ${message}`)
  })

  it('lets no document steer the terminal', () => {
    const shown = formatDiagnostic(
      { ...error, message: 'a\u001b[2Jb', file: '\u009bx' },
      '\u001b]0;title\u0007\u202e text',
    )
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(shown).toContain('\\u{1b}')
  })

  it('colours only when asked', () => {
    expect(formatDiagnostic(error, 'x')).not.toContain('\u001b')
    expect(formatDiagnostic(error, 'x', { color: true })).toContain('\u001b[1;31merror[oops]\u001b[0m')
  })

  it('stands without a line that the text does not have', () => {
    expect(formatDiagnostic({ ...error, line: 9 }, 'x')).toBe('error[oops]: no\n --> a.md:9:1')
  })
})
