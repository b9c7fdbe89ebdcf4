import { describe, expect, it } from 'vitest'
import { toolId } from '../../src/index.ts'
import { covers, declarationOf, familiesAbove } from '../../src/policy/pattern.ts'
import { BASE, codes, compiled, engineOf, fence, found, policyOf } from './stack.ts'

const said = (...lines: readonly string[]) =>
  compiled([
    ['root', BASE],
    ['user', fence(...lines)],
  ])

describe('statements', () => {
  it.each([
    ['an unknown behavior', 'set: {detial: none}', 'unknown-behavior', 'did you mean `detail`?'],
    ['an unknown family', 'set: {tol.*: deny}', 'unknown-behavior', 'did you mean `tool.*`?'],
    ['a behavior far from any', 'set: {entirely-else: none}', 'unknown-behavior', undefined],
    [
      'a value that is none',
      'set: {detail: mcuh}',
      'unknown-value',
      'its values are none, some, much, all; did you mean `much`?',
    ],
    [
      'a value that is none of a tool',
      'set: {tool.web.get: never}',
      'unknown-value',
      'its values are deny, ask, allow',
    ],
    [
      'a list for a scale',
      'limit: {detail: [none, some]}',
      'one-value',
      'its values, tightest first: none, some, much, all',
    ],
    [
      'a list granted on a scale',
      'grant: {agent: {detail: [some]}}',
      'one-value',
      'its values, tightest first: none, some, much, all',
    ],
    [
      'an unknown level',
      'grant: {boss: {detail: some}}',
      'unknown-level',
      'the levels are root, system, developer, user, agent',
    ],
    [
      'no level at all',
      'grant: {none: {detail: some}}',
      'unknown-level',
      'the levels are root, system, developer, user, agent',
    ],
    ['an unknown fact', 'trust: {agent: [user.agee]}', 'unknown-fact', 'did you mean `user.age`?'],
    ['an ask passed to the agent', 'asks: {tool.*: agent}', 'asks-agent', undefined],
    ['the behavior of a section', 'set: {section.x: upheld}', null, undefined],
  ])('%s', (_, line, code, help) => {
    const { diagnostics, policy } = said(line)
    expect(diagnostics.filter((each) => each.severity === 'error')).toHaveLength(1)
    if (code !== null) expect(diagnostics[0]).toMatchObject({ code, file: 'user.md', line: 2 })
    if (code !== null) expect(diagnostics[0]!.help).toBe(help)
    expect(policy!.statements.filter((statement) => statement.rank === 3)).toEqual([])
  })

  it('each value of a map stands at its own place', () => {
    const policy = policyOf([['root', BASE + fence('set:', '  detail: some', '  tone: warm', 'limit: {tool.*: ask}')]])
    const line = BASE.split('\n').length
    expect(policy.statements.map(({ kind, source }) => [kind, source.line - line, source.column])).toEqual([
      ['set', 2, 11],
      ['set', 3, 9],
      ['limit', 4, 17],
    ])
  })

  it('a value as one and as a list are the same for a choice', () => {
    const engine = engineOf([['root', BASE + fence('limit: {tone: formal}')]])
    expect(engine.decide('tone', [])).toMatchObject({ value: 'formal', allowed: ['formal'] })
    expect(engineOf([['root', BASE + fence('limit: {tone: [warm, plain]}')]]).decide('tone', [])).toMatchObject({
      value: 'plain',
      allowed: ['plain', 'warm'],
    })
  })

  it('a behavior of a level below is unknown above', () => {
    const own = fence('behavior: own', 'values: [a, b]', 'default: a')
    expect(
      codes(
        compiled([
          ['root', BASE],
          ['user', own],
          ['developer', fence('set: {own: b}')],
        ]),
      ),
    ).toEqual(['unknown-behavior'])
    expect(
      codes(
        compiled([
          ['root', BASE],
          ['developer', own],
          ['user', fence('limit: {own: a}')],
        ]),
      ),
    ).toEqual([])
  })

  it('a choice that depends on a fact is warned of, one that does not is not', () => {
    expect(codes(compiled([['root', BASE + fence('when: user.vip', 'set: {tone: warm}')]]))).toEqual([
      'conditioned-choice',
    ])
    expect(codes(compiled([['root', BASE + fence('set: {tone: warm}')]]))).toEqual([])
    expect(codes(compiled([['root', BASE + fence('when: user.vip', 'set: {detail: some}')]]))).toEqual([])
  })

  it('invariants have names of their own and constants that exist', () => {
    const invariant = (name: string, holds: string): string => fence(`invariant: ${name}`, `holds: '${holds}'`)
    const fine = 'behavior["detail"] != "all" || user.vip'
    expect(codes(compiled([['root', BASE + invariant('one', fine) + invariant('one', fine)]]))).toEqual([
      'duplicate-invariant',
    ])
    for (const [holds, code] of [
      ['behavior["detial"] == "all"', 'unknown-behavior'],
      ['behavior["detail"] == "alll"', 'unknown-value'],
      ['behavior["detail"] < "all"', 'invariant-use'],
      ['user.vipp || behavior["detail"] == "all"', 'unknown-fact'],
      ['behavior["detail"] == "all" &&', 'condition-syntax'],
      ['('.repeat(3000), 'condition-syntax'],
    ] as const) {
      expect(codes(compiled([['root', BASE + invariant('one', holds)]]))).toEqual([code])
    }
  })
})

describe('patterns', () => {
  it('a family covers every id below its prefix, however deep, not the prefix itself', () => {
    for (const id of ['tool.github.x', 'tool.github.x.y.z', 'tool.github.x.*'])
      expect(covers('tool.github.*', id)).toBe(true)
    for (const id of ['tool.github', 'tool.githubx', 'tool.git', 'tool.*', 'tool.github.']) {
      expect(covers('tool.github.*', id)).toBe(false)
    }
    expect(covers('tool.github.x', 'tool.github.x')).toBe(true)
    expect(covers('tool.github.x', 'tool.github.x.y')).toBe(false)
  })

  it('the declaration is the longest that covers: whatever gives a domain is also what statements cover', () => {
    const declared = new Map(['tool.*', 'tool.a.*', 'tool.a.b'].map((id) => [id, id]))
    expect(declarationOf('tool.a.b', declared)).toBe('tool.a.b')
    expect(declarationOf('tool.a.b.c', declared)).toBe('tool.a.*')
    expect(declarationOf('tool.b', declared)).toBe('tool.*')
    expect(declarationOf('tool', declared)).toBeNull()
    for (const id of ['tool.', 'tool.a.', 'tool.a.b', 'tool..', 'tool.a..x', 'tool.a.b.*', '.', '', '..', 'a.b.c.']) {
      for (const family of familiesAbove(id)) expect(covers(family, id), `${family} covers ${id}`).toBe(true)
    }
  })

  it.each([
    ['web', 'search', 'tool.web.search'],
    ['web', 'a.b', 'tool.web.a%2Eb'],
    ['web', '100%', 'tool.web.100%25'],
    ['web', '%2E', 'tool.web.%252E'],
    ['web', 'é', 'tool.web.%C3%A9'],
    ['web', '*', 'tool.web.%2A'],
    ['web', 'a b/c', 'tool.web.a%20b%2Fc'],
    ['web', '😀', 'tool.web.%F0%9F%98%80'],
    ['web', '\u0000', 'tool.web.%00'],
    ['a.b', 'x', 'tool.a%2Eb.x'],
    ['web', '', 'tool.web.%'],
    ['', '', 'tool.%.%'],
  ])('the id of the tool %j, %j', (source, name, id) => {
    expect(toolId(source, name)).toBe(id)
  })

  it('no name of a tool escapes what is said of its source', () => {
    const root = fence('behavior: tool.*', 'values: [deny, ask, allow]', 'default: allow')
    const engine = engineOf([['root', root + fence('limit: {tool.web.*: deny}')]])
    for (const name of ['', '.', '..', '*', 'a', 'mail.send', '%', '__proto__', 'é', '\ud800', ' ']) {
      expect(engine.value(toolId('web', name), []), name).toBe('deny')
    }
    expect(engine.value(toolId('web.', 'x'), [])).toBe('allow')
  })
})

describe('what the layers say together', () => {
  it('an unknown statement names its layer in reading order', () => {
    const result = compiled([
      ['agent', fence('set: {x: a}')],
      ['user', fence('set: {x: a}')],
      ['root', BASE],
    ])
    expect(found(result)).toEqual(['unknown-behavior@user.md:2:7', 'unknown-behavior@agent.md:2:7'])
  })
})
