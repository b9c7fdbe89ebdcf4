import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, createEngine, type EnvelopeOptions, envelope, readDocument } from '../../src/index.ts'
import { rawLayer } from '../laws/arbitrary.ts'
import { rawWord } from '../laws/situations.ts'
import { engineOf, everyStack, placeOf, TIMEOUT } from '../laws/trial.ts'
import { assertedBelow, mountedWith, saidBelow, silencedBelow } from './free-words.ts'

describe('the envelope of random stacks', { timeout: TIMEOUT }, () => {
  const drawn = fc.record({
    rank: fc.nat(),
    words: fc.array(rawLayer, { minLength: 2, maxLength: 6 }),
    said: fc.array(rawWord, { maxLength: 4 }),
  })

  it('is never exceeded by any words and assertions of the levels below', () => {
    everyStack(drawn, (trial, { rank, words, said }) => {
      const strongest = rank % (trial.chain.length - 1)
      const below = trial.chain[strongest]!
      const engine = engineOf(saidBelow(trial, strongest, words))
      let comparisons = 0
      for (const { facts, args } of trial.situations) {
        const behaviors = trial.subjects.map(({ id }) => id)
        const rows = new Map(envelope(trial.engine, { below, facts, behaviors }).map((row) => [row.behavior, row]))
        const more = assertedBelow(trial, strongest, said, facts)
        for (const subject of trial.subjects) {
          const row = rows.get(subject.id)!
          const found = placeOf(subject, engine.value(subject.id, [...facts, ...more], args))
          const about = JSON.stringify({ row, facts, more, args })
          if (subject.kind === 'scale' && row.undecided === null) {
            expect(found, about).toBeLessThanOrEqual(placeOf(subject, row.bound ?? row.envelope))
            comparisons++
          }
        }
      }
      return comparisons
    })
  })

  it('is reached by its witness, mounted as files', () => {
    everyStack(drawn, (trial, { rank }) => {
      const strongest = rank % (trial.chain.length - 1)
      const stack = silencedBelow(trial, strongest)
      const { facts } = trial.situations[0]!
      const behaviors = trial.subjects.map(({ id }) => id)
      let witnesses = 0
      for (const row of envelope(trial.engine, { below: trial.chain[strongest]!, facts, behaviors })) {
        if (row.witness === null) {
          expect(row.envelope, JSON.stringify(row)).toBe(row.value)
          continue
        }
        const { layers, facts: said, args } = row.witness
        expect(mountedWith(stack, layers).value(row.behavior, said, args), JSON.stringify(row)).toBe(row.envelope)
        witnesses++
      }
      return witnesses
    })
  })

  it('of a choice leaves out no value that random words bring about', () => {
    everyStack(drawn, (trial, { rank, words }) => {
      const strongest = rank % (trial.chain.length - 1)
      const engine = engineOf({ ...saidBelow(trial, strongest, words.map(trustless)), mandates: [] })
      const { facts } = trial.situations[0]!
      const behaviors = trial.subjects.flatMap(({ id, kind }) => (kind === 'choice' ? [id] : []))
      const rows = envelope(trial.engine, { below: trial.chain[strongest]!, facts, behaviors })
      for (const { behavior, reachable } of rows) expect(reachable).toContain(engine.value(behavior, facts))
      return trial.subjects.length
    })
  })
})

/** What is reachable is told where nothing more is trusted. */
const trustless = <T extends { readonly statements: readonly { readonly kind: string }[] }>(layer: T): T => ({
  ...layer,
  statements: layer.statements.filter(({ kind }) => kind !== 'trust'),
})

const root = `---
bylaw: 1
layer: root
---
# Doses

\`\`\`yaml bylaw
facts:
  user.clinician: {type: bool, assume: false, vouched-by: developer}
  user.dose: {type: number, assume: 0, vouched-by: root}
\`\`\`

## Detail {#detail authority=developer}

\`\`\`yaml bylaw
behavior: detail
values: [none, some, most, all]
default: some
delegable: most
rules:
  - when: "!user.clinician"
    limit: most
\`\`\`

## Tone {#tone authority=developer}

\`\`\`yaml bylaw
behavior: tone
choices: [plain, warm]
default: plain
\`\`\`

## Tools {#tools authority=root}

\`\`\`yaml bylaw
behavior: tool.*
values: [deny, ask, allow]
default: ask
rules:
  - when: args.path == "/etc"
    limit: deny
\`\`\`

\`\`\`yaml bylaw
when: user.dose * 2.0 < 4.0
grant: {developer: {tool.files.*: allow}}
\`\`\`
`

function rowOf(options: EnvelopeOptions, operator?: string) {
  const layers = [{ level: 'root', document: readDocument('spec.md', root) }]
  if (operator !== undefined) layers.push({ level: 'developer', document: readDocument('operator.md', operator) })
  const { policy } = compile({ layers })
  return envelope(createEngine(policy!), options)[0]!
}

describe('the envelope', () => {
  it('is the loosest value over words and assertions, with the shortest way there', () => {
    const row = rowOf({ behaviors: ['detail'] })
    expect(row).toMatchObject({ value: 'some', envelope: 'all', undecided: null, opaque: [] })
    expect(row.witness).toMatchObject({
      words: [{ level: 'system', statement: 'set', behavior: 'detail', value: 'all' }],
      facts: [{ name: 'user.clinician', value: true, by: 'system' }],
    })
    expect(row.cells).toEqual([
      { facts: [], value: 'some', envelope: 'most' },
      { facts: [{ name: 'user.clinician', value: true, by: 'developer' }], value: 'some', envelope: 'all' },
    ])
  })

  it('fixes the facts given', () => {
    const facts = [{ name: 'user.clinician', value: false, by: 'developer' }]
    expect(rowOf({ behaviors: ['detail'], facts })).toMatchObject({ value: 'some', envelope: 'most' })
  })

  it('counts a trust in what is given only as a word somebody entitled could say', () => {
    const facts = [{ name: 'user.clinician', value: true, by: 'user' }]
    const row = rowOf({ behaviors: ['detail'], facts })
    expect(row.envelope).toBe('all')
    expect(row.witness?.words).toContainEqual({
      level: 'system',
      statement: 'trust',
      to: 'user',
      fact: 'user.clinician',
    })
    expect(rowOf({ behaviors: ['detail'], facts, below: 'developer' }).envelope).toBe('some')
  })

  it('takes what is mounted as it is, and everybody else as free', () => {
    const operator = '# Ours\n\n```yaml bylaw\nlimit: {detail: some}\n```\n'
    expect(rowOf({ behaviors: ['detail'] }, operator).envelope).toBe('some')
    expect(rowOf({ behaviors: ['detail'], below: 'system' }, operator).envelope).toBe('all')
    expect(rowOf({ behaviors: ['detail'], mountedOnly: true }).envelope).toBe('some')
  })

  it('needs a grant and a set where a level in between would lower the value again', () => {
    const operator = '# Ours\n\n```yaml bylaw\nset: {detail: none}\n```\n'
    const row = rowOf({ behaviors: ['detail'] }, operator)
    expect(row).toMatchObject({ value: 'none', envelope: 'most' })
    expect(row.witness?.words.map(({ statement, level }) => `${level} ${statement}`)).toEqual([
      'system grant',
      'user set',
    ])
  })

  it('of a choice is what is decided, with all that could be made of it', () => {
    expect(rowOf({ behaviors: ['tone'] })).toMatchObject({
      value: 'plain',
      envelope: 'plain',
      witness: null,
      reachable: ['plain', 'warm'],
    })
  })

  it('names what no list of situations exhausts, and says how far that could go', () => {
    const row = rowOf({ behaviors: ['tool.files.write'] })
    expect(row).toMatchObject({ value: 'deny', envelope: 'allow', bound: null })
    expect(row.opaque).toEqual(['args.path == "/etc"', 'user.dose * 2.0 < 4.0'])
    expect(row.witness?.args).toEqual({ path: '' })
    const unknown = rowOf({ behaviors: ['tool.files.write'], facts: [{ name: 'user.dose', value: 3, by: 'root' }] })
    expect(unknown).toMatchObject({ envelope: 'ask', bound: 'allow' })
  })
})

it('tells of a value in between only where a mandate leaves it', () => {
  const block = (...lines: string[]) => ['# A {#a authority=root}', '```yaml bylaw', ...lines, '```', ''].join('\n')
  const root = block('behavior: b', 'values: [low, mid, high]', 'default: low', 'rules: [{grant: {developer: high}}]')
  const mandate = `---\nbylaw: 1\nlayer: agent\n---\n${block('set: {b: low}')}\n${block('set: {b: high}').replace('#a', '#b')}`
  const reachable = (mandates: readonly string[]) => {
    const layers = [{ level: 'root', document: readDocument('root.md', root) }]
    const { policy } = compile({ layers, mandates: mandates.map((text) => readDocument('mandate.md', text)) })
    return envelope(createEngine(policy!), { below: 'root' })[0]!.reachable
  }
  expect(reachable([])).toEqual(['low', 'mid', 'high'])
  expect(reachable([mandate])).toEqual(['low', 'high'])
})
