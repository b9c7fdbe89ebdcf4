import {
  type Behavior,
  type Block,
  type Document,
  type Engine,
  type Example,
  type Piece,
  readingOf,
  type Section,
} from '@bylaw/core'
import { type Held, heldOf } from './opened.ts'

/** A section as a page shows it. */
export interface BookSection extends Pick<Section, 'id' | 'title' | 'depth' | 'parent' | 'own' | 'authority' | 'line'> {
  readonly tags: readonly string[]
  readonly pieces: readonly Piece[]
  /** Ids of the behaviors declared in it or, by an overlay, for it. */
  readonly behaviors: readonly string[]
  /** Sections that refer to it. */
  readonly citedBy: readonly { readonly id: string; readonly title: string }[]
}

/** A block of the file, as far as a page speaks of it. */
export interface BookBlock {
  readonly line: number
  readonly behavior: string | null
  readonly facts: readonly string[]
  readonly invariant: string | null
  /** Behaviors that its statements speak of. */
  readonly speaksOf: readonly string[]
}

/** One file of the stack, to be read from top to bottom. */
export interface Chapter {
  readonly file: string
  readonly level: string
  readonly title: string | null
  readonly overlay: boolean
  readonly preamble: readonly Piece[]
  readonly sections: readonly BookSection[]
  readonly examples: readonly Example[]
  readonly blocks: readonly BookBlock[]
}

/** What a section compiles to beside its behaviors: who may loosen what, and which invariants pin it. */
export interface Invariants {
  readonly name: string
  readonly text: string
  readonly source: string
  readonly behaviors: readonly string[]
}

export interface Book {
  readonly chapters: readonly Chapter[]
  readonly invariants: readonly Invariants[]
}

const books = new WeakMap<Held, Book>()

/** The texts of a stack as data for a page. */
export function bookOf(key: string): Book {
  const held = heldOf(key)
  const book = books.get(held) ?? { chapters: chaptersOf(held), invariants: invariantsOf(held.engine) }
  books.set(held, book)
  return book
}

const readings = new WeakMap<Document, ReturnType<typeof readingOf>>()

function readingKept(document: Document) {
  const reading = readings.get(document) ?? readingOf(document)
  readings.set(document, reading)
  return reading
}

function chaptersOf({ documents, files, engine }: Held): readonly Chapter[] {
  const cited = citations(documents)
  return documents.map((document, index) => {
    const { preamble, sections } = readingKept(document)
    const layer = engine?.policy.layers.find((each) => each.document === document)
    return {
      file: document.file,
      level: files[index]!.level,
      title: document.header.title,
      overlay: layer?.overlay ?? false,
      preamble,
      sections: document.sections.map((section, place) => ({
        ...pickSection(section),
        pieces: sections[place] ?? [],
        behaviors: behaviorsIn(engine, document, section),
        citedBy: (cited.get(section.id) ?? []).filter(({ id }) => id !== section.id),
      })),
      examples: document.examples,
      blocks: document.blocks.map(blockOf),
    }
  })
}

const pickSection = ({ id, title, depth, parent, own, authority, line, tags }: Section) => ({
  id,
  title,
  depth,
  parent,
  own,
  authority,
  line,
  tags: tags.map(({ name }) => name),
})

function behaviorsIn(engine: Engine | null, document: Document, { index }: Section): readonly string[] {
  const found = engine?.policy.sections.find(
    (section) => section.index === index && engine.policy.layers[section.layer]!.document === document,
  )
  return found?.behaviors ?? []
}

function blockOf({ line, behavior, facts, invariant, statements }: Block): BookBlock {
  const named = statements.flatMap((statement) => ('behavior' in statement ? [statement.behavior.name] : []))
  return {
    line,
    behavior: behavior?.name ?? null,
    facts: facts.map(({ name }) => name),
    invariant: invariant?.name ?? null,
    speaksOf: [...new Set(named)],
  }
}

/** By id: the sections whose text refers to it, each once, in reading order. */
function citations(documents: readonly Document[]): ReadonlyMap<string, { id: string; title: string }[]> {
  const cited = new Map<string, { id: string; title: string }[]>()
  for (const { references, sections } of documents) {
    for (const { target, section } of references) {
      if (section === null) continue
      const { id, title } = sections[section]!
      const known = cited.get(target) ?? []
      if (!known.some((each) => each.id === id)) known.push({ id, title })
      cited.set(target, known)
    }
  }
  return cited
}

function invariantsOf(engine: Engine | null): readonly Invariants[] {
  return (engine?.policy.invariants ?? []).map(({ name, text, atoms, source }) => ({
    name,
    text,
    source: `${source.file}:${source.line}`,
    behaviors: [...new Set(atoms.map((atom) => atom.behavior as Behavior['id']))],
  }))
}
