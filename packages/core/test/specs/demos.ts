import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Assertion,
  compile,
  createEngine,
  type Document,
  danglingReferences,
  type Engine,
  weigh,
} from '../../src/index.ts'
import { type Row, tables } from './pages.ts'
import { read, root } from './specs.ts'

export const folder = join(root, 'specs/demos')
export const demos = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)
/** A demo's page. */
export const page = (demo: string): string => readFileSync(join(folder, demo, 'README.md'), 'utf8')
export const document = (demo: string, name: string): Document => read(join(folder, demo), name)
const diagnosed = (documents: readonly Document[], found: readonly { code: string }[]): string[] =>
  [...found, ...danglingReferences(documents)].map(({ code }) => code)

/** A demo's files as a policy, and what was diagnosed of them. */
export interface Mounted {
  readonly engine: Engine
  readonly codes: readonly string[]
}

/** Mounts files of a demo, each at the level it states, and the last ones as mandates. */
export function mount(demo: string, names: readonly string[], mandates: readonly string[] = []): Mounted {
  const documents = names.map((name) => document(demo, name))
  const below = mandates.map((name) => document(demo, name))
  const layers = documents.map((each) => ({ level: each.header.layer!.name, document: each }))
  const { policy, diagnostics } = compile({ layers, mandates: below })
  return { engine: createEngine(policy!), codes: diagnosed([...documents, ...below], diagnostics) }
}

/** What one level asserts. */
export const says = (by: string, facts: Readonly<Record<string, string | boolean>>): Assertion[] =>
  Object.entries(facts).map(([name, value]) => ({ name, value, by }))

/** The rows of a page's tables, counted from its top. */
export const table = (demo: string, index: number): readonly Row[] => tables(page(demo))[index]!.rows
/** The rows of the first table under a title. */
export const rowsUnder = (demo: string, title: string): readonly Row[] =>
  tables(page(demo)).find((table) => table.title === title)!.rows

/** What became of one course of action, in the words of the page. */
export function verdict(options: Parameters<typeof weigh>[0], id: string, goals: Parameters<typeof weigh>[1]): string {
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
