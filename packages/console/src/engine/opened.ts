import {
  type Behavior,
  compile,
  createEngine,
  type Diagnostic,
  type Document,
  type Engine,
  type FactType,
  type FactValue,
  readDocument,
} from '@bylaw/core'
import type { WrittenFile } from '../place/draft.ts'

/** A stack that was read and compiled; kept in the worker, asked about by its key. */
export interface Held {
  readonly key: string
  readonly files: readonly WrittenFile[]
  readonly documents: readonly Document[]
  readonly diagnostics: readonly Diagnostic[]
  /** Null where the policy is refused. */
  readonly engine: Engine | null
}

export interface OpenedFact {
  readonly name: string
  readonly title: string | null
  readonly type: FactType
  readonly assume: FactValue
  /** The weakest level entitled to vouch for it without a trust. */
  readonly vouchedBy: string
}

export interface OpenedBehavior {
  readonly id: string
  readonly kind: Behavior['kind']
  readonly title: string | null
  readonly values: readonly string[]
  readonly default: string
  /** A level, or `guideline`. */
  readonly authority: string
  readonly describe: Readonly<Record<string, string>>
  readonly section: string | null
  readonly level: string
  /** `file:line` */
  readonly source: string
}

/** What a page has to know of a policy. */
export interface Opened {
  readonly key: string
  readonly digest: string | null
  readonly levels: readonly string[]
  readonly layers: readonly {
    readonly level: string
    readonly file: string
    readonly title: string | null
    readonly version: string | null
    readonly overlay: boolean
    readonly sound: boolean
  }[]
  readonly facts: readonly OpenedFact[]
  readonly behaviors: readonly OpenedBehavior[]
  readonly diagnostics: readonly Diagnostic[]
}

const keptStacks = 12
const keptMounted = 40
const keptDocuments = 80
const stacks = new Map<string, Held>()
const mountedStacks = new Map<string, Held>()
const documents = new Map<string, Document>()
let count = 0

/**
 * Reads and compiles a stack, or finds it among those that were.
 * @param mounted as it is mounted: however many drafts are opened after it, it is not forgotten for them
 */
export function hold(files: readonly WrittenFile[], mounted = false): Held {
  const known = [...mountedStacks.values(), ...stacks.values()].find((held) => sameFiles(held.files, files))
  if (known !== undefined) {
    keep(known, mounted || mountedStacks.has(known.key))
    return known
  }
  const read = files.map(({ file, text }) => documentOf(file, text))
  const layers = files.map(({ level }, index) => ({ level, document: read[index]! }))
  const { policy, diagnostics } = compile({ layers })
  count++
  const engine = policy === null ? null : createEngine(policy)
  const held = { key: `stack-${count}`, files, documents: read, diagnostics, engine }
  keep(held, mounted)
  return held
}

function keep(held: Held, mounted: boolean): void {
  if (mounted) remember(mountedStacks, held.key, held, keptMounted)
  else remember(stacks, held.key, held, keptStacks)
}

/** @throws where the key is of a stack that was forgotten: it has to be opened again */
export function heldOf(key: string): Held {
  const held = mountedStacks.get(key) ?? stacks.get(key)
  if (held === undefined) throw new Error('this stack is not open any more')
  keep(held, mountedStacks.has(key))
  return held
}

/** @throws where the policy is refused */
export function engineOf(key: string): Engine {
  const { engine } = heldOf(key)
  if (engine === null) throw new Error('the policy is refused')
  return engine
}

const sameFiles = (some: readonly WrittenFile[], others: readonly WrittenFile[]): boolean =>
  some.length === others.length &&
  some.every(({ level, file, text }, index) => {
    const other = others[index]!
    return level === other.level && file === other.file && text === other.text
  })

function documentOf(file: string, text: string): Document {
  const key = `${file}\n${text}`
  const document = documents.get(key) ?? readDocument(file, text)
  remember(documents, key, document, keptDocuments)
  return document
}

function remember<T>(known: Map<string, T>, key: string, value: T, most: number): void {
  known.delete(key)
  known.set(key, value)
  if (known.size > most) known.delete(known.keys().next().value!)
}

/** What a page has to know of it. */
export function openedOf({ key, engine, files, documents: read, diagnostics }: Held): Opened {
  const policy = engine?.policy ?? null
  const levels = policy?.levels ?? []
  const layers =
    policy?.layers.map(({ rank, document, overlay, sound }) => ({
      level: levels[rank]!,
      overlay,
      sound,
      ...headOf(document),
    })) ??
    read.map((document, index) => ({ level: files[index]!.level, overlay: false, sound: false, ...headOf(document) }))
  const facts = (policy?.facts ?? []).map(({ name, title, type, assume, vouchedBy }) => ({
    name,
    title,
    type,
    assume,
    vouchedBy: levels[vouchedBy]!,
  }))
  const behaviors = [...(policy?.behaviors.values() ?? [])].map((behavior) => openedBehavior(behavior, levels))
  return { key, digest: policy?.digest ?? null, levels, layers, facts, behaviors, diagnostics }
}

const headOf = ({ file, header }: Document) => ({ file, title: header.title, version: header.version })

function openedBehavior(behavior: Behavior, levels: readonly string[]): OpenedBehavior {
  const { id, kind, title, values, authorityName, describe, section, declaredAt, source } = behavior
  return {
    id,
    kind,
    title,
    values,
    default: values[behavior.default]!,
    authority: authorityName,
    describe: Object.fromEntries(describe),
    section,
    level: levels[declaredAt]!,
    source: `${source.file}:${source.line}`,
  }
}
