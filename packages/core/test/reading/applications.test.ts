import { describe, expect, it } from 'vitest'
import { type Assertion, applications, compose } from '../../src/index.ts'
import { engineOf, FACTS, type Text } from '../policy/stack.ts'

const TAGS = `---
bylaw: 1
tags:
  young: user.age == "child" || user.age == "teen"
  paying: user.plan == "paid"
  ever: 'true'
  never: 1 > 2
---
`
const SPEC = `# Facts

${FACTS}
# All {#all}
Text for all.

# Young {#young tags=young}
Text for the young.

## Both {#both tags=paying}
Text for both.

# Open {#open tags=paying}
Text for payers.

# Ever {#ever tags=ever}

# Never {#never tags=never}
`
const stack: readonly Text[] = [
  ['root', TAGS + SPEC],
  ['developer', '# Mini {#mini tags=paying}\nText of a developer.\n\n# Plain {#plain}\nMore.'],
]

const engine = engineOf(stack)
const said = (name: string, value: Assertion['value'], by: string, heard = false): Assertion => ({
  ...{ name, value, by },
  ...(heard ? { heard } : {}),
})
const found = (facts: readonly Assertion[]) =>
  new Map(applications(engine, facts).map((each) => [each.section, [each.applies, each.reason] as const]))

describe('whether a section applies', () => {
  it('is told of every section of every layer, in order', () => {
    expect(applications(engine, []).map(({ section, layer }) => [section, layer])).toEqual([
      ['facts', 0],
      ['all', 0],
      ['young', 0],
      ['both', 0],
      ['open', 0],
      ['ever', 0],
      ['never', 0],
      ['mini', 1],
      ['plain', 1],
    ])
  })

  it('is always so without tags', () => {
    const [, all] = applications(engine, [])
    expect(all).toEqual({ section: 'all', layer: 0, applies: true, condition: null, reason: null })
  })

  it('has the condition as written, of all tags together', () => {
    const conditions = applications(engine, []).map(({ condition }) => condition)
    expect(conditions[2]).toBe('user.age == "child" || user.age == "teen"')
    expect(conditions[3]).toContain('user.plan == "paid"')
    expect(conditions[3]).toContain('user.age == "teen"')
    expect(conditions[7]).toBe('user.plan == "paid"')
  })

  it('is so on what is assumed where nobody says', () => {
    expect(found([]).get('young')).toEqual([true, 'user.age is assumed to be child'])
    expect(found([]).get('open')).toEqual([false, 'user.plan is assumed to be free'])
  })

  it('does not turn on a situation where its condition reads no fact', () => {
    expect(found([]).get('ever')).toEqual([true, 'its condition always holds'])
    expect(found([]).get('never')).toEqual([false, 'its condition holds in no situation'])
  })

  it('is so, or not, on the word of who may vouch', () => {
    const facts = [said('user.age', 'adult', 'developer'), said('user.plan', 'paid', 'system')]
    expect(found(facts).get('young')).toEqual([false, 'user.age is adult, vouched for by a developer'])
    expect(found(facts).get('open')).toEqual([true, 'user.plan is paid, vouched for by the system'])
    expect(found(facts).get('mini')).toEqual([true, 'user.plan is paid, vouched for by the system'])
    expect(found(facts).get('both')).toEqual([
      false,
      'user.age is adult, vouched for by a developer; and user.plan is paid, vouched for by the system',
    ])
  })

  it('is so on a claim, whoever makes it', () => {
    const facts = [said('user.age', 'adult', 'developer'), said('user.age', 'teen', 'user', true)]
    expect(found(facts).get('young')).toEqual([
      true,
      'it may be that user.age == "child" || user.age == "teen", and that is enough for its text to apply: a user says user.age is teen',
    ])
  })

  it('is not changed by a claim that does not make it so, nor by text without authority', () => {
    expect(found([said('user.age', 'adult', 'developer'), said('user.age', 'child', 'none')]).get('young')).toEqual([
      false,
      'user.age is adult, vouched for by a developer',
    ])
    expect(found([said('user.plan', 'gold', 'developer')]).get('open')).toEqual([
      false,
      'user.plan is assumed to be free',
    ])
  })

  it('agrees with what a model is given', () => {
    const texts = new Map([
      ['young', 'Text for the young.'],
      ['both', 'Text for both.'],
      ['open', 'Text for payers.'],
      ['mini', 'Text of a developer.'],
    ])
    const ages = ['child', 'adult'] as const
    for (const value of ages) {
      for (const by of ['root', 'developer', 'user', 'none']) {
        const facts = [said('user.age', value, by), said('user.plan', 'paid', by === 'user' ? 'developer' : 'user')]
        const { text } = compose(engine, facts, { prose: 'all' })
        for (const [section, [applies]] of found(facts)) {
          const words = texts.get(section)
          if (words !== undefined) expect([section, text.includes(words)]).toEqual([section, applies])
        }
      }
    }
  })
})
