import { describe, expect, it } from 'vitest'
import type { Assertion, Engine } from '../../src/index.ts'
import { BASE, engineOf, fence, type Text } from '../policy/stack.ts'

const said = (name: string, value: Assertion['value'], by: string, heard = false): Assertion =>
  heard ? { name, value, by, heard } : { name, value, by }
const layers = (...texts: readonly Text[]): Engine => engineOf([['root', BASE], ...texts])

describe('trust', () => {
  const limit: Text = ['root', fence('when: user.vip', 'set: {detail: all}')]
  const claim = said('user.vip', true, 'user')

  it('extends who may vouch, to one level, where its condition holds', () => {
    expect(layers(limit).value('detail', [claim])).toBe('much')
    expect(layers(limit, ['developer', fence('trust: {user: [user.vip]}')]).value('detail', [claim])).toBe('all')
    expect(layers(limit, ['developer', fence('trust: {agent: [user.vip]}')]).value('detail', [claim])).toBe('much')
    const paid = layers(limit, ['developer', fence('when: user.plan == "paid"', 'trust: {user: [user.vip]}')])
    const plan = (by: string) => said('user.plan', 'paid', by)
    expect(paid.value('detail', [claim])).toBe('much')
    expect(paid.value('detail', [claim, plan('user')])).toBe('much')
    expect(paid.value('detail', [claim, plan('developer')])).toBe('all')
    expect(paid.value('detail', [plan('developer'), claim, plan('user')])).toBe('all')
  })

  it('its condition is taken in the plain reading: no trust makes another hold', () => {
    const engine = layers(limit, [
      'developer',
      fence('trust: {user: [user.plan]}') + fence('when: user.plan == "paid"', 'trust: {user: [user.vip]}'),
    ])
    expect(engine.value('detail', [claim, said('user.plan', 'paid', 'user')])).toBe('much')
    expect(engine.value('detail', [claim, said('user.plan', 'paid', 'developer')])).toBe('all')
  })

  it('said without entitlement is rejected', () => {
    const engine = layers(limit, ['user', fence('trust: {agent: [user.vip]}')])
    const rejected = (facts: readonly Assertion[]) => engine.situation(facts).rejectedTrusts.map(({ reason }) => reason)
    expect(rejected([])).toEqual(['not-entitled'])
    expect(engine.value('detail', [said('user.vip', true, 'agent')])).toBe('much')
  })

  it('what is only heard tightens, and counts fully where a trust says so', () => {
    const both: Text = [
      'root',
      fence('when: user.vip', 'set: {detail: all}', 'limit: {tone: [plain, warm]}') +
        fence('when: user.vip', 'limit: {tool.*: ask}'),
    ]
    const heard = said('user.vip', true, 'developer', true)
    expect(layers(both).value('detail', [heard])).toBe('much')
    expect(layers(both).value('tool.web.get', [heard])).toBe('ask')
    expect(layers(both).value('tool.web.get', [])).toBe('allow')
    const byUser = said('user.vip', true, 'user', true)
    const trusting = (more: string) => layers(both, ['developer', fence('trust: {user: [user.vip]}', more)])
    expect(trusting('heard: false').value('detail', [byUser])).toBe('much')
    expect(trusting('heard: true').value('detail', [byUser])).toBe('all')
    expect(trusting('heard: true').value('detail', [said('user.vip', true, 'agent', true)])).toBe('much')
  })

  it('an assertion that can not be is discarded, and counts in neither reading', () => {
    const engine = layers([
      'root',
      fence('when: user.vip || user.age == "adult" || user.score > 5', 'limit: {detail: none}'),
    ])
    const bad = [
      said('user.vip', 'true', 'developer'),
      said('user.vip', 1, 'developer'),
      said('user.age', 'grown-up', 'developer'),
      said('user.age', true, 'developer'),
      said('user.score', '9', 'developer'),
      said('user.score', Number.NaN, 'developer'),
      said('user.score', Number.POSITIVE_INFINITY, 'developer'),
      said('user.vip', true, 'boss'),
      said('user.constructor', true, 'developer'),
      said('__proto__', true, 'developer'),
    ]
    expect(engine.value('detail', bad)).toBe('much')
    expect(engine.situation(bad).discarded).toEqual(bad)
    expect(engine.situation([said('user.vip', true, 'none')]).discarded).toEqual([])
  })
})
