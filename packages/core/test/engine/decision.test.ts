import { describe, expect, it } from 'vitest'
import type { Assertion, Decision, Engine } from '../../src/index.ts'
import { BASE, engineOf, fence, type Text } from '../policy/stack.ts'

const decide = (
  engine: Engine,
  id: string,
  facts: readonly Assertion[] = [],
  args?: Readonly<Record<string, unknown>>,
): Decision => {
  const decision = engine.decide(id, facts, args)
  if (decision.value === null) throw new Error(`nothing declares ${id}`)
  return decision
}
const said = (name: string, value: Assertion['value'], by: string, heard = false): Assertion =>
  heard ? { name, value, by, heard } : { name, value, by }
const layers = (...texts: readonly Text[]): Engine => engineOf([['root', BASE], ...texts])
const LINES = BASE.split('\n').length

describe('a decision', () => {
  it('of a default names its declaration', () => {
    expect(decide(layers(), 'detail')).toEqual({
      behavior: 'detail',
      kind: 'scale',
      value: 'much',
      configured: false,
      decidedBy: { level: 'root', source: `root.md:${BASE.split('\n').indexOf('behavior: detail') + 1}` },
      allowed: ['none', 'some', 'much'],
      rejected: [],
      trace: [],
    })
  })

  it('tells every statement in reading order: how it held, what it did, before and after', () => {
    const engine = layers(
      ['user', fence('limit: {detail: some}', 'set: {detail: all}')],
      ['developer', fence('when: user.vip', 'set: {detail: all}') + fence('set: {detail: much}')],
    )
    const decision = decide(engine, 'detail', [said('user.vip', true, 'user')])
    expect(decision.trace).toEqual([
      {
        statement: 'set',
        level: 'developer',
        source: 'developer.md:3',
        column: 15,
        values: ['all'],
        when: 'user.vip',
        held: 'cautious',
        effect: 'rejected',
        reason: 'unvouched',
      },
      {
        statement: 'set',
        level: 'developer',
        source: 'developer.md:6',
        column: 15,
        values: ['much'],
        when: null,
        held: 'always',
        effect: 'set',
        reason: 'capped',
        before: ['much'],
        after: ['much'],
      },
      {
        statement: 'limit',
        level: 'user',
        source: 'user.md:2',
        column: 17,
        values: ['some'],
        when: null,
        held: 'always',
        effect: 'limited',
        before: ['all'],
        after: ['some'],
      },
      {
        statement: 'set',
        level: 'user',
        source: 'user.md:3',
        column: 15,
        values: ['all'],
        when: null,
        held: 'always',
        effect: 'rejected',
        reason: 'out-of-reach',
      },
    ])
    expect(decision).toMatchObject({
      value: 'some',
      configured: true,
      decidedBy: { level: 'user', source: 'user.md:2' },
      allowed: ['none', 'some'],
    })
    expect(decision.rejected).toEqual([
      { statement: 'set', level: 'developer', reason: 'unvouched', source: 'developer.md:3' },
      { statement: 'set', level: 'developer', reason: 'capped', source: 'developer.md:6', limit: 'user.md:2' },
      { statement: 'set', level: 'user', reason: 'out-of-reach', source: 'user.md:3' },
    ])
  })

  it('is configured by what brought it about, and by nothing where nothing changed', () => {
    expect(decide(layers(['user', fence('limit: {detail: much}')]), 'detail').configured).toBe(false)
    expect(decide(layers(['user', fence('limit: {detail: some}')]), 'detail')).toMatchObject({
      configured: true,
      decidedBy: { level: 'user' },
    })
    expect(decide(layers(['developer', fence('set: {detail: much}')]), 'detail')).toMatchObject({
      configured: true,
      decidedBy: { level: 'developer' },
    })
    const both = layers(['developer', fence('set: {detail: some}')], ['user', fence('limit: {detail: some}')])
    expect(decide(both, 'detail')).toMatchObject({ decidedBy: { level: 'developer' }, rejected: [] })
    const first = layers(['developer', fence('limit: {detail: some}')], ['user', fence('limit: {detail: some}')])
    expect(decide(first, 'detail').decidedBy.level).toBe('developer')
  })

  it('says who vouched: trusted, cautious, not at all', () => {
    const engine = layers(['root', fence('when: user.vip', 'limit: {detail: none}')])
    expect(decide(engine, 'detail').trace[0]!.held).toBe('no')
    expect(decide(engine, 'detail', [said('user.vip', true, 'agent')]).trace[0]!.held).toBe('cautious')
    expect(decide(engine, 'detail', [said('user.vip', true, 'system')]).trace[0]!.held).toBe('trusted')
    expect(decide(engine, 'detail', [said('user.vip', true, 'none')]).trace[0]!.held).toBe('no')
    expect(decide(engine, 'detail', [said('user.vip', true, 'operator')]).trace[0]!.held).toBe('trusted')
  })

  it('of a grant shows the reach it gave', () => {
    const engine = layers(['developer', fence('grant: {user: {detail: all}}')], ['user', fence('set: {detail: all}')])
    expect(decide(engine, 'detail').trace[0]).toMatchObject({
      statement: 'grant',
      to: 'user',
      effect: 'granted',
      before: ['none'],
      after: ['all'],
    })
    expect(decide(engine, 'detail').value).toBe('all')
  })

  it('of a choice shows what the limits left', () => {
    const engine = layers(
      ['developer', fence('limit: {tone: [formal, warm]}')],
      ['user', fence('set: {tone: plain}')],
      ['user', fence('set: {tone: warm}')],
    )
    expect(decide(engine, 'tone')).toMatchObject({
      value: 'warm',
      allowed: ['formal', 'warm'],
      decidedBy: { level: 'user', source: 'user-2.md:2' },
    })
    expect(decide(engine, 'tone').rejected).toEqual([
      { statement: 'set', level: 'user', reason: 'out-of-reach', source: 'user.md:2' },
    ])
    expect(decide(layers(['developer', fence('limit: {tone: [formal]}')]), 'tone')).toMatchObject({
      value: 'formal',
      configured: true,
      decidedBy: { level: 'developer' },
    })
  })

  it('of a bright line never depends on anything', () => {
    const engine = layers(
      ['developer', fence('set: {weapons: never}')],
      ['user', fence('when: user.vip', 'grant: {agent: {weapons: never}}')],
    )
    const decision = decide(engine, 'weapons')
    expect(decision).toMatchObject({ kind: 'bright-line', value: 'never', configured: false, allowed: ['never'] })
    expect(decision.rejected).toEqual([
      { statement: 'set', level: 'developer', reason: 'bright-line', source: 'developer.md:2' },
    ])
    expect(decide(engine, 'weapons', [said('user.vip', true, 'user')]).rejected).toHaveLength(2)
  })

  it('can not be changed by who reads it', () => {
    const decision = decide(layers(['user', fence('limit: {detail: some}')]), 'detail')
    for (const part of [
      decision,
      decision.allowed,
      decision.rejected,
      decision.trace,
      decision.decidedBy,
      decision.trace[0]!,
    ]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })
})

describe('who answers an ask', () => {
  const asks = (...texts: readonly Text[]) => decide(layers(...texts), 'tool.mail.send')

  it('the level whose word made it so', () => {
    for (const level of ['root', 'system', 'developer', 'user']) {
      expect(asks([level, fence('limit: {tool.mail.*: ask}')])).toMatchObject({ value: 'ask', asks: level })
    }
    expect(asks(['developer', fence('set: {tool.mail.*: ask}')]).asks).toBe('developer')
  })

  it('or a weaker one it was passed on to, by a level that holds it', () => {
    const ask: Text = ['developer', fence('limit: {tool.mail.*: ask}')]
    expect(asks(ask, ['developer', fence('asks: {tool.mail.*: user}')])).toMatchObject({ asks: 'user' })
    expect(asks(['root', fence('asks: {tool.*: user}')], ask)).toMatchObject({ asks: 'user' })
  })

  it('a level that does not hold it passes nothing on', () => {
    const engine = engineOf([
      ['root', `---\nbylaw: 1\nchain: [root, developer, user, guest, agent]\n---\n${BASE}`],
      ['developer', fence('limit: {tool.mail.*: ask}')],
      ['user', fence('asks: {tool.mail.*: guest}')],
    ])
    const decision = decide(engine, 'tool.mail.send')
    expect(decision.asks).toBe('developer')
    expect(decision.rejected).toEqual([
      { statement: 'asks', level: 'user', reason: 'out-of-reach', source: 'user.md:2' },
    ])
  })

  it('nobody where nothing is asked', () => {
    expect(asks(['developer', fence('limit: {tool.mail.*: deny}', 'asks: {tool.mail.*: user}')])).not.toHaveProperty(
      'asks',
    )
  })
})

describe('lines', () => {
  it('are counted from the layer itself', () => {
    const engine = engineOf([['root', BASE + fence('limit: {detail: some}')]])
    expect(decide(engine, 'detail').decidedBy.source).toBe(`root.md:${LINES + 1}`)
  })
})
