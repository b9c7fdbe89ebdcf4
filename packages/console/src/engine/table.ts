import {
  type Assertion,
  type Behavior,
  createEngine,
  type Engine,
  type Layer,
  type MatrixCell,
  type MatrixRow,
  matrix,
  type Policy,
  type Section,
  type Step,
} from '@bylaw/core'
import { engineOf, heldOf } from './opened.ts'

/** What one level says and may do about one behavior. */
export interface TableCell extends MatrixCell {
  /** What is decided as far as this level: the words of weaker ones left out. */
  readonly value: string
  /** Whether it declares the behavior or a statement of its own had an effect. */
  readonly speaks: boolean
  /** How many of its statements stand under a condition. */
  readonly conditional: number
}

/** One behavior across the chain of command. */
export interface TableRow extends Omit<MatrixRow, 'levels'> {
  readonly levels: Readonly<Record<string, TableCell>>
  /** The level whose word brought the value about. */
  readonly by: string
}

/** Where in the text a behavior stands: its section, and the part of the document that this belongs to. */
export interface Shelfmark {
  readonly behavior: string
  readonly section: string | null
  readonly title: string | null
  readonly part: { readonly id: string; readonly title: string } | null
}

const partial = new WeakMap<Engine, readonly Engine[]>()

/** By rank of the chain: the engine in which no weaker level has said anything. */
function engineByRank(engine: Engine): readonly Engine[] {
  const known = partial.get(engine)
  if (known !== undefined) return known
  const { policy } = engine
  const chain = policy.levels.slice(0, policy.levels.length - policy.mandates)
  const made = chain.map((_, rank) => {
    const upTo = ({ rank: by }: { readonly rank: number }): boolean => by <= rank
    const said = [policy.statements.filter(upTo), policy.trusts.filter(upTo)] as const
    const all = said[0].length === policy.statements.length && said[1].length === policy.trusts.length
    return all ? engine : createEngine({ ...policy, statements: said[0], trusts: said[1] })
  })
  partial.set(engine, made)
  return made
}

const isEffective = ({ effect }: Step): boolean => effect !== 'none' && effect !== 'rejected'

/** The matrix, with what each level says. */
export function tableOf(key: string, facts: readonly Assertion[]): readonly TableRow[] {
  const engine = engineOf(key)
  const ranked = engineByRank(engine)
  return matrix(engine, facts).map((row) => {
    const target = engine.target(row.behavior)!
    const decision = engine.decide(row.behavior, facts)
    const trace = decision.value === null ? [] : decision.trace
    const cells = Object.entries(row.levels).map(([level, cell], rank) => {
      const speaks =
        rank === target.behavior.declaredAt || trace.some((step) => step.level === level && isEffective(step))
      const conditional = target.statements.filter((each) => each.rank === rank && each.condition !== null).length
      const value = rank < target.behavior.declaredAt ? row.default : ranked[rank]!.value(row.behavior, facts)
      return [level, { ...cell, value: value ?? row.value, speaks, conditional }] as const
    })
    const by = decision.value === null ? '' : decision.decidedBy.level
    return { ...row, levels: Object.fromEntries(cells), by }
  })
}

/** Where each behavior stands. */
export function shelfmarksOf(key: string): readonly Shelfmark[] {
  const { policy } = engineOf(key)
  const behaviors = [...policy.behaviors.values()].map((behavior) => ({ behavior, place: placeOf(policy, behavior) }))
  const found = behaviors.flatMap(({ place }) => place ?? [])
  const depths = new Map(
    [...new Set(found.map(({ sections }) => sections))].map((each) => [each, depthOfParts(found, each)]),
  )
  return behaviors.map(({ behavior: { id, section }, place }) => {
    if (place === null) return { behavior: id, section, title: null, part: null }
    const part = ancestor(place, depths.get(place.sections)!)
    return { behavior: id, section, title: place.section.title, part: { id: part.id, title: part.title } }
  })
}

interface Place {
  readonly sections: readonly Section[]
  readonly section: Section
}

/** The section that a behavior stands in; where an overlay declares it, that of the text it lies over. */
function placeOf(policy: Policy, { section, source }: Behavior): Place | null {
  const isOwn = (layer: Layer): boolean => layer.document.file === source.file || !layer.overlay
  const found = policy.sections.findLast(({ id, layer }) => id === section && isOwn(policy.layers[layer]!))
  if (found === undefined) return null
  const { sections } = policy.layers[found.layer]!.document
  return { sections, section: sections[found.index]! }
}

/** How deep the headings stand under which a document's behaviors are shown: chapters, where most parts would hold one. */
function depthOfParts(places: readonly Place[], sections: readonly Section[]): number {
  const here = places.filter((place) => place.sections === sections)
  const parts = new Set(here.map((place) => ancestor(place, 2)))
  return here.length >= 2 * parts.size ? 2 : 1
}

function ancestor({ sections, section }: Place, depth: number): Section {
  let part = section
  while (part.depth > depth && part.parent !== null) part = sections[part.parent]!
  return part
}

/** The line that a place (`file:line`) names, and the section that it stands in; null where there is none. */
export function quotedAt(key: string, source: string) {
  const colon = source.lastIndexOf(':')
  const line = Number(source.slice(colon + 1))
  const document = heldOf(key).documents.find(({ file }) => file === source.slice(0, colon))
  const text = document?.text.split(/\r\n|\r|\n/, line).at(line - 1)
  if (document === undefined || text === undefined) return null
  const section = document.sections.findLast((each) => each.line <= line && line <= each.endLine)
  return { text: text.trim(), section: section?.id ?? null, title: section?.title ?? null }
}
