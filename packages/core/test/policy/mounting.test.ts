import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/index.ts'
import { BASE, codes, compiled, engineOf, FACTS, fence, found, policyOf, SCALE, type Text, TOOLS } from './stack.ts'

const vip = [{ name: 'user.vip', value: true, by: 'developer' }]
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

describe('overlays', () => {
  const spec = '# Drugs {#drugs authority=user tags=young}\n\ntext\n\n## Doses {#doses}\n\ntext\n'
  const bound = header('tags: {young: \'user.age == "child"\'}') + FACTS
  const scale = (section: string) =>
    fence(`section: ${section}`, 'behavior: drug-detail', 'values: [a, b]', 'default: b', 'rules:', '  - limit: a')

  it('give behaviors to the sections of another file, with its authority and its tags', () => {
    const policy = policyOf([
      ['root', bound],
      ['root', spec],
      ['root', scale('drugs')],
    ])
    expect(policy.behaviors.get('drug-detail')).toMatchObject({ authorityName: 'user', section: 'drugs' })
    expect(policy.sections.find((section) => section.id === 'drugs')!.behaviors).toEqual(['drug-detail'])
    const engine = createEngine(policy)
    expect(engine.value('drug-detail', [])).toBe('a')
    expect(engine.value('drug-detail', [{ name: 'user.age', value: 'adult', by: 'developer' }])).toBe('b')
    expect(engine.value('section.drugs', [])).toBeNull()
    expect(engine.value('section.doses', [])).toBe('upheld')
  })

  it('inherit the authority of a section from the one it stands in', () => {
    expect(
      policyOf([
        ['root', bound],
        ['root', spec],
        ['root', scale('doses')],
      ]).behaviors.get('drug-detail')!.authorityName,
    ).toBe('user')
  })

  it('name one section of a root file that is no overlay', () => {
    expect(
      found(
        compiled([
          ['root', bound],
          ['root', spec],
          ['root', scale('drgs')],
        ]),
      ),
    ).toEqual(['unknown-section@root-3.md:2:10'])
    expect(
      codes(
        compiled([
          ['root', bound],
          ['root', spec],
          ['root', spec],
          ['root', scale('drugs')],
        ]),
      ),
    ).toEqual(['ambiguous-section'])
    expect(
      codes(
        compiled([
          ['root', bound],
          ['root', spec + scale('drugs')],
        ]),
      ),
    ).toEqual(['unknown-section'])
    expect(
      codes(
        compiled([
          ['root', bound],
          ['root', spec],
          ['developer', scale('drugs')],
        ]),
      ),
    ).toEqual(['overlay-below-root'])
    expect(
      codes(
        compiled([
          ['root', bound],
          ['developer', spec],
          ['root', scale('drugs')],
        ]),
      ),
    ).toEqual(['unknown-section'])
  })
})

describe('tags', () => {
  const tagged = (tags: string, binding: string) =>
    `${header(`tags: ${binding}`)}${BASE}\n# Young {#young tags=${tags}}\n\n${fence('limit: {detail: none}')}`

  it('put the statements of a section under their condition', () => {
    const engine = engineOf([['root', tagged('young', '{young: \'user.age != "adult"\'}')]])
    expect(engine.value('detail', [])).toBe('none')
    expect(engine.value('detail', [{ name: 'user.age', value: 'adult', by: 'developer' }])).toBe('much')
  })

  it('all of several must hold, those of the sections above too', () => {
    const binding = '{young: \'user.age != "adult"\', vip: user.vip}'
    const nested = `${header(`tags: ${binding}`)}${BASE}\n# A {#a tags=young}\n\n## B {#b tags=vip}\n\n${fence('limit: {detail: none}')}`
    for (const text of [tagged('young,vip', binding), nested]) {
      const engine = engineOf([['root', text]])
      expect(engine.value('detail', [])).toBe('much')
      expect(engine.value('detail', vip)).toBe('none')
    }
  })

  it('that nothing binds are warned of once, and the section always applies', () => {
    const text = `${BASE}\n# Young {#young tags=yuong}\n\n## More {#more}\n\n${fence('limit: {detail: none}')}`
    const result = compiled([['root', text]])
    expect(codes(result)).toEqual(['unbound-tag'])
    expect(createEngine(result.policy!).value('detail', [])).toBe('none')
  })

  it('with an error are reported once, where they are bound', () => {
    const result = compiled([
      ['root', tagged('young', '{young: user.agee}')],
      ['user', `# U {#u tags=young}\n\n${fence('limit: {detail: none}')}`],
    ])
    expect(found(result)).toEqual(['unknown-fact@root.md:3:15'])
    expect(codes(compiled([['root', tagged('young', '{young: "args.x == 1"}')]]))).toEqual(['args-outside-tools'])
  })

  it('are bound once, in root files', () => {
    const binding = header('tags: {young: user.vip}')
    expect(
      codes(
        compiled([
          ['root', binding + FACTS],
          ['root', binding],
        ]),
      ),
    ).toEqual(['duplicate-tag'])
    expect(
      codes(
        compiled([
          ['root', FACTS],
          ['developer', binding],
        ]),
      ),
    ).toEqual(['tags-below-root'])
  })

  it('bind the sections of every layer', () => {
    const layers: Text[] = [
      ['root', `${header('tags: {vip: user.vip}')}${FACTS}${SCALE}`],
      ['user', `# U {#u tags=vip}\n\n${fence('limit: {detail: none}')}`],
    ]
    const engine = engineOf(layers)
    expect(engine.value('detail', [])).toBe('much')
    expect(engine.value('detail', vip)).toBe('none')
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
