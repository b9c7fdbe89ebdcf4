import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Assertion } from '../../src/index.ts'
import { BASE, codes, compiled, engineOf, fence } from './stack.ts'

const quoted = (condition: string): string => `'${condition.replaceAll("'", "''")}'`
const said = (name: string, value: Assertion['value'], by = 'developer'): Assertion => ({ name, value, by })

describe('huge conditions', () => {
  it.each([
    ['brackets', '('.repeat(2000)],
    ['lists', '['.repeat(4000)],
    ['closed brackets', `${'('.repeat(2000)}user.vip${')'.repeat(2000)}`],
    ['negations', `${'!'.repeat(4000)}user.vip`],
    ['minus signs', `${'-'.repeat(4000)}1 == 1`],
    ['length', `user.vip${' && user.vip'.repeat(2000)}`],
    ['a long name', 'a'.repeat(100_000)],
    ['conditionals', `${'user.vip ? '.repeat(300)}true`],
    ['a list', `user.score in [${'1,'.repeat(1500)}1]`],
  ])('%s: a diagnostic', (_, condition) => {
    const result = compiled([['root', BASE + fence(`when: ${quoted(condition)}`, 'limit: {detail: none}')]])
    expect(result.policy).toBeNull()
    expect(codes(result)).toHaveLength(1)
  })

  it('several conditions near the limit are one condition all the same', () => {
    const long = `user.vip${' || user.vip'.repeat(330)}`
    const rules = Array.from({ length: 3 }, () => `  - {when: ${long}, limit: a}`)
    const text = fence('behavior: depth', 'values: [a, b]', 'default: b', `when: ${long}`, 'rules:', ...rules)
    const tagged = `---\nbylaw: 1\ntags: {big: '${long}', more: '${long}'}\n---\n# S {#s tags=big,more}\n`
    const engine = engineOf([['root', `${tagged}${BASE}${text}`]])
    expect(engine.value('depth', [])).toBe('b')
    expect(engine.value('depth', [said('user.vip', true)])).toBe('a')
  })

  it('no text at all makes compiling throw', () => {
    const tokens = fc.constantFrom(
      ...['user.vip', 'user.age', 'user.score', 'args', 'args.x', 'x', '"a"', '1', '1.5', 'null', '(', ')', '[', ']'],
      ...['{', '}', '.', ',', '?', ':', '!', '-', '+', '/', '%', '==', '<', 'in', '&&', '||', '//', '\\', '"', 'has('],
      ...['.exists(x, ', '.map(x, ', 'size(', '.matches(', '__proto__', 'b"a"', '0x1', '1u', 'é', '\ud800', '\n'],
    )
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 14 }), fc.constantFrom('', ' '), (parts, glue) => {
        const condition = JSON.stringify(parts.join(glue))
        const { policy, diagnostics } = compiled([
          ['root', BASE + fence(`when: ${condition}`, 'limit: {tool.*: deny}')],
        ])
        expect(policy === null).toBe(diagnostics.some((each) => each.severity === 'error'))
      }),
      { numRuns: 1000 },
    )
  })
})
