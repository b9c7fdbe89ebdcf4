import {
  type Arguments,
  type Assertion,
  compile,
  createEngine,
  type DeepFinding,
  type Diagnostic,
  type Document,
  danglingReferences,
  type Engine,
  type EnvelopeOptions,
  envelope,
  type FreeOptions,
  findings,
  minimalGrants,
  prove,
  readDocument,
  spoken,
  type Wanted,
  type Witness,
  type WrittenLayer,
} from '@bylaw/core'
import { noDraft, type WrittenFile, withDraft } from '../place/draft.ts'
import { engineOf, type Held, heldOf } from './opened.ts'

/** The section that a line stands in. */
export interface Standing {
  readonly id: string
  readonly title: string
}

/** Something suspicious or wrong, with what a page needs to show it. */
export interface Found extends DeepFinding {
  /** Names it within one version: its kind, its file and its line. */
  readonly id: string
  /** Whether it takes all layers and situations together; else it is seen when the files are read. */
  readonly deep: boolean
  readonly level: string
  readonly section: Standing | null
  /** Behaviors that it is about. */
  readonly behaviors: readonly string[]
}

/** What was found, and in what. */
export interface FoundAll {
  readonly found: readonly Found[]
  /** Null where the policy is refused: then nothing was looked at as a whole. */
  readonly looked: {
    readonly behaviors: number
    readonly statements: number
    readonly facts: number
    readonly sections: number
  } | null
}

/** Answers that take long, each kept as long as the engine that it is of. */
const kept = new WeakMap<Engine, Map<string, unknown>>()

function remembered<T>(engine: Engine, question: string, answer: () => T): T {
  const known = kept.get(engine) ?? new Map<string, unknown>()
  kept.set(engine, known)
  if (!known.has(question)) known.set(question, answer())
  return known.get(question) as T
}

/** Everything that is wrong or suspicious, in reading order, files read on their own first. */
export function foundIn(key: string): FoundAll {
  const held = heldOf(key)
  const { engine, documents, diagnostics } = held
  const plain = [...diagnostics, ...danglingReferences(documents)].map(shallow)
  const deep = engine === null ? [] : remembered(engine, 'findings', () => findings(engine))
  const all = [...plain.map((one) => ({ one, deep: false })), ...deep.map((one) => ({ one, deep: true }))]
  const ids = idsOf(all.map(({ one }) => one))
  const found = all.map((each, place) => ({
    ...each.one,
    id: ids[place]!,
    deep: each.deep,
    level: levelOf(held, each.one.file),
    section: standing(documents, each.one),
    behaviors: behaviorsOf(engine, each.one),
  }))
  return { found, looked: engine === null ? null : lookedAt(engine) }
}

const lookedAt = ({ policy }: Engine) => ({
  behaviors: policy.behaviors.size,
  statements: policy.statements.length + policy.trusts.length,
  facts: policy.facts.length,
  sections: policy.sections.length,
})

const shallow = (diagnostic: Diagnostic): DeepFinding => ({ ...diagnostic, facts: null, related: [], edit: null })

/** Kind, file and line, and a number where that is not one alone. */
function idsOf(all: readonly Diagnostic[]): readonly string[] {
  const counts = new Map<string, number>()
  return all.map(({ code, file, line }) => {
    const id = `${code}_${file.replaceAll('/', '.')}_${line}`
    const count = (counts.get(id) ?? 0) + 1
    counts.set(id, count)
    return count === 1 ? id : `${id}_${count}`
  })
}

const levelOf = ({ files }: Held, file: string): string => files.find((each) => each.file === file)?.level ?? ''

function standing(documents: readonly Document[], { file, line }: Pick<Diagnostic, 'file' | 'line'>): Standing | null {
  const sections = documents.find((document) => document.file === file)?.sections ?? []
  const section = sections.findLast((each) => each.line <= line)
  return section === undefined ? null : { id: section.id, title: section.title }
}

/** What the statement speaks of that stands there, else what the message names. */
function behaviorsOf(engine: Engine | null, { file, line, column, message }: Diagnostic): readonly string[] {
  if (engine === null) return []
  const { behaviors, statements } = engine.policy
  const there = statements.find(
    ({ source }) => source.file === file && source.line === line && source.column === column,
  )
  const named = [...message.matchAll(/`([^`]*)`/g)].flatMap(([, text]) => text!.split(/[\s:,]+/))
  const ids = [...(there === undefined ? [] : [there.pattern]), ...named]
  return [...new Set(ids)].filter((id) => behaviors.has(id) && !id.endsWith('*'))
}

/** Every invariant with its answer, as `prove` gives it, and what it says. */
export function provedIn(key: string, options: FreeOptions) {
  const engine = engineOf(key)
  const { documents } = heldOf(key)
  const proofs = remembered(engine, `prove ${JSON.stringify(options)}`, () => prove(engine, options))
  const stated = new Map(engine.policy.invariants.map((invariant) => [invariant.name, invariant]))
  return proofs.map((proof) => {
    const { text, atoms, source } = stated.get(proof.invariant)!
    const behaviors = [...new Set(atoms.map(({ behavior }) => behavior))]
    return { ...proof, text, behaviors, section: standing(documents, source), said: saidBy(proof.counterexample) }
  })
}

/** How far words could loosen each behavior, as `envelope` gives it, with the words as a person would say them. */
export function reachedIn(key: string, options: EnvelopeOptions) {
  const engine = engineOf(key)
  const rows = remembered(engine, `envelope ${JSON.stringify(options)}`, () => envelope(engine, options))
  return rows.map((row) => ({ ...row, said: saidBy(row.witness) }))
}

/** What would have to be granted, as `minimalGrants` gives it, with the words as a person would say them. */
export function grantedIn(key: string, wanted: Wanted) {
  const found = minimalGrants(engineOf(key), wanted)
  return found?.map((grant) => ({ ...grant, said: (grant.words ?? []).map(spoken) })) ?? null
}

const saidBy = (witness: Witness | null): readonly string[] => witness?.words.map(spoken) ?? []

/** The files with more layers said, and what is decided then. */
export interface Replay {
  readonly files: readonly WrittenFile[]
  /** By behavior; null where nothing is decided. */
  readonly values: Readonly<Record<string, string | null>>
}

/** Mounts words beside what is mounted and decides: whether what was found comes about here, too. */
export function replayed(
  key: string,
  layers: readonly WrittenLayer[],
  facts: readonly Assertion[],
  behaviors: readonly string[],
  args?: Arguments,
): Replay {
  const { files, documents } = heldOf(key)
  const added = layers.map(({ level, text }) => ({ level, file: freeName(files, `words-of-${level}`), text }))
  const after = withDraft(files, { ...noDraft, added })
  const read = new Map(documents.map((document) => [document.file, document]))
  const mounted = after.map(({ level, file, text }) => ({
    level,
    document: read.get(file) ?? readDocument(file, text),
  }))
  const { policy } = compile({ layers: mounted })
  const engine = policy === null ? null : createEngine(policy)
  const values = behaviors.map((id) => [id, engine?.value(id, facts, args) ?? null] as const)
  return { files: after, values: Object.fromEntries(values) }
}

function freeName(files: readonly WrittenFile[], name: string): string {
  const taken = new Set(files.map(({ file }) => file))
  const numbers = Array.from({ length: files.length + 1 }, (_, place) => (place === 0 ? '' : `-${place + 1}`))
  return numbers.map((number) => `${name}${number}.md`).find((file) => !taken.has(file))!
}

/** What differs between two versions in what is found, what is proved, and how far words reach. */
export function effectsBetween(older: string, newer: string, free: FreeOptions, facts: readonly Assertion[]) {
  const [before, after] = [foundIn(older).found, foundIn(newer).found]
  const options = { ...free, facts }
  return {
    findings: { fresh: without(after, before), gone: without(before, after) },
    invariants: pairs(provedIn(older, free), provedIn(newer, free), 'invariant', 'answer'),
    envelope: pairs(reachedIn(older, options), reachedIn(newer, options), 'behavior', 'envelope'),
  }
}

/** Those that the others do not have; lines that only moved are the same. */
function without(some: readonly Found[], others: readonly Found[]): readonly Found[] {
  const same = ({ code, file, message }: Found): string => `${code} ${file} ${message.replace(/:\d+/g, '')}`
  const left = new Map<string, number>()
  for (const one of others) left.set(same(one), (left.get(same(one)) ?? 0) + 1)
  return some.filter((one) => {
    const count = left.get(same(one)) ?? 0
    left.set(same(one), count - 1)
    return count <= 0
  })
}

/** What became another under one name; null where it was not there before, or is there no more. */
function pairs<Row, Name extends keyof Row & string, Value extends keyof Row & string>(
  before: readonly Row[],
  after: readonly Row[],
  name: Name,
  value: Value,
) {
  const was = new Map(before.map((row) => [row[name], row[value]]))
  const is = new Map(after.map((row) => [row[name], row[value]]))
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((each) => ({ name: each, was: was.get(each) ?? null, now: is.get(each) ?? null }))
    .filter((each) => each.was !== each.now)
}
