import { describe, expect, it } from 'vitest'
import { BASE, codes, compiled, engineOf, FACTS, fence, found, policyOf, SCALE, TOOLS } from './stack.ts'

const scale = (id: string, ...more: readonly string[]): string =>
  fence(`behavior: ${id}`, 'values: [a, b, c]', 'default: b', ...more)

describe('declarations of behaviors', () => {
  it('are made once, and the second is told where the first stands', () => {
    const result = compiled([
      ['root', `${SCALE}\n${SCALE}`],
      ['root', SCALE],
    ])
    expect(found(result)).toEqual(['duplicate-behavior@root.md:9:11', 'duplicate-behavior@root-2.md:2:11'])
    expect(result.diagnostics[1]!.message).toContain('root.md:2')
    expect(result.policy).toBeNull()
  })

  it.each([
    ['no values', fence('behavior: x', 'default: a'), 'missing-domain'],
    ['no default', fence('behavior: x', 'values: [a, b]'), 'missing-default'],
    ['one value', fence('behavior: x', 'values: [a]', 'default: a'), null],
    ['a default that is no value', fence('behavior: x', 'values: [a, b]', 'default: c'), null],
    ['delegable that is no value', scale('x', 'delegable: d'), null],
    ['delegable as a list on a scale', scale('x', 'delegable: [a, b]'), 'delegable-list'],
    ['an unknown authority', scale('x', 'authority: boss'), 'unknown-authority'],
    ['an ask answered by the agent', scale('x', 'asks: agent'), 'asks-agent'],
    ['an ask answered by nobody', scale('x', 'asks: boss'), 'unknown-level'],
    ['a reserved name', scale('section.x'), null],
    ['a prototype name', scale('__proto__'), null],
  ])('%s is refused', (_, text, code) => {
    const result = compiled([['root', text]])
    expect(result.policy).toBeNull()
    if (code !== null) expect(codes(result)).toContain(code)
  })

  it('names that objects inherit are names like any other', () => {
    const engine = engineOf([['root', scale('constructor') + scale('tostring')]])
    expect(engine.value('constructor', [])).toBe('b')
    for (const id of ['toString', 'hasOwnProperty', '__proto__', 'valueOf', '']) {
      expect(engine.value(id, [])).toBeNull()
      expect(engine.decide(id, [])).toMatchObject({ value: null, error: { code: 'unknown-behavior' } })
    }
  })

  it.each<[string, string[], string, number[], boolean]>([
    ['nothing said', [], 'values: [a, b, c]', [0, 1, 2], true],
    ['true', ['delegable: true'], 'values: [a, b, c]', [0, 1, 2], true],
    ['false', ['delegable: false'], 'values: [a, b, c]', [], false],
    ['a value', ['delegable: b'], 'values: [a, b, c]', [0, 1], true],
    ['a list of a choice', ['delegable: [a, c]'], 'choices: [a, b, c]', [0, 2], true],
  ])('delegable: %s', (_, more, values, delegable, grantable) => {
    const policy = policyOf([['root', fence('behavior: x', values, 'default: b', ...more)]])
    const behavior = policy.behaviors.get('x')!
    expect([[...behavior.delegable].sort(), behavior.grantable]).toEqual([delegable, grantable])
  })
})

describe('authority', () => {
  const inSection = (heading: string, ...more: readonly string[]): string =>
    `# S {#s ${heading}}\n\n${scale('x', ...more)}`

  it.each([
    ['nothing stated in root', '', [], 'root', 0],
    ['of the section', 'authority=user', [], 'user', 3],
    ['of the block', '', ['authority: user'], 'user', 3],
    ['a stronger one of the block', 'authority=user', ['authority: developer'], 'developer', 2],
    ['the same as the section', 'authority=user', ['authority: user'], 'user', 3],
    ['guideline reaches everybody', 'authority=guideline', [], 'guideline', 4],
    ['user within a guideline', 'authority=guideline', ['authority: user'], 'user', 3],
    ['operator is the developer', '', ['authority: operator'], 'developer', 2],
  ] as const)('%s', (_, heading, more, name, rank) => {
    const behavior = policyOf([['root', inSection(heading, ...more)]]).behaviors.get('x')!
    expect([behavior.authorityName, behavior.authority]).toEqual([name, rank])
  })

  it.each([
    ['developer', 'user'],
    ['user', 'guideline'],
    ['agent', 'guideline'],
    ['root', 'system'],
  ])('a block is never weaker than its section: %s, %s', (section, block) => {
    const result = compiled([['root', inSection(`authority=${section}`, `authority: ${block}`)]])
    expect(found(result)).toEqual(['weaker-authority@root.md:7:12'])
  })

  it('of a lower layer is its own level or weaker', () => {
    const own = policyOf([
      ['root', BASE],
      ['developer', scale('x')],
    ]).behaviors.get('x')!
    expect([own.authorityName, own.authority, own.declaredAt]).toEqual(['developer', 2, 2])
    expect(
      found(
        compiled([
          ['root', BASE],
          ['developer', scale('x', 'authority: system')],
        ]),
      ),
    ).toEqual(['authority-above-layer@developer.md:5:12'])
    const heading = policyOf([
      ['root', BASE],
      ['user', inSection('authority=root')],
    ]).behaviors.get('x')!
    expect(heading.authority).toBe(3)
  })
})

describe('families', () => {
  it('a declaration inside keeps the values and may change the rest', () => {
    const engine = engineOf([
      [
        'root',
        TOOLS +
          fence('behavior: tool.mail.*', 'default: ask', 'asks: user') +
          fence('behavior: tool.mail.send', 'values: [deny, ask, allow]', 'default: deny', 'delegable: false'),
      ],
    ])
    expect(engine.value('tool.web.get', [])).toBe('allow')
    expect(engine.decide('tool.mail.read', [])).toMatchObject({ value: 'ask', asks: 'user' })
    expect(engine.value('tool.mail.read.all', [])).toBe('ask')
    expect(engine.value('tool.mail.send', [])).toBe('deny')
    expect(engine.value('tool.mail.send.now', [])).toBe('ask')
    expect(engine.value('tool.mail', [])).toBe('allow')
    expect(engine.policy.behaviors.get('tool.mail.send')!.grantable).toBe(false)
  })

  it.each([
    ['other values', fence('behavior: tool.mail.*', 'values: [deny, allow]', 'default: deny'), 'family-values'],
    ['another order', fence('behavior: tool.mail.*', 'values: [allow, ask, deny]', 'default: ask'), 'family-values'],
    ['a choice', fence('behavior: tool.mail.*', 'choices: [deny, ask, allow]', 'default: ask'), 'family-values'],
    ['a default outside', fence('behavior: tool.mail.*', 'default: never'), 'unknown-value'],
    ['delegable outside', fence('behavior: tool.mail.*', 'default: ask', 'delegable: never'), 'unknown-value'],
  ])('%s inside a family are refused', (_, text, code) => {
    expect(codes(compiled([['root', TOOLS + text]]))).toEqual([code])
  })

  it('nothing is declared inside a bright family, in whatever order and at whatever level', () => {
    const bright = fence('behavior: weapons.*', 'bright-line: never')
    const inside = fence('behavior: weapons.bio', 'bright-line: never')
    for (const text of [bright + inside, inside + bright]) {
      expect(codes(compiled([['root', text]]))).toEqual(['inside-bright-family'])
    }
    const below = compiled([
      ['root', bright],
      ['user', scale('weapons.toy')],
    ])
    expect(codes(below)).toEqual(['inside-bright-family'])
    expect(below.policy).not.toBeNull()
  })

  it('a lower layer declares under ids that nothing above covers, and no tools', () => {
    const above = fence('behavior: style.*', 'values: [a, b]', 'default: a') + scale('own.depth') + TOOLS
    for (const [text, code] of [
      [scale('style.x'), 'inside-family'],
      [scale('own.*'), 'covers-declared'],
      [scale('own.depth'), 'duplicate-behavior'],
      [fence('behavior: tool.x', 'values: [deny, ask, allow]', 'default: deny'), 'tools-below-root'],
      [fence('behavior: tool.*', 'values: [deny, ask, allow]', 'default: deny'), 'duplicate-behavior'],
    ] as const) {
      const result = compiled([
        ['root', above],
        ['developer', text],
      ])
      expect(codes(result)).toEqual([code])
      expect(result.policy).toBeNull()
    }
    expect(
      engineOf([
        ['root', above],
        ['developer', scale('own.breadth')],
      ]).value('own.breadth', []),
    ).toBe('b')
  })

  it('tools below root are refused where root declares none, too', () => {
    const text = fence('behavior: tool.*', 'values: [deny, ask, allow]', 'default: allow')
    expect(
      codes(
        compiled([
          ['root', SCALE],
          ['developer', text],
        ]),
      ),
    ).toEqual(['tools-below-root'])
  })

  it('what no declaration covers is denied, or unknown where it is no tool', () => {
    const engine = engineOf([['root', SCALE]])
    expect(engine.decide('tool.web.get', [])).toMatchObject({ value: 'deny', configured: false, allowed: ['deny'] })
    expect(engine.value('tool', [])).toBeNull()
    expect(engine.value('tool.', [])).toBeNull()
    expect(engine.value('detail.more', [])).toBeNull()
  })
})

describe('facts', () => {
  const fact = (name: string, more = '', vouched = 'developer'): string =>
    fence('facts:', `  ${name}: {type: bool, assume: false, vouched-by: ${vouched}${more}}`)

  it('are declared once, none a prefix of another', () => {
    expect(found(compiled([['root', fact('user.a') + fact('user.a')]]))).toEqual(['duplicate-fact@root.md:7:3'])
    expect(codes(compiled([['root', fact('user.a') + fact('user.a.b')]]))).toEqual(['fact-prefix'])
    expect(codes(compiled([['root', fact('user.a.b') + fact('user.a')]]))).toEqual(['fact-prefix'])
    expect(codes(compiled([['root', fact('user.a') + fact('user.ab')]]))).toEqual([])
    expect(
      codes(
        compiled([
          ['root', fact('user.a')],
          ['developer', fact('user.a')],
        ]),
      ),
    ).toEqual(['duplicate-fact'])
  })

  it('of a lower layer are vouched for by itself or weaker', () => {
    expect(
      found(
        compiled([
          ['root', SCALE],
          ['developer', fact('own.x', '', 'system')],
        ]),
      ),
    ).toEqual(['vouched-by-above@developer.md:3:50'])
    expect(
      codes(
        compiled([
          ['root', SCALE],
          ['developer', fact('own.x', '', 'user')],
        ]),
      ),
    ).toEqual([])
  })

  it('are read at their level and below', () => {
    const use = fence('when: own.x', 'limit: {detail: none}')
    const layers = (level: string) =>
      compiled([
        ['root', SCALE],
        ['developer', fact('own.x')],
        [level, use],
      ])
    expect(codes(layers('system'))).toEqual(['unknown-fact'])
    for (const level of ['developer', 'user', 'agent']) expect(codes(layers(level))).toEqual([])
    const trust = fence('trust: {user: [own.x]}')
    expect(
      codes(
        compiled([
          ['root', SCALE],
          ['developer', fact('own.x')],
          ['system', trust],
        ]),
      ),
    ).toEqual(['unknown-fact'])
  })

  it('a level or a name that is none is refused', () => {
    expect(codes(compiled([['root', fact('user.a', '', 'boss')]]))).toEqual(['unknown-level'])
    expect(policyOf([['root', fact('user.a', '', 'operator')]]).facts[0]!.vouchedBy).toBe(2)
    expect(compiled([['root', fact('user.constructor')]]).policy).not.toBeNull()
    expect(compiled([['root', fact('__proto__.x')]]).policy).toBeNull()
  })

  it('with names that objects inherit are facts like any other', () => {
    const text = fact('user.constructor') + fact('user.hasownproperty') + SCALE
    const when = fence('when: user.constructor && !user.hasownproperty', 'limit: {detail: none}')
    const engine = engineOf([['root', text + when]])
    expect(engine.value('detail', [])).toBe('much')
    expect(engine.value('detail', [{ name: 'user.constructor', value: true, by: 'root' }])).toBe('none')
    expect(engine.value('detail', [{ name: 'user.toString', value: true, by: 'root' }])).toBe('much')
  })

  it('are numbered in order of declaration, root first', () => {
    const policy = policyOf([
      ['developer', fact('own.x')],
      ['root', FACTS],
    ])
    expect(policy.facts.map((each) => each.index)).toEqual(policy.facts.map((_, index) => index))
    expect(policy.facts.at(-1)!.name).toBe('own.x')
  })
})
