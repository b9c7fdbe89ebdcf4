import type { Application, MatrixCell, MatrixRow } from '@bylaw/core'
import type { Book, Chapter } from '../engine/book.ts'
import type { Opened, OpenedBehavior, OpenedFact } from '../engine/opened.ts'
import type { Answer } from '../engine/questions.ts'
import type { Entry } from './contents.ts'
import { gradesOf } from './dialogue.ts'

/** One behavior as the margin shows it. */
export interface MarginBehavior {
  readonly behavior: OpenedBehavior
  /** As decided in the situation of the lens; null until it is. */
  readonly value: string | null
  /** The loosest that a level below root could bring about by its own words; of the level that looks, where one does. */
  readonly reach: string | null
  /** The levels whose word counts. */
  readonly who: readonly string[] | null
  /** What the level that looks may do; null where nobody in particular looks. */
  readonly seen: string | null
}

/** What an entry compiles to. */
export interface Margin {
  readonly behaviors: readonly MarginBehavior[]
  /** Of the behaviors those that no block of the entry itself declares. */
  readonly overlaid: readonly string[]
  readonly facts: readonly OpenedFact[]
  readonly invariants: readonly string[]
  readonly citedBy: readonly { readonly id: string; readonly title: string }[]
  readonly examples: { readonly count: number; readonly good: number; readonly bad: number }
  /** Whether it applies in the situation of the lens; null where it always does. */
  readonly application: Application | null
}

/** What is known of the policy under the lens; what is not there yet is null. */
export interface Under {
  readonly opened: Opened
  readonly book: Book
  readonly situation: Answer<'situation'> | null
  readonly rows: readonly MatrixRow[] | null
  readonly as: string | null
}

/** What every entry compiles to, by its key. */
export function marginsOf(entries: readonly Entry[], under: Under): ReadonlyMap<string, Margin> {
  const known = knownOf(under)
  return new Map(entries.map((entry) => [entry.key, marginOf(entry, under, known)]))
}

interface Known {
  readonly behaviors: ReadonlyMap<string, MarginBehavior>
  readonly facts: ReadonlyMap<string, OpenedFact>
  /** By file and section. */
  readonly applications: ReadonlyMap<string, Application>
}

function knownOf({ opened, situation, rows, as }: Under): Known {
  const values = new Map(situation?.decisions.map(({ behavior, value }) => [behavior, value]))
  const row = new Map(rows?.map((each) => [each.behavior, each]))
  const behaviors = opened.behaviors.map((behavior) => {
    const value = values.get(behavior.id) ?? null
    return [behavior.id, marginBehavior(behavior, value, row.get(behavior.id) ?? null, as)] as const
  })
  const applications = (situation?.applications ?? []).map(
    (application) => [placeOf(opened.layers[application.layer]?.file, application.section), application] as const,
  )
  return {
    behaviors: new Map(behaviors),
    facts: new Map(opened.facts.map((fact) => [fact.name, fact])),
    applications: new Map(applications),
  }
}

const placeOf = (file: string | undefined, section: string): string => `${file}\n${section}`

function marginBehavior(
  behavior: OpenedBehavior,
  value: string | null,
  row: MatrixRow | null,
  as: string | null,
): MarginBehavior {
  if (row === null) return { behavior, value, reach: value, who: null, seen: null }
  const cells = Object.entries(row.levels)
  const who = cells.filter(([, { on }]) => on).map(([level]) => level)
  const looking =
    as === null
      ? cells.slice(1).map(([, cell]) => cell)
      : cells.flatMap(([level, cell]) => (level === as ? [cell] : []))
  const raised = looking.flatMap(({ raise }) => (raise === null ? [] : [behavior.values.indexOf(raise)]))
  const reach = behavior.values[Math.max(behavior.values.indexOf(value ?? row.value), ...raised)] ?? value
  const cell = as === null ? undefined : row.levels[as]
  return { behavior, value: value ?? row.value, reach, who, seen: cell === undefined ? null : toldCell(cell) }
}

/** What one level may do about a behavior, in a few words. */
export function toldCell({ raise, tighten, choose = [], grantable, grants = [] }: MatrixCell): string {
  const may = [
    ...(raise === null ? [] : [`loosen it to \`${raise}\``]),
    ...(tighten ? ['tighten it'] : []),
    ...(choose.length === 0 ? [] : [`choose ${choose.map((value) => `\`${value}\``).join(', ')}`]),
    ...(grantable === null && grants.length === 0 ? [] : ['let others choose']),
  ]
  return may.length === 0 ? 'can’t change it' : `may ${may.join(', ')}`
}

function marginOf(entry: Entry, { book }: Under, known: Known): Margin {
  const chapter = book.chapters[entry.chapter]!
  const ids = entry.section?.behaviors ?? []
  const blocks = blocksOf(entry, chapter)
  const declared = new Set(blocks.flatMap(({ behavior }) => behavior ?? []))
  const named = blocks.flatMap(({ invariant }) => invariant ?? [])
  const pinning = book.invariants.filter(({ behaviors }) => behaviors.some((each) => ids.includes(each)))
  const examples = entry.pieces.flatMap((piece) => (piece.kind === 'example' ? [chapter.examples[piece.example]!] : []))
  const application = entry.section === null ? null : known.applications.get(placeOf(chapter.file, entry.section.id))
  return {
    behaviors: ids.flatMap((id) => known.behaviors.get(id) ?? []),
    overlaid: ids.filter((id) => !declared.has(id)),
    facts: blocks.flatMap(({ facts }) => facts.flatMap((name) => known.facts.get(name) ?? [])),
    invariants: [...new Set([...named, ...pinning.map(({ name }) => name)])],
    citedBy: entry.section?.citedBy ?? [],
    examples: { count: examples.length, ...gradesOf(examples) },
    application: application == null || application.condition === null ? null : application,
  }
}

const blocksOf = (entry: Entry, chapter: Chapter) =>
  entry.pieces.flatMap((piece) => (piece.kind === 'block' ? [chapter.blocks[piece.block]!] : []))

/** Whether there is anything to show. */
export const isBare = ({ behaviors, facts, invariants, citedBy, examples }: Margin): boolean =>
  examples.count === 0 && [behaviors, facts, invariants, citedBy].every((list) => list.length === 0)
