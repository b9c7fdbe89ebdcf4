import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/index.ts'
import { BASE, codes, compiled, engineOf, FACTS, fence, found, policyOf, SCALE, type Text } from './stack.ts'

const vip = [{ name: 'user.vip', value: true, by: 'developer' }]
const header = (...lines: readonly string[]): string => ['---', 'bylaw: 1', ...lines, '---', ''].join('\n')

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
