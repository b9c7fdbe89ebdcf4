import { type BehaviorDeclaration, type Document, declarationOf, type FactDeclaration } from '@bylaw/core'
import { type Occurrence, type OccurrenceKind, occurrencesOf } from './occurrences.ts'

/** Where the names of a stack are declared and used. */
export class Glossary {
  readonly documents: readonly Document[]
  readonly behaviors = new Map<string, BehaviorDeclaration>()
  readonly facts = new Map<string, FactDeclaration>()
  readonly #declared: Readonly<Record<OccurrenceKind, Map<string, Occurrence[]>>> = {
    behavior: new Map(),
    fact: new Map(),
    section: new Map(),
    tag: new Map(),
    level: new Map(),
    condition: new Map(),
  }

  constructor(documents: readonly Document[]) {
    this.documents = documents
    for (const document of documents) {
      for (const { behavior, facts } of document.blocks) {
        if (behavior !== null && !this.behaviors.has(behavior.name)) this.behaviors.set(behavior.name, behavior)
        for (const fact of facts) if (!this.facts.has(fact.name)) this.facts.set(fact.name, fact)
      }
      for (const occurrence of occurrencesOf(document)) {
        if (!occurrence.declares) continue
        const places = this.#declared[occurrence.kind]
        places.set(occurrence.name, [...(places.get(occurrence.name) ?? []), occurrence])
      }
    }
  }

  /** The narrowest name at an offset of one of its documents, its end included. */
  at(document: Document, offset: number): Occurrence | null {
    const here = occurrencesOf(document).filter(({ start, end }) => start <= offset && offset <= end)
    return here.reduce<Occurrence | null>(
      (best, each) => (best === null || each.end - each.start <= best.end - best.start ? each : best),
      null,
    )
  }

  names(kind: OccurrenceKind): readonly string[] {
    return [...this.#declared[kind].keys()]
  }

  /**
   * Where the name is declared: a behavior by itself or by the narrowest family that covers it, a fact also from a longer
   * path, a section in the file it is named in before any other.
   */
  declarations({ kind, name, document }: Pick<Occurrence, 'kind' | 'name' | 'document'>): readonly Occurrence[] {
    const declared = this.#declared[kind]
    if (kind === 'behavior') return declarationOf(name, declared) ?? []
    if (kind === 'fact') return declared.get(this.#factOf(name)) ?? []
    const found = declared.get(name) ?? []
    const own = kind === 'section' ? found.filter((each) => each.document === document) : []
    return own.length > 0 ? own : found
  }

  /** Every place that means the same as this one, declarations included, in the order of the documents. */
  references(occurrence: Occurrence): readonly Occurrence[] {
    const meant = this.declarations(occurrence)
    const all = this.documents.flatMap(occurrencesOf).filter(({ kind }) => kind === occurrence.kind)
    if (meant.length === 0) return all.filter(({ name }) => name === occurrence.name)
    return all.filter((each) => (each.declares ? meant.includes(each) : this.declarations(each)[0] === meant[0]))
  }

  #factOf(path: string): string {
    for (let name = path; ; name = name.slice(0, name.lastIndexOf('.'))) {
      if (this.#declared.fact.has(name)) return name
      if (!name.includes('.')) return path
    }
  }
}
