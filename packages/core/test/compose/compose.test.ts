import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Assertion,
  type ComposeOptions,
  compile,
  compose,
  createEngine,
  type Decision,
  readDocument,
} from '../../src/index.ts'
import { everyStack, TIMEOUT } from '../laws/trial.ts'
import { BASE, engineOf, FACTS, fence, type Text } from '../policy/stack.ts'

const said = (name: string, value: Assertion['value'], by = 'developer'): Assertion => ({ name, value, by })

/** The lines under each heading of the second rank. */
function parts(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const part of text.split(/^## /m).slice(1)) {
    const [title, ...lines] = part.split('\n')
    found.set(title!, [...(found.get(title!) ?? []), ...lines.filter((line) => line.startsWith('- '))])
  }
  return found
}

const composed = (
  layers: readonly Text[],
  facts: readonly Assertion[] = [],
  options: ComposeOptions = {},
  mandates: readonly string[] = [],
) => compose(engineOf(layers, mandates), facts, options)

describe('what is decided', () => {
  const spec: Text = [
    'root',
    FACTS +
      fence(
        'behavior: weapons',
        'title: Weapons of mass destruction',
        'bright-line: never',
        'describe: {never: gives no help with them}',
      ) +
      fence(
        'behavior: detail',
        'values: [none, some, all]',
        'default: some',
        'authority: developer',
        'describe: {none: says nothing, some: says a little, all: says it all}',
      ) +
      fence('behavior: jokes', 'values: [none, some, all]', 'default: some', 'authority: user') +
      fence('behavior: tone', 'choices: [plain, formal, warm]', 'default: plain', 'authority: user') +
      fence('when: user.age != "adult"', 'limit: {jokes: none}'),
  ]

  it('is said in words, by who may adjust it', () => {
    expect(Object.fromEntries(parts(composed([spec]).text))).toEqual({
      'Lines that nobody may move': ['- Weapons of mass destruction: never (gives no help with them).'],
      Decided: ['- detail: some (says a little).'],
      'Decided, and adjustable by a user': ['- tone: plain. On request: formal or warm.'],
      'Decided in this situation': ['- jokes: none.'],
    })
    const adult = composed([spec], [said('user.age', 'adult')])
    expect(parts(adult.situation).get('Decided in this situation, and adjustable by a user')).toEqual([
      '- jokes: some. On request, up to all.',
    ])
    const developer = composed([spec], [], { reader: 'operator' })
    expect(parts(developer.stable).get('Decided, and adjustable by an operator')).toContain(
      '- detail: some (says a little). On request, up to all (says it all).',
    )
  })

  it('a limit of anybody, a mandate too, is not presented as adjustable', () => {
    const open = fence('behavior: jokes', 'values: [none, some, all]', 'default: some', 'authority: user')
    const limit = fence('limit: {jokes: some}')
    for (const [layers, mandates] of [
      [
        [
          ['root', open],
          ['agent', limit],
        ],
        [],
      ],
      [[['root', open]], [limit]],
      [
        [
          ['root', open],
          ['developer', limit],
        ],
        [],
      ],
    ] as [Text[], string[]][]) {
      expect([...parts(composed(layers, [], {}, mandates).text).values()].flat()).toEqual(['- jokes: some.'])
    }
    const agent = composed([
      ['root', open],
      ['agent', fence('limit: {jokes: none}')],
    ])
    expect(parts(agent.text).get('Decided')).toEqual(['- jokes: none.'])
  })
})

describe('the two parts', () => {
  it('the stable one is the same in every situation, and what the reader can not adjust is nowhere offered', {
    timeout: TIMEOUT,
  }, () => {
    everyStack(fc.constantFrom('user', 'developer', 'agent'), ({ policy, engine, situations, stack }, reader) => {
      const first = compose(engine, [], { reader }).stable
      for (const { facts } of situations) {
        const { stable, situation, text } = compose(engine, facts, { reader })
        expect(stable).toBe(first)
        expect(text).toBe([stable, situation].filter((part) => part !== '').join('\n\n'))
        for (const [title, lines] of parts(text)) {
          if (!title.startsWith('Decided')) continue
          for (const line of lines) checkOffer(line, title.includes('adjustable'))
        }
        function checkOffer(line: string, open: boolean): void {
          const [, id, value, kind, offers] = /^- (\S+): (\S+?)\.(?: On request(, up to|:) (.*)\.)?$/.exec(line)!
          expect(value).toBe((engine.decide(id!, facts) as Decision).value)
          expect(offers !== undefined, line).toBe(open)
          if (offers === undefined || stack.mandates.length > 0) return
          const own = policy.layers.map(({ rank, document }) => {
            const mine = policy.levels[rank] === reader
            const text = mine ? document.text.replace(/^(when|set|limit|grant|asks|heard): .*$/gm, '') : document.text
            return {
              level: policy.levels[rank]!,
              document: readDocument(document.file, text.replace(/```yaml bylaw\n+```/g, '')),
            }
          })
          for (const offered of offers.split(' or ')) {
            const asking = { level: reader, document: readDocument('asking.md', fence(`set: {${id}: ${offered}}`)) }
            const { policy: changed } = compile({ layers: [...own, asking] })
            expect(kind === ':' || kind === ', up to').toBe(true)
            expect(createEngine(changed!).value(id!, facts), line).toBe(offered)
          }
        }
      }
      return 1
    })
  })
})

describe('prose', () => {
  const spec = [
    '---',
    'bylaw: 1',
    'title: Our spec',
    'tags: {young: \'user.age != "adult"\'}',
    '---',
    'OPENING words.',
    '',
    '# Jokes {#jokes authority=user}',
    'JOKES prose, see [the lines](#lines) and [?](#lines).',
    '',
    '!!! meta "Commentary"',
    '    COMMENTARY for people.',
    '',
    '**Example**: a joke',
    '',
    '~~~xml',
    '<user>EXAMPLE</user>',
    '~~~',
    '',
    fence(
      'behavior: jokes',
      'title: Jokes',
      'values: [none, all]',
      'default: all',
      'describe: {none: tells none, all: tells any}',
    ),
    '# The lines {#lines authority=root}',
    'LINES prose.',
    '',
    fence('behavior: weapons', 'bright-line: never'),
    '# Young people {#young tags=young}',
    'YOUNG prose.',
    '',
    '# Background {#background authority=root}',
    'BACKGROUND prose.',
  ].join('\n')
  const developer = [
    'DEVELOPER opening.',
    '',
    '# House {#house authority=developer tags=young}',
    '',
    'HOUSE prose.',
  ].join('\n')
  const layers = (more: readonly Text[] = []): Text[] => [['root', FACTS], ['root', spec], ...more]
  const words = (text: string): string[] => [...text.matchAll(/\b[A-Z]{4,}\b/g)].map(([word]) => word)
  const adult = [said('user.age', 'adult')]

  it('of what matters is there: of lines, of what is configured, of tags in force, of the layers below', () => {
    expect(words(composed(layers()).stable)).toEqual(['OPENING', 'LINES'])
    expect(words(composed(layers()).situation)).toEqual(['YOUNG'])
    expect(composed(layers(), adult).situation).toBe('')
    const configured = layers([['user', fence('limit: {jokes: none}')]])
    expect(words(composed(configured).stable)).toEqual(['OPENING', 'JOKES', 'LINES'])
    const both = composed(layers([['developer', developer]]))
    expect(words(both.stable)).toEqual(['OPENING', 'LINES', 'DEVELOPER'])
    expect(words(both.situation)).toEqual(['YOUNG', 'HOUSE'])
  })

  it('of a section that a fact configures goes where facts count', () => {
    const limit = layers([['user', fence('when: user.vip', 'limit: {jokes: none}')]])
    expect(words(composed(limit, adult).text)).toEqual(['OPENING', 'LINES'])
    const vip = composed(limit, [...adult, said('user.vip', true, 'user')])
    expect(words(vip.situation)).toEqual(['JOKES'])
  })

  it('of a tag is in force in the cautious reading', () => {
    const claimed = [said('user.age', 'adult', 'user')]
    expect(words(composed(layers(), claimed).situation)).toEqual(['YOUNG'])
    expect(words(composed(layers(), [...adult, said('user.age', 'child', 'agent')]).situation)).toEqual(['YOUNG'])
    expect(words(composed(layers(), [...adult, said('user.age', 'child', 'none')]).situation)).toEqual([])
  })

  it('can be all or none, and leaves out what was dropped', () => {
    expect(words(composed(layers(), adult, { prose: 'all' }).text)).toEqual(['OPENING', 'JOKES', 'LINES', 'BACKGROUND'])
    expect(words(composed(layers(), [], { prose: 'none' }).text)).toEqual([])
    expect(words(composed(layers(), [], { dropped: ['lines', 'young'] }).text)).toEqual(['OPENING'])
  })

  it('never carries commentary, examples, blocks, attributes or front matter, and no link that leads nowhere', () => {
    const { text } = composed(layers([['developer', developer]]), [], { prose: 'all' })
    expect(text).not.toMatch(/COMMENTARY|EXAMPLE|!!!|~~~|```|\{#|authority=|tags=|bylaw:|behavior:|\]\(/)
    expect(text).toContain('JOKES prose, see the lines and The lines.')
    expect(text).toContain('### Young people')
    expect(text).toContain('said by a developer')
  })

  it('tells what a layer says by whom', () => {
    const { stable } = composed([
      ['root', BASE],
      ['user', 'Please be KIND.'],
    ])
    expect(stable).toContain('## The spec, said by a user\n\nPlease be KIND.')
  })

  it('of ten thousand sections takes no time', () => {
    const many = Array.from({ length: 9000 }, (_, index) => `# S${index}\n\ntext [?](#s1)\n`).join('\n')
    const engine = engineOf([
      ['root', BASE],
      ['user', many],
    ])
    expect(compose(engine, []).stable.length).toBeGreaterThan(100_000)
  })
})
