import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arguments, Assertion, Held } from '../../src/index.ts'
import { BASE, compiled, engineOf, fence } from './stack.ts'

const quoted = (condition: string): string => `'${condition.replaceAll("'", "''")}'`

/** How a condition of a limit on a tool held. */
function held(condition: string, facts: readonly Assertion[] = [], args?: Arguments): Held {
  const engine = engineOf([['root', BASE + fence(`when: ${quoted(condition)}`, 'limit: {tool.*: deny}')]])
  const decision = engine.decide('tool.web.search', facts, args)
  if (decision.value === null) throw new Error('undecided')
  return decision.trace[0]!.held
}

const said = (name: string, value: Assertion['value'], by = 'developer'): Assertion => ({ name, value, by })

/** The problems of one condition in a statement about `detail`: code, place in the condition's text, and what is underlined. */
function problems(condition: string, subject = 'detail: none'): [code: string, text: string][] {
  const { policy, diagnostics } = compiled([
    ['root', BASE + fence(`when: ${quoted(condition)}`, `limit: {${subject}}`)],
  ])
  expect(policy).toBeNull()
  const start = `when: '`.length + 1
  return diagnostics.map(({ code, column, length }) => [code, condition.slice(column - start, column - start + length)])
}

describe('what a condition may say', () => {
  it.each([
    ['user.age == "adult"', 'adult', 'child'],
    ['"adult" == user.age', 'adult', 'teen'],
    ['user.age != "child"', 'teen', 'child'],
    ['user.age in ["teen", "adult"]', 'teen', 'child'],
    ['!(user.age in ["teen", "adult"])', 'child', 'adult'],
    ['user.age == user.group', 'child', 'adult'],
    ['user.age == "adult" ? true : false', 'adult', 'child'],
  ])('%s', (condition, holding, failing) => {
    expect(held(condition, [said('user.age', holding)])).toBe('trusted')
    expect(held(condition, [said('user.age', failing)])).toBe('no')
  })

  it.each([
    ['user.score > 2', 3, 2],
    ['user.score >= 2', 2, 1.5],
    ['user.score < 2', 1, 2],
    ['user.score <= 2', 2, 2.5],
    ['2 < user.score', 3, 2],
    ['user.score == 2', 2, 2.5],
    ['user.score != 2', 1, 2],
    ['user.score in [1, 2, 3.5]', 2, 2.5],
    ['user.score + 1 > 3', 2.5, 2],
    ['2 * user.score - 1 >= 3', 2, 1.5],
    ['user.score / 2 == 1.5', 3, 4],
    ['user.score == -(3)', -3, 3],
    ['user.score > -1 && user.score < 1', 0.5, 1],
    ['(user.vip ? 1 : user.score) > 2', 3, 2],
    ['user.score > 9007199254740993', 1e300, 5],
  ])('%s: integer literals are promoted', (condition, holding, failing) => {
    expect(held(condition, [said('user.score', holding)])).toBe('trusted')
    expect(held(condition, [said('user.score', failing)])).toBe('no')
  })

  it.each([
    ['args.n == 2', { n: 2 }],
    ['args.n > 1', { n: 1.5 }],
    ['args.n in [1, 2]', { n: 2 }],
    ['2 in args.list', { list: [1, 2] }],
    ['args.list[1] == 2', { list: [1, 2] }],
    ['size(args.list) == 2', { list: [1, 2] }],
    ['args.list.size() >= 2', { list: [1, 2] }],
    ['args.list.exists(x, x > 1)', { list: [1, 2] }],
    ['args.list.all(x, x < 3)', { list: [1, 2] }],
    ['args.list.exists_one(x, x == 1)', { list: [1, 2] }],
    ['size(args.list.filter(x, x > 1)) == 1', { list: [1, 2] }],
    ['args.list.map(x, x.n)[0] == 2', { list: [{ n: 2 }] }],
    ['args.list.exists(x, args.more.exists(y, x == y))', { list: [1, 2], more: [2] }],
    ['has(args.path)', { path: '' }],
    ['!has(args.path)', {}],
    ['"path" in args', { path: 1 }],
    ['args["path"].startsWith("/tmp/")', { path: '/tmp/x' }],
    ['args.path.endsWith("x") && args.path.contains("m")', { path: '/tmp/x' }],
    ['args.deep.er == "x"', { deep: { er: 'x' } }],
    ['args.flag', { flag: true }],
  ])('%s', (condition, args) => {
    expect(held(condition, [], args)).toBe('trusted')
  })

  it('reads every scalar of YAML: folded, double-quoted, and with a comment of CEL', () => {
    const folded = fence('when: >-', '  user.vip &&', '  user.score > 1', 'limit: {detail: none}')
    const escaped = fence('when: "user.age == \\"adult\\""', 'limit: {detail: none}')
    const comment = fence('when: user.vip // the important ones', 'limit: {detail: none}')
    const facts = [said('user.vip', true), said('user.score', 2), said('user.age', 'adult')]
    for (const text of [folded, escaped, comment]) {
      const engine = engineOf([['root', BASE + text]])
      expect(engine.value('detail', facts)).toBe('none')
      expect(engine.value('detail', [])).toBe('much')
    }
  })
})

describe('what can not be evaluated is unknown', () => {
  it.each([
    ['no arguments', 'args.path == "x"', undefined],
    ['a missing argument', 'args.path == "x"', {}],
    ['a wrong type', 'args.path.startsWith("x")', { path: 7 }],
    ['a wrong type to order', 'args.n > 2', { n: '3' }],
    ['no truth', 'args.flag', { flag: 'yes' }],
    ['nothing to go through', 'args.list.exists(x, x == 1)', { list: 7 }],
    ['has of what is not there', 'has(args.deep.er)', {}],
    ['division by what is no number', 'args.n / 2 > 1', { n: 'a' }],
  ])('%s', (_, condition, args) => {
    expect(held(condition, [], args)).toBe('cautious')
    expect(held(`!(${condition})`, [], args)).toBe('cautious')
  })

  it('false absorbs it in &&, true in ||, on either side and over several conditions', () => {
    const unknown = 'args.path == "x"'
    for (const [left, right] of [
      ['user.vip', unknown],
      [unknown, 'user.vip'],
    ]) {
      expect(held(`${left} && ${right}`, [], {})).toBe('no')
      expect(held(`${left} || ${right}`, [said('user.vip', true)], {})).toBe('trusted')
      expect(held(`${left} || ${right}`, [], {})).toBe('cautious')
    }
    const joined = (first: string, second: string) =>
      engineOf([
        [
          'root',
          BASE +
            fence(
              'behavior: tool.web.*',
              'default: allow',
              `when: ${quoted(first)}`,
              'rules:',
              `  - {when: ${quoted(second)}, limit: deny}`,
            ),
        ],
      ])
    for (const engine of [joined(unknown, 'user.vip'), joined('user.vip', unknown)]) {
      expect(engine.value('tool.web.x', [], {})).toBe('allow')
      expect(engine.value('tool.web.x', [said('user.vip', true)], {})).toBe('deny')
    }
  })

  it('arguments are data: neither their prototypes nor what they inherit is read', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
      expect(held(`has(args.${name})`, [], {})).toBe('no')
      expect(held(`"${name}" in args`, [], {})).toBe('no')
      expect(held(`args.${name} == "x"`, [], {})).toBe('cautious')
    }
    expect(held('args["__proto__"] == "x"', [], JSON.parse('{"__proto__": "x"}'))).toBe('trusted')
    expect(held('args["__proto__"] == "x"', [], {})).toBe('cautious')
  })

  it('what costs too much is unknown, at once', () => {
    const digits = '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]'
    const nested = [...'abcdefghij'].reduceRight((inner, name) => `${digits}.all(${name}, ${inner})`, 'true')
    const doubled = `size([[1]]${'.map(x, x + x)'.repeat(40)}) > 0`
    const list = Array.from({ length: 2000 }, (_, index) => index)
    expect(held(nested, [], {})).toBe('cautious')
    expect(held(nested)).toBe('cautious')
    expect(held(doubled, [], {})).toBe('cautious')
    expect(held('args.list.exists(x, args.list.exists(y, x + y < 0))', [], { list })).toBe('cautious')
    const endless: Record<string, unknown> = {}
    endless.self = endless
    expect(held('args.self == args', [], endless)).toBe('cautious')
    expect(held('args.list.exists(x, x < 0)', [], { list })).toBe('no')
    expect(held('args.list.exists(x, x == 3) || args.list.exists(x, x == 4)', [], { list })).toBe('trusted')
  })
})

describe('what a condition may not say', () => {
  it.each([
    ['user.vip && user.agee == "adult"', 'unknown-fact', 'user.agee'],
    ['user.vip && nobody', 'unknown-fact', 'nobody'],
    ['user.vip && user == "x"', 'unknown-fact', 'user'],
    ['user.vip && user.age.of == "x"', 'unknown-fact', 'user.age.of'],
    ['user.vip && user.constructor', 'unknown-fact', 'user.constructor'],
    ['user.vip && user.hasOwnProperty', 'unknown-fact', 'user.hasOwnProperty'],
    ['user.vip && __fact0', 'unknown-fact', '__fact0'],
    ['user.vip && behavior["detail"] == "all"', 'unknown-fact', 'behavior'],
    ['user.vip && user.age == "adullt"', 'unknown-value', '"adullt"'],
    ['user.vip && user.age != "x"', 'unknown-value', '"x"'],
    ['user.vip && user.age in ["child", "x", "y"]', 'unknown-value', '"x"'],
    ['user.vip && user.age == user.plan', 'unknown-value', 'user.plan'],
    ['user.vip && user.age == 1', 'unknown-value', '1'],
    ['user.vip && user.age < "teen"', 'enum-order', 'user.age'],
    ['user.vip && "teen" >= user.age', 'enum-order', 'user.age'],
    ['user.vip && user.age', 'enum-use', 'user.age'],
    ['user.vip && size(user.age) > 2', 'enum-use', 'user.age'],
    ['user.vip && user.age.contains("a")', 'enum-use', 'user.age'],
    ['user.vip && "a" in user.age', 'enum-use', 'user.age'],
    ['user.vip && user.age.matches("a.*")', 'regular-expression', 'user.age.matches("a.*")'],
    ['user.vip && "a".matches("a.*")', 'regular-expression', '"a".matches("a.*")'],
    ['user.vip && matches("a", "b")', 'unknown-function', 'matches("a", "b")'],
    ['user.vip && timestamp("x") == 1', 'unknown-function', 'timestamp("x")'],
    ['user.vip && "a".split(",") == []', 'unknown-function', '"a".split(",")'],
    ['user.vip && args.x == 1', 'args-outside-tools', 'args.x'],
    ['user.vip && args == {}', 'args-outside-tools', 'args'],
    ['[1].exists(args, args > 0)', 'shadowed-name', 'args'],
    ['[1].exists(user, user > 0)', 'shadowed-name', 'user'],
    ['[1].exists(__fact0, user.vip)', 'shadowed-name', '__fact0'],
    ['user.vip && user.score > 1 && user.vip > 2', 'condition-type', 'user.vip > 2'],
    ['user.score > 1 && user.vip == "x"', 'condition-type', 'user.vip == "x"'],
    ['user.score in [1, 2] && user.vip + 1 == 2', 'condition-type', 'user.vip + 1'],
    ['user.score', 'condition-type', 'user.score'],
    ['"text"', 'condition-type', '"text"'],
    ['1 + 1', 'condition-type', '1 + 1'],
    ['user.vip) || (user.vip', 'condition-syntax', ')'],
    ['user.vip; user.vip', 'condition-syntax', ';'],
  ])('%s', (condition, code, underlined) => {
    expect(problems(condition)[0]).toEqual([code, underlined])
  })

  it('the names that stand before a problem do not move its place', () => {
    const names = fc.constantFrom(
      'user.vip',
      'user.score > 1',
      'user.age == "adult"',
      'user.score in [1, 22]',
      '2 < user.score',
    )
    fc.assert(
      fc.property(fc.array(names, { maxLength: 6 }), fc.array(names, { maxLength: 3 }), (before, after) => {
        const condition = [...before, 'user.vip == "x"', ...after].join(' && ')
        expect(problems(condition)).toEqual([['condition-type', 'user.vip == "x"']])
        const unknown = [...before, 'user.vipp', ...after].join(' && ')
        expect(problems(unknown)).toEqual([['unknown-fact', 'user.vipp']])
      }),
      { numRuns: 100 },
    )
  })

  it('says what may be meant', () => {
    const { diagnostics } = compiled([
      ['root', BASE + fence('when: user.agee == "adult"', 'limit: {detail: none}')],
      ['user', fence('when: user.age == "adlt"', 'limit: {detail: none}')],
    ])
    expect(diagnostics[0]!.help).toBe('did you mean `user.age`?')
    expect(diagnostics[1]!.help).toBe('its values are "child", "teen", "adult"')
  })

  it('each of several conditions is told of where it stands', () => {
    const text = fence(
      'behavior: depth',
      'values: [a, b]',
      'default: a',
      'when: user.x',
      'rules:',
      '  - when: user.vip && user.y',
      '    limit: a',
    )
    const { diagnostics } = compiled([['root', FACTS_FIRST + text]])
    expect(diagnostics.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['unknown-fact', LINES + 5, 7],
      ['unknown-fact', LINES + 7, 23],
    ])
  })

  it('no macro variable can take the place of a fact', () => {
    for (const name of ['f0', 'fact0', 'x', '_']) {
      expect(held(`args.list.exists(${name}, user.vip)`, [], { list: [true] })).toBe('no')
    }
  })
})

const FACTS_FIRST = `${BASE}\n`
const LINES = FACTS_FIRST.split('\n').length - 1
