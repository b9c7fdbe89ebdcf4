import { describe, expect, it } from 'vitest'
import { findings, read, readBlockOf, textAt } from './reading.ts'

describe('blocks', () => {
  it('are fences at the top level whose info string says so', () => {
    const document = read(
      '# A',
      '```yaml bylaw',
      'limit: {a: b}',
      '```',
      '',
      ' ~~~~  yaml   bylaw  ',
      ' set: {c: d}',
      ' ~~~~',
    )
    expect(document.diagnostics).toEqual([])
    expect(document.blocks).toMatchObject([
      { section: 0, line: 2, column: 1, endLine: 4 },
      { section: 0, line: 6, column: 2, endLine: 8, statements: [{ kind: 'set', line: 7, column: 11 }] },
    ])
  })

  it.each(['yml bylaw', 'bylaw', 'yaml Bylaw', 'yaml bylaw foo', 'yaml-bylaw'])('are not fences of `%s`', (info) => {
    const document = read(`\`\`\`${info}`, 'limit: {a: b}', '```')
    expect(document.blocks).toEqual([])
    expect(document.diagnostics).toMatchObject([{ code: 'not-a-block', severity: 'warning', line: 1, column: 1 }])
    expect(document.diagnostics[0]!.help).toContain('yaml bylaw')
  })

  it.each([
    ['a quotation', ['> ```yaml bylaw', '> limit: {a: b}', '> ```'], 1, 3],
    ['a list', ['- item', '', '  ```yaml bylaw', '  limit: {a: b}', '  ```'], 3, 3],
    ['another fence', ['````md', '```yaml bylaw', 'limit: {a: b}', '```', '````'], 2, 1],
    ['commentary', ['!!! meta "Commentary"', '    ```yaml bylaw', '    limit: {a: b}', '    ```'], 2, 5],
    ['indented code', ['    ```yaml bylaw', '    limit: {a: b}', '    ```'], 1, 5],
    ['HTML', ['<details>', '```yaml bylaw', 'limit: {a: b}', '```', '</details>'], 2, 1],
  ])('inside %s are text', (_, lines, line, column) => {
    const document = read(...lines)
    expect(document.blocks).toEqual([])
    expect(document.diagnostics).toMatchObject([{ code: 'block-not-at-top-level', severity: 'warning', line, column }])
  })

  it('inside an HTML comment are taken out on purpose', () => {
    expect(read('<!--', '```yaml bylaw', 'limit: {a: b}', '```', '-->')).toMatchObject({ blocks: [], diagnostics: [] })
  })

  it('that are never closed are errors', () => {
    expect(findings(read('```yaml bylaw', 'limit: {a: b}'))).toEqual(['unclosed-fence@1:1'])
    expect(read('```', 'text').diagnostics).toMatchObject([{ code: 'unclosed-fence', severity: 'warning' }])
  })

  it('with an unknown key say which one was meant', () => {
    const document = readBlockOf('limt: {a: b}', 'set: {c: d}')
    expect(document.diagnostics).toMatchObject([
      { code: 'unknown-key', severity: 'error', line: 4, column: 1, length: 4, help: 'did you mean `limit`?' },
    ])
    expect(document.blocks[0]!.statements).toHaveLength(1)
  })

  it('may be an overlay of a section', () => {
    expect(readBlockOf('section: stay_in_bounds', 'limit: {a: b}').blocks[0]!.overlays).toEqual({
      name: 'stay_in_bounds',
      line: 4,
      column: 10,
    })
  })
})

describe('statements', () => {
  it('have the place of each value, under the block’s condition', () => {
    const document = readBlockOf(
      'when: user.age == "x"',
      'set: {a.b: v1, tool.x.*: allow}',
      'limit:',
      '  a: v1',
      '  c: [v1, v2]',
      'grant: {operator: {a: v1, c: [v2]}}',
      'trust: {user: [u.age, u.job], agent: u.name}',
      'heard: true',
      'asks: {tool.x.*: user}',
    )
    expect(document.diagnostics).toEqual([])
    const [block] = document.blocks
    expect(block!.statements.map(({ kind, line, column }) => `${kind}@${line}:${column}`)).toEqual([
      ...['set@5:12', 'set@5:26', 'limit@7:6', 'limit@8:6', 'grant@9:23', 'grant@9:30'],
      ...['trust@10:16', 'trust@10:23', 'trust@10:38', 'asks@12:18'],
    ])
    for (const statement of block!.statements) {
      expect(statement.when).toEqual([{ text: 'user.age == "x"', exact: true, line: 4, column: 7 }])
    }
    expect(block!.statements).toMatchObject([
      { behavior: { name: 'a.b', line: 5, column: 7 }, value: { name: 'v1' } },
      { behavior: { name: 'tool.x.*' } },
      { values: [{ name: 'v1' }], list: false },
      { values: [{ name: 'v1' }, { name: 'v2', line: 8, column: 11 }], list: true },
      { to: { name: 'developer', line: 9, column: 9 }, list: false },
      { list: true },
      { fact: { name: 'u.age' }, to: { name: 'user' }, heard: true },
      { fact: { name: 'u.job' }, heard: true },
      { fact: { name: 'u.name' }, to: { name: 'agent' } },
      { behavior: { name: 'tool.x.*' }, to: { name: 'user' } },
    ])
  })

  it.each([
    ['when: x.y', 'when-without-statements@4:1'],
    ['heard: true', 'heard-without-trust@4:1'],
    ['{trust: {user: a.b}, heard: "yes"}', 'not-a-boolean@4:29'],
    ['title: x', 'behavior-missing@4:1'],
    ['set: [a]', 'not-a-mapping@4:6'],
    ['set: {a: true}', 'quote-this@4:10'],
    ['set: {a: null}', 'quote-this@4:10'],
    ['set: {a: 1.5}', 'quote-this@4:10'],
    ['set: {true: a}', 'quote-this@4:7'],
    ['set: {a: }', 'empty-value@4:'],
    ['set: {a: [b]}', 'not-a-name@4:10'],
    ['set: {a: B}', 'malformed-name@4:10'],
    ['set: {A: b}', 'malformed-name@4:7'],
    ['set: {a.*.b: c}', 'malformed-name@4:7'],
    ['set: {"*": c}', 'malformed-name@4:7'],
    ['set: {section.a: upheld}', 'reserved-name@4:7'],
    ['limit: {a: []}', 'empty-list@4:12'],
    ['grant: {user: b}', 'not-a-mapping@4:15'],
    ['grant: {User: {a: b}}', 'malformed-name@4:9'],
    ['trust: {user: age}', 'malformed-name@4:15'],
    ['trust: {user: a.import}', 'reserved-name@4:15'],
    ['invariant: x', 'invariant-incomplete@4:1'],
    ['holds: x', 'invariant-incomplete@4:1'],
    ['section: a b', 'malformed-name@4:10'],
  ])('%s: %s', (yaml, finding) => {
    const document = readBlockOf(yaml)
    expect(findings(document)).toHaveLength(1)
    expect(findings(document)[0]).toContain(finding)
    expect(document.diagnostics[0]!.severity).toBe('error')
    expect(document.blocks[0]!.statements.filter(({ kind }) => kind !== 'trust')).toEqual([])
  })

  it('name a look-alike letter by its code point', () => {
    const [diagnostic] = readBlockOf('limit: {er\u043etica: none}').diagnostics
    expect(diagnostic).toMatchObject({ code: 'malformed-name', line: 4, column: 9 })
    expect(diagnostic!.message).toContain('U+043E')
  })

  it('that are malformed leave their well-formed siblings alone', () => {
    const { blocks } = readBlockOf(
      'limit: {a: True x, b: v1, C: v, d: [v1, V2]}',
      'set: 3',
      'grant: {user: {a: null, b: v2}}',
    )
    expect(blocks[0]!.statements).toMatchObject([
      { kind: 'limit', behavior: { name: 'b' } },
      { kind: 'limit', behavior: { name: 'd' }, values: [{ name: 'v1' }] },
      { kind: 'grant', behavior: { name: 'b' } },
    ])
  })

  it('keep only their limits where the condition is malformed: nothing gets looser', () => {
    const { blocks, diagnostics } = readBlockOf(
      ...['when: true', 'set: {a: b}', 'limit: {a: b}', 'grant: {user: {a: b}}', 'trust: {user: a.b}'],
      ...['asks: {a: user}'],
    )
    expect(diagnostics).toMatchObject([{ code: 'quote-this' }])
    expect(blocks[0]!.statements).toMatchObject([{ kind: 'limit', when: [] }])
  })

  it('read a key that is said twice, so that no limit vanishes', () => {
    const document = readBlockOf('limit: {a: b}', 'limit: {c: d}')
    expect(findings(document)).toEqual(['yaml-duplicate-key@5:1'])
    expect(document.blocks[0]!.statements).toHaveLength(2)
  })

  it('have exact conditions where each character can be pointed to', () => {
    const { blocks, text } = readBlockOf(
      'behavior: a',
      'rules:',
      '  - {when: \'x.y == "z"\', limit: b}',
      '  - when: |',
      '      x.y == 1',
      '    limit: b',
      '  - when: >',
      '      x.y == 1',
      '      && z.y',
      '    limit: b',
      '  - when: "x.y == \\"z\\""',
      '    limit: b',
    )
    const conditions = blocks[0]!.statements.map(({ when }) => when[0]!)
    expect(conditions.map((condition) => [condition.text, condition.exact])).toEqual([
      ['x.y == "z"', true],
      ['x.y == 1', true],
      ['x.y == 1 && z.y', false],
      ['x.y == "z"', false],
    ])
    for (const condition of conditions.filter(({ exact }) => exact)) {
      expect(textAt({ text } as never, condition, condition.text.length)).toBe(condition.text)
    }
  })
})

describe('rules', () => {
  it('stand under the block’s condition and their own', () => {
    const { blocks, diagnostics } = readBlockOf(
      'behavior: a',
      'values: [v1, v2]',
      'default: v1',
      'when: x.a',
      'rules:',
      '  - when: x.b',
      '    limit: v1',
      '    set: v1',
      '  - grant: {user: v2, agent: [v1, v2]}',
      '    asks: user',
    )
    expect(diagnostics).toEqual([])
    expect(blocks[0]!.statements.map(({ kind, when }) => [kind, ...when.map(({ text }) => text)])).toEqual([
      ['limit', 'x.a', 'x.b'],
      ['set', 'x.a', 'x.b'],
      ['grant', 'x.a'],
      ['grant', 'x.a'],
      ['asks', 'x.a'],
    ])
  })

  it.each([
    ['rules: {limit: v1}', 'not-a-list@7:8'],
    ['rules: [v1]', 'not-a-mapping@7:9'],
    ['rules: [{when: x.y}]', 'empty-rule@7:9'],
    ['rules: [{limit: v1, trust: x}]', 'unknown-key@7:21'],
  ])('%s: %s', (yaml, finding) => {
    expect(findings(readBlockOf('behavior: a', 'values: [v1, v2]', 'default: v1', yaml))).toEqual([finding])
  })
})

describe('invariants', () => {
  it('have a name and what holds', () => {
    expect(readBlockOf('invariant: explicit only for adults', 'holds: \'a.b == "c"\'').blocks[0]!.invariant).toEqual({
      ...{ name: 'explicit only for adults', line: 4, column: 12 },
      holds: { text: 'a.b == "c"', exact: true, line: 5, column: 9 },
    })
  })
})
