import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/index.ts'
import { BASE, codes, compiled, engineOf, fence, found, policyOf, type Text, TOOLS } from './stack.ts'

const header = (...lines: readonly string[]): string => ['---', 'bylaw: 1', ...lines, '---', ''].join('\n')

describe('mounting', () => {
  it('below the level a file claims it is read there, with a warning; above it is an error', () => {
    const claims = header('layer: developer') + fence('set: {detail: all}')
    const at = (level: string) =>
      compiled([
        ['root', BASE],
        [level, claims],
      ])
    expect(found(at('developer'))).toEqual([])
    expect(found(at('user'))).toEqual(['mounted-below@user.md:3:8', 'out-of-reach@user.md:6:15'])
    expect(found(at('system'))).toEqual(['mounted-above@system.md:3:8'])
    expect(at('system').policy).toBeNull()
    expect(createEngine(at('user').policy!).value('detail', [])).toBe('much')
  })

  it('a mandate stands where the agent does', () => {
    const claims = (level: string) => compiled([['root', BASE]], [header(`layer: ${level}`)])
    expect(found(claims('agent'))).toEqual([])
    expect(found(claims('user'))).toEqual(['mounted-below@mandate.md:3:8'])
    expect(codes(claims('boss'))).toEqual(['unknown-level'])
  })

  it('a level that is none refuses the policy', () => {
    const result = compiled([
      ['root', BASE],
      ['boss', ''],
    ])
    expect(found(result)).toEqual(['unknown-level@boss.md:1:1'])
    expect(result.policy).toBeNull()
    expect(
      codes(
        compiled([
          ['root', BASE],
          ['none', ''],
        ]),
      ),
    ).toEqual(['unknown-level'])
    expect(
      codes(
        compiled([
          ['platform', BASE],
          ['operator', ''],
        ]),
      ),
    ).toEqual([])
  })

  it('a chain of one spec is the chain of all', () => {
    const chain = (...names: readonly string[]) => header(`chain: [${names.join(', ')}]`)
    const policy = policyOf([
      ['root', chain('root', 'board', 'developer', 'user', 'agent')],
      ['board', BASE.slice(0, 0)],
    ])
    expect(policy.levels).toEqual(['root', 'board', 'developer', 'user', 'agent'])
    const other: Text[] = [
      ['root', chain('root', 'user', 'agent')],
      ['root', chain('root', 'developer', 'agent')],
    ]
    expect(codes(compiled(other))).toEqual(['chain-conflict'])
    expect(
      codes(
        compiled([
          ['root', BASE],
          ['user', chain('root', 'user', 'agent')],
        ]),
      ),
    ).toContain('chain-below-root')
    const usurping: Text[] = [
      ['root', BASE],
      ['developer', chain('developer', 'root', 'user', 'agent')],
    ]
    for (const mounted of [usurping, usurping.toReversed()]) {
      expect(codes(compiled(mounted))).toEqual(['chain-below-root'])
    }
    expect(
      codes(
        compiled([
          ['root', BASE],
          ['root', chain('developer', 'root', 'user', 'agent')],
        ]),
      ),
    ).toEqual(['chain-below-root'])
    expect(policyOf([['board', chain('board', 'user', 'agent')]]).levels).toEqual(['board', 'user', 'agent'])
    const long = Array.from({ length: 30 }, (_, index) => `l${index}`)
    expect(codes(compiled([['root', chain('root', ...long, 'agent')]]))).toContain('chain-too-long')
  })

  it('layers are read by level, whatever the order of mounting', () => {
    const policy = policyOf(
      [
        ['agent', 'a'],
        ['root', 'b'],
        ['user', 'c'],
        ['root', 'd'],
        ['developer', 'e'],
      ],
      ['f', 'g'],
    )
    expect(policy.layers.map(({ document }) => document.text)).toEqual(['b', 'd', 'e', 'c', 'a', 'f', 'g'])
    expect(policy.layers.map(({ rank }) => rank)).toEqual([0, 0, 2, 3, 4, 5, 6])
  })

  it('nothing mounted, nothing decided', () => {
    const engine = engineOf([])
    expect(engine.value('detail', [])).toBeNull()
    expect(engine.value('tool.web.get', [])).toBe('deny')
  })
})

describe('errors stay with their layer', () => {
  const broken = fence('set: {nowhere: x}')
  const words = fence(
    'set: {tone: warm}',
    'grant: {agent: {tone: [warm]}}',
    'trust: {agent: [user.vip]}',
    'limit: {detail: some}',
  )

  it.each(['root', 'system', 'developer'])('at %s they refuse the policy', (level) => {
    expect(
      compiled([
        ['root', BASE],
        [level, broken],
      ]).policy,
    ).toBeNull()
  })

  it.each(['user', 'agent'])(
    'at %s they cost the sets, grants and trusts of that layer, and keep its limits',
    (level) => {
      const { policy, diagnostics } = compiled([
        ['root', BASE],
        [level, broken + words],
        ['user', fence('set: {tone: formal}')],
      ])
      expect(diagnostics.filter((each) => each.severity === 'error')).toMatchObject([
        { code: 'unknown-behavior', file: `${level}.md` },
      ])
      expect(policy!.statements.map(({ kind, source }) => `${kind} ${source.file}`).sort()).toEqual(
        [`limit ${level}.md`, `set ${level === 'user' ? 'user-2' : 'user'}.md`].sort(),
      )
      expect(policy!.trusts).toEqual([])
      expect(policy!.layers.filter((layer) => !layer.sound).map((layer) => layer.document.file)).toEqual([
        `${level}.md`,
      ])
    },
  )

  it('a mandate never refuses its giver', () => {
    const { policy } = compiled([['root', BASE]], [broken + fence('limit: {detail: some}')])
    expect(createEngine(policy!).value('detail', [])).toBe('some')
  })

  it('a limit whose condition can not be read holds: nothing gets looser by being misspelt', () => {
    const at = (text: string) =>
      createEngine(
        compiled([
          ['root', BASE],
          ['user', text],
        ]).policy!,
      )
    expect(at(fence('when: user.vpi', 'limit: {detail: none}')).value('detail', [])).toBe('none')
    expect(at(fence('when: user.vpi', 'limit: {tone: [formal]}')).value('tone', [])).toBe('plain')
    expect(at(fence('when: user.vpi', 'set: {tone: formal}')).value('tone', [])).toBe('plain')
  })

  it('an error of reading the file counts like any other', () => {
    const { policy } = compiled([
      ['root', BASE],
      ['user', `${words}${fence('limt: {detail: none}')}`],
    ])
    expect(policy!.statements.map(({ kind }) => kind)).toEqual(['limit'])
    expect(
      compiled([
        ['root', BASE],
        ['developer', fence('limt: {detail: none}')],
      ]).policy,
    ).toBeNull()
  })
})

describe('the digest', () => {
  const of = (layers: readonly Text[], mandates: readonly string[] = []) => policyOf(layers, mandates).digest
  const user = fence('limit: {tool.*: ask}')

  it('tells policies apart by text, level and order', () => {
    const layers: Text[] = [
      ['root', TOOLS],
      ['user', user],
    ]
    const all = [
      of(layers),
      of([
        ['root', `${TOOLS} `],
        ['user', user],
      ]),
      of([
        ['root', TOOLS],
        ['developer', user],
      ]),
      of([
        ['root', TOOLS],
        ['user', user],
        ['user', ''],
      ]),
      of([
        ['root', TOOLS],
        ['user', ''],
        ['user', user],
      ]),
      of([['root', TOOLS]]),
      of([
        ['root', TOOLS],
        ['agent', user],
      ]),
      of([['root', TOOLS]], [user]),
      of([['root', TOOLS]], ['', user]),
      of([['root', TOOLS]], [user, '']),
      of([['root', TOOLS + user]]),
      of([
        ['root', TOOLS],
        ['root', user],
      ]),
    ]
    expect(new Set(all).size).toBe(all.length)
    for (const digest of all) expect(digest).toMatch(/^[0-9a-f]{64}$/)
  })

  it('does not look at the names of files, nor at the order of mounting of different levels', () => {
    expect(
      of([
        ['root', TOOLS],
        ['user', user],
      ]),
    ).toBe(
      of([
        ['user', user],
        ['root', TOOLS],
      ]),
    )
    expect(
      of([
        ['platform', TOOLS],
        ['user', user],
      ]),
    ).toBe(
      of([
        ['root', TOOLS],
        ['user', user],
      ]),
    )
  })
})
