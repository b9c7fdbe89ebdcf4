import {
  canonicalLevel,
  compile,
  createEngine,
  type DeepFinding,
  type Diagnostic,
  type Document,
  danglingReferences,
  defaultChain,
  type Engine,
  findings,
} from '@bylaw/core'
import { Glossary } from './glossary.ts'

/** A document in its place. */
export interface Member {
  readonly path: string
  /** Null: at root. */
  readonly level: string | null
  readonly document: Document
}

/** The levels of a stack, strongest first. */
export function chainOf(members: readonly Member[]): readonly string[] {
  const stated = members.find(({ level, document }) => level === null && document.header.chain !== null)
  return stated?.document.header.chain?.map(({ name }) => canonicalLevel(name)) ?? defaultChain
}

/** One stack as it stands now. */
export interface StackView {
  readonly name: string | null
  readonly members: readonly Member[]
  readonly chain: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
  readonly glossary: Glossary
  /** Null where the layers make no policy as they stand, or no root file is among them. */
  readonly engine: Engine | null
  /** The engine, else the last one that these files made: what is typed just now seldom compiles. */
  readonly latest: Engine | null
  /** What the layers do together; looked for when first asked, which takes a while. */
  readonly findings: readonly DeepFinding[]
  /** Whether it was asked for already. */
  readonly looked: boolean
}

/** Compiles the members of a stack. @param before the view of the same files, before they changed */
export function viewStack(name: string | null, members: readonly Member[], before: StackView | null): StackView {
  const documents = members.map(({ document }) => document)
  const chain = chainOf(members)
  const rooted = members.some(({ level }) => level === null)
  const layers = members.map(({ level, document }) => ({ level: level ?? chain[0]!, document }))
  const { policy, diagnostics } = rooted
    ? compile({ layers })
    : { policy: null, diagnostics: documents.flatMap((document) => document.diagnostics) }
  const engine = policy === null ? null : createEngine(policy)
  let glossary: Glossary | null = null
  let found: readonly DeepFinding[] | null = null
  return {
    ...{ name, members, chain, engine },
    latest: engine ?? before?.latest ?? null,
    diagnostics: [...diagnostics, ...danglingReferences(documents)],
    get glossary() {
      glossary ??= new Glossary(documents)
      return glossary
    },
    get findings() {
      found ??= engine === null ? [] : findings(engine)
      return found
    },
    get looked() {
      return found !== null
    },
  }
}
