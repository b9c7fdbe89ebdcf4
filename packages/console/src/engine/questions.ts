import {
  type Arguments,
  type Assertion,
  applications,
  type Change,
  type Edit,
  type EnvelopeOptions,
  explain,
  type FreeOptions,
  matrix,
  seenBy,
  shares,
  toldChange,
  toldFact,
  toldOutcome,
  toldStatement,
  type Wanted,
  type Word,
  type WrittenLayer,
} from '@bylaw/core'
import type { WrittenFile } from '../place/draft.ts'
import { bookOf } from './book.ts'
import { engineOf, heldOf, hold, openedOf } from './opened.ts'
import { remembered } from './remembered.ts'

/** What asks about a whole policy comes in a file of its own, when it is asked for. */
const whole = () => import('./whole.ts')

/** What the matrix asks beside. */
const table = () => import('./table.ts')
const analysed = () => import('./analysed.ts')

/** Everything that a page may ask the engine; each is answered by functions of core. Stacks are named by the key that `open` gave. */
export const questions = {
  open: (files: readonly WrittenFile[], mounted = false) => openedOf(hold(files, mounted)),

  /** Fetches what else the engine is made of; answers once it is there. */
  fetched: async () => {
    await Promise.all([whole(), table(), analysed(), import('./search.ts'), import('./compare.ts')])
  },

  book: (key: string) => bookOf(key),

  /** Passages of the texts, as they are typed for. */
  search: async (key: string, text: string) => (await import('./search.ts')).searchIn(key, text),

  /** The texts of two stacks, word by word. */
  compareBooks: async (older: string, newer: string) => (await import('./compare.ts')).compareBooks(older, newer),

  /** Which sections apply, and what every behavior is decided as. */
  situation(key: string, facts: readonly Assertion[]) {
    const engine = engineOf(key)
    const decisions = [...engine.policy.behaviors.keys()].flatMap((id) => {
      const decision = engine.decide(id, facts)
      return decision.value === null
        ? []
        : [{ behavior: id, value: decision.value, configured: decision.configured, decidedBy: decision.decidedBy }]
    })
    return { applications: applications(engine, facts), decisions, discarded: engine.situation(facts).discarded }
  },

  /** What is taken to be so of every fact that somebody speaks of, in words. */
  saidFacts(key: string, facts: readonly Assertion[]) {
    const engine = engineOf(key)
    const situation = engine.situation(facts)
    const said = engine.policy.facts.filter(({ name }) => facts.some((fact) => fact.name === name))
    return said.map(({ index }) => {
      const reading = situation.reading(index)
      return { reading, told: toldFact(reading) }
    })
  },

  matrix: (key: string, facts: readonly Assertion[]) => matrix(engineOf(key), facts),

  /** The matrix with what each level says. */
  table: async (key: string, facts: readonly Assertion[]) => (await table()).tableOf(key, facts),

  /** Where each behavior stands in the text. */
  shelfmarks: async (key: string) => (await table()).shelfmarksOf(key),

  /** The line that a place (`file:line`) names, with its section. */
  quotedAt: async (key: string, source: string) => (await table()).quotedAt(key, source),

  shares: (key: string) => shares(matrix(engineOf(key))),

  seenBy: (key: string, level: string, facts: readonly Assertion[]) => seenBy(engineOf(key), level, facts),

  /** One decision in words, and what could change it. */
  explain(key: string, behavior: string, facts: readonly Assertion[], args?: Arguments | null, viewer?: string | null) {
    const engine = engineOf(key)
    const explanation = explain(engine, behavior, facts, { args: args ?? undefined, viewer: viewer ?? undefined })
    const { decision } = explanation
    const steps =
      decision.value === null
        ? []
        : decision.trace.map((step) => ({
            step,
            statement: toldStatement(step),
            outcome: toldOutcome(step, decision),
            line: lineAt(key, step.source),
          }))
    return {
      ...explanation,
      steps,
      facts: explanation.facts.map((reading) => ({ reading, told: toldFact(reading) })),
      changes: explanation.changes.map((change) => ({ change, told: toldChange(change) })),
      discarded: engine.situation(facts).discarded,
    }
  },

  /** One behavior's value over every value of one or two facts. */
  grid(key: string, behavior: string, facts: readonly Assertion[], axes: readonly (readonly Assertion[])[]) {
    const engine = engineOf(key)
    const [rows = [], columns = []] = axes
    const others = facts.filter(({ name }) => ![...rows, ...columns].some((each) => each.name === name))
    const across = columns.length === 0 ? [null] : columns
    return rows.map((row) =>
      across.map((column) => engine.value(behavior, [...others, row, ...(column === null ? [] : [column])])),
    )
  },

  envelope: async (key: string, options: EnvelopeOptions) => (await analysed()).reachedIn(key, options),

  minimalGrants: async (key: string, wanted: Wanted) => (await analysed()).grantedIn(key, wanted),

  findings: async (key: string) => (await whole()).findings(engineOf(key)),

  findingKinds: async () => (await whole()).findingKinds,

  /** What is wrong or suspicious; of a policy that is refused what is seen when its files are read. */
  found: async (key: string) => (await analysed()).foundIn(key),

  prove: async (key: string, options: FreeOptions) => (await analysed()).provedIn(key, options),

  /** What is decided once more is said. */
  replay: async (
    key: string,
    layers: readonly WrittenLayer[],
    facts: readonly Assertion[],
    behaviors: readonly string[],
    args?: Arguments,
  ) => (await analysed()).replayed(key, layers, facts, behaviors, args),

  /** What a draft does to all that is found, proved and reached. */
  effects: async (older: string, newer: string, free: FreeOptions, facts: readonly Assertion[]) =>
    (await analysed()).effectsBetween(older, newer, free, facts),

  diff: (older: string, newer: string, where?: string) =>
    remembered(['diff', older, newer, where], async () =>
      (await whole()).diff(engineOf(older), engineOf(newer), where),
    ),

  /** What the files and the facts would be after a change was made; null where it can't be written. */
  async tried(key: string, behavior: string, change: Change, facts: readonly Assertion[], onlyHere: boolean) {
    const { situationAsCondition, tried } = await whole()
    const { policy } = engineOf(key)
    const when = onlyHere ? situationAsCondition(facts, policy, change.level) : null
    return tried(policy, heldOf(key).files, behavior, change, facts, when === null ? {} : { when })
  },

  /** What the files would be after a level limited a scale; null where it can't be written. */
  async limited(
    key: string,
    behavior: string,
    limit: { readonly level: string; readonly value: string },
    facts: readonly Assertion[],
    onlyHere: boolean,
  ) {
    const { situationAsCondition, limited } = await whole()
    const { policy } = engineOf(key)
    const when = onlyHere ? situationAsCondition(facts, policy, limit.level) : null
    return limited(policy, heldOf(key).files, behavior, limit, facts, when === null ? {} : { when })
  },

  applied: async (key: string, edit: Edit) => (await whole()).applied(heldOf(key).files, edit),

  spoken: async (words: readonly Word[]) => words.map((await whole()).spoken),

  compose: async (key: string, facts: readonly Assertion[], reader: string) =>
    (await whole()).compose(engineOf(key), facts, { reader }),
}

/** The line of a file that a place (`file:line`) names. */
function lineAt(key: string, source: string): string | null {
  const colon = source.lastIndexOf(':')
  const held = heldOf(key).files.find(({ file }) => file === source.slice(0, colon))
  const line = Number(source.slice(colon + 1))
  return held?.text.split(/\r\n|\r|\n/, line)[line - 1]?.trim() ?? null
}

export type Questions = typeof questions
export type Question = keyof Questions
export type Answer<Q extends Question> = Awaited<ReturnType<Questions[Q]>>
