import { describe, expect, test } from 'vitest'
import { effectsBetween, foundIn, grantedIn, provedIn, reachedIn, replayed } from '../../src/engine/analysed.ts'
import { hold } from '../../src/engine/opened.ts'
import type { WrittenFile } from '../../src/place/draft.ts'

const spec: WrittenFile = {
  level: 'root',
  file: 'spec.md',
  text: `---
bylaw: 1
layer: root
---
# Selling {#selling authority=user}

See [what is missing](#nowhere).

\`\`\`yaml bylaw
behavior: selling
values: [none, mention, press]
default: none
\`\`\`

\`\`\`yaml bylaw
invariant: nobody is pressed
holds: 'behavior["selling"] != "press"'
\`\`\`
`,
}
const limiting = (value: string): string => `\`\`\`yaml bylaw\nlimit: {selling: ${value}}\n\`\`\`\n`
const operator = (...values: readonly string[]): WrittenFile => ({
  level: 'developer',
  file: 'operator.md',
  text: `---\nbylaw: 1\nlayer: developer\n---\n# Shop {#shop}\n\n${values.map(limiting).join('\n')}`,
})
const words = [
  { level: 'user', text: '---\nbylaw: 1\nlayer: user\n---\n# Words\n\n```yaml bylaw\nset: {selling: press}\n```\n' },
]

describe('what is found', () => {
  test('has a name, a level and a section, whether it is deep or not', () => {
    const { found, looked } = foundIn(hold([spec, operator('none', 'mention')]).key)
    expect(looked).toEqual({ behaviors: 1, statements: 2, facts: 0, sections: expect.any(Number) })
    expect(found.map(({ id, deep, level, section, behaviors }) => [id, deep, level, section?.id, behaviors])).toEqual([
      ['dangling-reference_spec.md_7', false, 'root', 'selling', []],
      ['never-changes_operator.md_12', true, 'developer', 'shop', ['selling']],
    ])
  })

  test('of a refused policy is what its files show, and says that no more was looked for', () => {
    const { found, looked } = foundIn(hold([spec, operator('none}\nlimitt: {selling: none')]).key)
    expect(looked).toBeNull()
    expect(found.map(({ code }) => code)).toContain('unknown-key')
    expect(found.every(({ deep }) => !deep)).toBe(true)
  })

  test('is told apart where kind, file and line are the same', () => {
    const twice = { ...spec, text: spec.text.replace('(#nowhere)', '(#nowhere) and [that](#nowhere)') }
    const ids = foundIn(hold([twice]).key).found.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain('dangling-reference_spec.md_7_2')
  })
})

describe('what is proved and reached', () => {
  test('a refuted invariant has its text, its behaviors and words that come out so when mounted', () => {
    const { key } = hold([spec])
    const [proof] = provedIn(key, {})
    expect(proof).toMatchObject({ answer: 'refuted', behaviors: ['selling'], section: { id: 'selling' } })
    expect(proof!.text).toBe('behavior["selling"] != "press"')
    expect(proof!.said).toHaveLength(proof!.counterexample!.words.length)
    const { layers, facts, values } = proof!.counterexample!
    expect(replayed(key, layers, facts, ['selling']).values).toEqual(values)
  })

  test('a replay says what is decided beside what is mounted, under a name of its own', () => {
    const known = { level: 'user', file: 'words-of-user.md', text: words[0]!.text }
    const { files, values } = replayed(hold([spec, operator('mention'), known]).key, words, [], ['selling'])
    expect(values).toEqual({ selling: 'mention' })
    expect(files.map(({ file }) => file)).toEqual(['spec.md', 'operator.md', 'words-of-user.md', 'words-of-user-2.md'])
  })

  test('a replay whose policy is refused decides nothing', () => {
    const broken = [{ level: 'developer', text: '# X\n\n```yaml bylaw\nset: {nothing: here}\n```\n' }]
    expect(replayed(hold([spec]).key, broken, [], ['selling']).values).toEqual({ selling: null })
  })

  test('words are told as a person would say them', () => {
    const { key } = hold([spec, operator('mention')])
    const [row] = reachedIn(key, { facts: [] })
    expect(row).toMatchObject({ value: 'none', envelope: 'mention' })
    expect(row!.said).toEqual([expect.stringContaining('sets selling: mention')])
    const agent = grantedIn(key, { behavior: 'selling', value: 'mention', by: 'user' })!.find(
      ({ to }) => to === 'agent',
    )!
    expect(agent.said).toEqual(['user grants agent selling: mention'])
    expect(grantedIn(key, { behavior: 'selling', value: 'nothing', by: 'user' })).toBeNull()
  })
})

test('a draft that limits proves an invariant and narrows the envelope', () => {
  const [older, newer] = [hold([spec, operator('press')]).key, hold([spec, operator('mention')]).key]
  const { findings, invariants, envelope } = effectsBetween(older, newer, {}, [])
  expect(findings).toEqual({ fresh: [], gone: [] })
  expect(invariants).toEqual([{ name: 'nobody is pressed', was: 'refuted', now: 'holds' }])
  expect(envelope).toEqual([{ name: 'selling', was: 'press', now: 'mention' }])
})

test('a draft that says something in vain adds a finding, and taking it out takes the finding away', () => {
  const [without, having] = [hold([spec, operator('none')]).key, hold([spec, operator('none', 'mention')]).key]
  const added = effectsBetween(without, having, {}, []).findings
  expect([added.fresh.map(({ code }) => code), added.gone]).toEqual([['never-changes'], []])
  const taken = effectsBetween(having, without, {}, []).findings
  expect([taken.fresh, taken.gone.map(({ code }) => code)]).toEqual([[], ['never-changes']])
})

test('a finding whose line moved is the same one', () => {
  const file = operator('none', 'mention')
  const moved = { ...file, text: file.text.replace('# Shop', '\n\n# Shop') }
  const { findings } = effectsBetween(hold([spec, file]).key, hold([spec, moved]).key, {}, [])
  expect(findings).toEqual({ fresh: [], gone: [] })
})
