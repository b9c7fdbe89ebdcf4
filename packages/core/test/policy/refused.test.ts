import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../src/index.ts'
import { compiled as compiledStack, everyStack, TIMEOUT } from '../laws/trial.ts'
import { BASE, compiled, fence, type Text } from './stack.ts'

describe('statements that can never do anything', () => {
  const told = (layers: readonly Text[], mandates: readonly string[] = []) =>
    compiled([['root', BASE], ...layers], mandates).diagnostics.map(
      ({ severity, code, file, line }) => `${severity} ${code} ${file}:${line}`,
    )

  it.each<[string, Text[], string[]]>([
    ['a bright line', [['user', fence('set: {weapons: never}')]], ['warning bright-line user.md:2']],
    ['a scale out of reach', [['user', fence('set: {detail: all}')]], ['warning out-of-reach user.md:2']],
    ['a tighter set needs no reach', [['user', fence('set: {detail: none}')]], []],
    ['the default needs none', [['user', fence('set: {detail: much}')]], []],
    [
      'a stronger set may make room',
      [
        ['developer', fence('when: user.vip', 'set: {detail: all}')],
        ['user', fence('set: {detail: all}')],
      ],
      [],
    ],
    [
      'a grant may make room',
      [
        ['developer', fence('when: user.vip', 'grant: {user: {detail: all}}')],
        ['user', fence('set: {detail: all}')],
      ],
      [],
    ],
    [
      'a grant to another does not',
      [
        ['developer', fence('grant: {agent: {detail: all}}')],
        ['user', fence('set: {detail: all}')],
      ],
      ['warning out-of-reach user.md:2'],
    ],
    ['a grant upwards', [['user', fence('grant: {developer: {detail: some}}')]], ['warning not-below user.md:2']],
    ['a grant to itself', [['user', fence('grant: {user: {detail: some}}')]], ['warning not-below user.md:2']],
    ['an ask passed upwards', [['user', fence('asks: {tool.*: developer}')]], ['warning not-below user.md:2']],
    ['a trust upwards', [['user', fence('trust: {user: [user.vip]}')]], ['warning not-below user.md:2']],
    ['a choice without reach is left to the fold', [['agent', fence('set: {tone: warm}')]], []],
    ['a family whose line lies inside', [['developer', fence('set: {tool.*: allow}')]], []],
  ])('%s', (_, layers, warnings) => {
    expect(told(layers)).toEqual(warnings)
  })

  it('a grant to a family that can not be granted is warned of unless it can be inside', () => {
    const family = (inside: string) =>
      fence('behavior: app.*', 'values: [off, on]', 'default: off', 'delegable: false') +
      fence('behavior: app.mail.*', 'default: off', `delegable: ${inside}`)
    const grant: Text = ['developer', fence('grant: {user: {app.*: on}}')]
    expect(told([['root', family('false')], grant])).toEqual(['warning not-delegable developer.md:2'])
    expect(told([['root', family('true')], grant])).toEqual([])
  })

  it('a mandate reaches nothing, whatever its authority', () => {
    const open = fence('behavior: open', 'values: [a, b]', 'default: a', 'authority: guideline')
    expect(
      told([
        ['root', open],
        ['agent', fence('set: {open: b}')],
      ]),
    ).toEqual([])
    expect(told([['root', open]], [fence('set: {open: b}')])).toEqual(['warning out-of-reach mandate.md:2'])
  })
})

describe('a warning of a refused statement is never wrong', { timeout: TIMEOUT }, () => {
  it('what is warned of has no effect in any situation tried', () => {
    let total = 0
    everyStack(fc.constant(null), ({ stack, engine, subjects, situations }) => {
      const { diagnostics } = compiledStack(stack)
      const refused = new Map(
        diagnostics
          .filter(({ code }) => ['out-of-reach', 'not-delegable', 'not-below', 'bright-line'].includes(code))
          .map(({ file, line, column, code }) => [`${file}:${line}:${column}`, code]),
      )
      let compared = 0
      for (const { id } of subjects) {
        for (const { facts, args } of situations) {
          const decision = engine.decide(id, facts, args) as Decision
          for (const step of decision.trace) {
            const code = refused.get(`${step.source}:${step.column}`)
            if (code === undefined || step.statement === 'asks') continue
            compared++
            expect(['rejected', 'none'], `${code} ${id}`).toContain(step.effect)
            expect(step.after, `${code} ${id}`).toEqual(step.before)
          }
        }
      }
      total += compared
      return 1
    })
    expect(total).toBeGreaterThan(100)
  })
})
