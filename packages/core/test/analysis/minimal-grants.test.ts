import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, createEngine, type MinimalGrant, minimalGrants, readDocument, type Wanted } from '../../src/index.ts'
import { everyStack, TIMEOUT } from '../laws/trial.ts'
import { mountedWith } from './free-words.ts'

describe('minimal grants in random stacks', { timeout: TIMEOUT }, () => {
  const drawn = fc.record({ subject: fc.nat(), value: fc.nat(), by: fc.nat() })

  it('let a weaker level choose the value, and where there are none no grant and set of the level does', () => {
    let proofs = 0
    everyStack(drawn, (trial, { subject, value, by }) => {
      const scales = trial.subjects.filter(
        ({ id, kind, values }) => kind === 'scale' && !id.startsWith('own') && values.length > 1,
      )
      if (scales.length === 0) return 0
      const { id, values } = scales[subject % scales.length]!
      const wanted = values[value % values.length]!
      const level = trial.chain[by % (trial.chain.length - 1)]!
      const { facts } = trial.situations[0]!
      const found = minimalGrants(trial.engine, { behavior: id, value: wanted, by: level, facts })!
      expect(found.map(({ to }) => to)).toEqual(trial.chain.slice(trial.chain.indexOf(level) + 1))
      for (const { to, words, layers } of found) {
        const text = (statement: string): string => `# Said\n\n\`\`\`yaml bylaw\n${statement}\n\`\`\`\n`
        const chosen = { level: to, text: text(`set: {"${id}": "${wanted}"}`) }
        if (words !== null) {
          expect(mountedWith(trial.stack, [...layers, chosen]).value(id, facts)).toBe(wanted)
          continue
        }
        proofs++
        const all = trial.chain.slice(trial.chain.indexOf(level) + 1)
        const grants = all.map((each) => `grant: {"${each}": {"${id}": "${values.at(-1)}"}}`)
        const most = [...grants, ...values.map((each) => `set: {"${id}": "${each}"}`)].map(text).join('\n')
        const engine = mountedWith(trial.stack, [{ level, text: most }, chosen])
        expect(values.indexOf(engine.value(id, facts)!)).not.toBe(values.indexOf(wanted))
      }
      return found.length
    })
    expect(proofs).toBeGreaterThan(0)
  })
})

const root = `# Doses

## Detail {#detail authority=developer}

\`\`\`yaml bylaw
behavior: detail
values: [none, some, most, all]
default: some
delegable: most
\`\`\`
`

function granting(wanted: Wanted, system?: string): readonly MinimalGrant[] | null {
  const layers = [{ level: 'root', document: readDocument('spec.md', root) }]
  if (system !== undefined) layers.push({ level: 'system', document: readDocument('system.md', system) })
  return minimalGrants(createEngine(compile({ layers }).policy!), wanted)
}

describe('minimal grants', () => {
  it('are one grant where that is enough', () => {
    const word = { level: 'developer', statement: 'grant', behavior: 'detail', values: ['most'] }
    expect(granting({ behavior: 'detail', value: 'most', by: 'developer' })).toMatchObject([
      { to: 'user', words: [{ ...word, to: 'user' }] },
      { to: 'agent', words: [{ ...word, to: 'agent' }] },
    ])
  })

  it('are none where it takes none, and a set where no grant can give it', () => {
    const some = granting({ behavior: 'detail', value: 'some', by: 'system' })!
    expect(some.map(({ words }) => words)).toEqual([[], [], []])
    const all = granting({ behavior: 'detail', value: 'all', by: 'developer' })!
    expect(all[0]).toMatchObject({ to: 'user', words: [{ statement: 'set', value: 'all' }] })
  })

  it('name what is in the way where nothing would do', () => {
    const system = '# Ours\n\n```yaml bylaw\nlimit: {detail: some}\n```\n'
    expect(granting({ behavior: 'detail', value: 'most', by: 'developer' }, system)).toMatchObject([
      { to: 'user', words: null, inTheWay: ['system.md:4'] },
      { to: 'agent', words: null, inTheWay: ['system.md:4'] },
    ])
  })

  it('are null where what is wanted is unknown', () => {
    expect(granting({ behavior: 'detail', value: 'more', by: 'developer' })).toBeNull()
    expect(granting({ behavior: 'tone', value: 'warm', by: 'developer' })).toBeNull()
    expect(granting({ behavior: 'detail', value: 'most', by: 'king' })).toBeNull()
  })
})
