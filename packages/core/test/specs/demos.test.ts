import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import {
  type Assertion,
  applicable,
  compile,
  createEngine,
  type Decision,
  type Document,
  danglingReferences,
  type Engine,
  readDocument,
  weigh,
} from '../../src/index.ts'
import { commands, type Row, rerun, tables } from './pages.ts'
import { read, root } from './specs.ts'

const folder = join(root, 'specs/demos')
const demos = readdirSync(folder)
const page = (demo: string): string => readFileSync(join(folder, demo, 'README.md'), 'utf8')
const document = (demo: string, name: string): Document => read(join(folder, demo), name)
const diagnosed = (documents: readonly Document[], found: readonly { code: string }[]): string[] =>
  [...found, ...danglingReferences(documents)].map(({ code }) => code)

interface Mounted {
  readonly engine: Engine
  readonly codes: readonly string[]
}

/** Mounts files of a demo, each at the level it states, and the last ones as mandates. */
function mount(demo: string, names: readonly string[], mandates: readonly string[] = []): Mounted {
  const documents = names.map((name) => document(demo, name))
  const below = mandates.map((name) => document(demo, name))
  const layers = documents.map((each) => ({ level: each.header.layer!.name, document: each }))
  const { policy, diagnostics } = compile({ layers, mandates: below })
  return { engine: createEngine(policy!), codes: diagnosed([...documents, ...below], diagnostics) }
}

const says = (by: string, facts: Readonly<Record<string, string | boolean>>): Assertion[] =>
  Object.entries(facts).map(([name, value]) => ({ name, value, by }))

const rows = (demo: string): readonly Row[] => tables(page(demo)).flatMap((table) => table.rows)
const rowsUnder = (demo: string, title: string): readonly Row[] =>
  tables(page(demo)).find((table) => table.title === title)!.rows

describe('every demo', () => {
  it('is one of seven', () => {
    expect(demos.toSorted()).toEqual([
      'asimov',
      'discord',
      'nested-layers',
      'product-guidelines',
      'sandbox',
      'single-rules',
      'weaponised-operator',
    ])
  })

  it.each(demos)('%s tells what its commands say', async (demo) => {
    const fresh = rerun(page(demo))
    expect(commands(fresh).length).toBeGreaterThan(1)
    expect(fresh).not.toContain('[exit ')
    await expect(fresh).toMatchFileSnapshot(join(folder, demo, 'README.md'))
  })

  it.each(demos)('%s mentions each of its files', (demo) => {
    for (const name of readdirSync(join(folder, demo))) {
      if (name !== 'README.md') expect(page(demo), name).toContain(`](${name})`)
    }
  })
})

describe('asimov', () => {
  const numbers = (row: Row): Record<string, number> =>
    Object.fromEntries(['no-harm', 'obedience', 'survival'].map((goal) => [goal, Number(row[goal])]))
  const optionsOf = (situation: readonly Row[]) => situation.map((row) => ({ id: row.course!, serves: numbers(row) }))
  const goals = (name: string) => mount('asimov', [name]).engine.policy.goals[0]!
  const strict = goals('laws.md')
  const weighed = goals('weighed.md')

  it('is clean', () => {
    expect([mount('asimov', ['laws.md']).codes, mount('asimov', ['weighed.md']).codes]).toEqual([[], []])
    expect([strict.kind, weighed.kind]).toEqual(['strict', 'weighed'])
    expect(strict.goals.map(({ name }) => name)).toEqual(weighed.goals.map(({ name }) => name))
  })

  it.each(tables(page('asimov')).map(({ title, rows: courses }) => [title, courses] as const))('%s', (_, courses) => {
    for (const row of courses) {
      expect(row.strict, row.course).toBe(verdict(optionsOf(courses), row.course!, strict))
      expect(row.weighed, row.course).toBe(verdict(optionsOf(courses), row.course!, weighed))
    }
  })

  it('walks to and fro for ever between the two places of the sample', () => {
    const choice = (title: string): string => {
      const { options } = weigh(optionsOf(rowsUnder('asimov', title)), strict)
      expect(options).toHaveLength(1)
      return options[0]!.option.id
    }
    const afar = choice('The sample, from afar')
    const near = choice('The sample, from near by')
    let steps = 0
    for (let asked = 0; asked < 100 && steps < 10; asked++) steps += (steps < 5 ? afar : near) === 'go on' ? 1 : -1
    expect(steps).toBeLessThanOrEqual(5)
    expect([afar, near]).toEqual(['go on', 'turn back'])
  })

  it('lets two voices be told apart by the chain of command, and by time', () => {
    const order = (id: string, level: string, at: number) => ({ id, text: id, level, order: at })
    const conflict = [{ kind: 'conflicts', from: 'left', to: 'right' } as const]
    const owner = applicable([order('left', 'developer', 0), order('right', 'user', 1)], conflict)
    expect(owner.instructions.map(({ id }) => id)).toEqual(['left'])
    const strangers = applicable([order('left', 'user', 0), order('right', 'user', 1)], conflict)
    expect(strangers.instructions.map(({ id }) => id)).toEqual(['right'])
  })

  it('lets nobody but the person concerned loosen how far it steps in', () => {
    const { engine } = mount('asimov', ['weighed.md'])
    for (const [level, value] of [
      ['developer', 'tell'],
      ['user', 'offer'],
    ] as const) {
      const wish = readDocument('wish.md', '```yaml bylaw\nset: {stepping-in: offer}\n```\n')
      const layers = [...engine.policy.layers.map((layer) => ({ level: 'root', document: layer.document }))]
      const { policy } = compile({ layers: [...layers, { level, document: wish }] })
      expect(createEngine(policy!).value('stepping-in', []), level).toBe(value)
    }
  })
})

/** What became of one course of action, in the words of the page. */
function verdict(options: Parameters<typeof weigh>[0], id: string, goals: Parameters<typeof weigh>[1]): string {
  const weighing = weigh(options, goals)
  const dropped = weighing.dropped.find(({ option }) => option.id === id)
  if (dropped !== undefined) return dropped.goal === null ? `worse than: ${dropped.by}` : `dropped by ${dropped.goal}`
  const { toward, away } = weighing.options.find(({ option }) => option.id === id)!
  const pulls = [
    toward.length > 0 ? `for ${toward.join(' and ')}` : '',
    away.length > 0 ? `against ${away.join(' and ')}` : '',
  ]
  const told = pulls.filter((pull) => pull !== '').join(', ')
  return told === '' ? 'stays' : `stays: ${told}`
}
