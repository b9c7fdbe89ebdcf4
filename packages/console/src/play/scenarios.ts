import type { Assertion, Example } from '@bylaw/core'
import type { Book, BookSection, Chapter } from '../engine/book.ts'
import type { OpenedFact } from '../engine/opened.ts'

/** One example of a spec, to be played. */
export interface Scenario {
  /** `SECTION~N`, N from 1: as it stands in an address. */
  readonly name: string
  readonly section: BookSection
  readonly example: Example
  /** The behavior it is about: the section's first, or that of the nearest section above. */
  readonly behavior: string | null
}

/** Every example that stands in a section, in reading order. */
export const scenariosOf = (book: Book): readonly Scenario[] => book.chapters.flatMap(scenariosIn)

function scenariosIn(chapter: Chapter): readonly Scenario[] {
  return chapter.sections.flatMap((section, index) =>
    chapter.examples
      .filter((example) => example.section === index)
      .map((example, place) => ({
        name: `${section.id}~${place + 1}`,
        section,
        example,
        behavior: behaviorOf(chapter, section),
      })),
  )
}

function behaviorOf({ sections }: Chapter, section: BookSection): string | null {
  const found = section.behaviors[0]
  if (found !== undefined || section.parent === null) return found ?? null
  return behaviorOf({ sections } as Chapter, sections[section.parent]!)
}

/** The scenario that an address names; null where the spec has none such. */
export const scenarioNamed = (book: Book, name: string): Scenario | null =>
  scenariosOf(book).find((scenario) => scenario.name === name) ?? null

/**
 * A few examples to begin with: of different behaviors, with graded answers, spread over the whole spec; half of them say
 * something of the situation.
 */
export function inviting(book: Book, facts: readonly OpenedFact[], count: number): readonly Scenario[] {
  const good = scenariosOf(book).filter(
    ({ behavior, example, section }) =>
      behavior !== null &&
      section.behaviors.includes(behavior) &&
      example.answers.length > 1 &&
      example.turns.length > 0,
  )
  const telling = oncePerBehavior(good.filter(({ example }) => factsIn(example, facts).length > 0))
  const some = spread(telling, Math.floor(count / 2))
  const others = oncePerBehavior(good).filter(({ behavior }) => !some.some((each) => each.behavior === behavior))
  const all = [...some, ...spread(others, count - some.length)]
  return good.filter((scenario) => all.includes(scenario))
}

const oncePerBehavior = (scenarios: readonly Scenario[]): readonly Scenario[] =>
  scenarios.filter(({ behavior }, place) => scenarios.findIndex((other) => other.behavior === behavior) === place)

function spread<T>(all: readonly T[], count: number): readonly T[] {
  const most = Math.min(count, all.length)
  return Array.from({ length: most }, (_, place) => all[Math.floor(((place + 0.5) * all.length) / most)]!)
}

/** What an example says of the situation, as far as it can be told without guessing: its settings, and who the operator says the user is. */
export function factsIn({ turns, notes }: Example, facts: readonly OpenedFact[]): readonly Assertion[] {
  const set = notes.flatMap((note) => factsSet(facts, note))
  const said = turns
    .filter(({ role }) => role === 'system' || role === 'developer')
    .flatMap(({ role, text }) =>
      [...factsSet(facts, text), ...factsSaid(facts, text)].map((fact) => ({ ...fact, by: role })),
    )
  const all = [...set, ...said]
  return all.filter((fact, place) => all.findIndex(({ name }) => name === fact.name) === place)
}

/** What stands between `<settings>` and its end, a line for each. */
function factsSet(facts: readonly OpenedFact[], text: string): readonly Assertion[] {
  const inner = [...text.matchAll(/<settings>([\s\S]*?)<\/settings>/g)].map(([, settings]) => settings!).join('\n')
  const lines = [...inner.matchAll(/^\s*([\w.]+)\s*:\s*(\S+)\s*$/gm)]
  return lines.flatMap(([, name, value]) => factSet(facts, name!, value!))
}

/** `under_18: true` says that the fact with that value has it; `age_group: adult` names the fact. */
function factSet(facts: readonly OpenedFact[], name: string, value: string): readonly Assertion[] {
  const named = facts.find((fact) => fact.name === name || fact.name.endsWith(`.${name}`))
  if (named !== undefined) return valued(named, value)
  const having = facts.find(({ type }) => type.kind === 'enum' && type.values.includes(name))
  return having !== undefined && value === 'true' ? valued(having, name) : []
}

function valued({ name, type, vouchedBy }: OpenedFact, text: string): readonly Assertion[] {
  if (type.kind === 'bool' && (text === 'true' || text === 'false'))
    return [{ name, value: text === 'true', by: vouchedBy }]
  if (type.kind === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return [{ name, value: Number(text), by: vouchedBy }]
  return type.kind === 'enum' && type.values.includes(text) ? [{ name, value: text, by: vouchedBy }] : []
}

/** `The user is 14.`, `The user is a clinician`. */
function factsSaid(facts: readonly OpenedFact[], text: string): readonly Assertion[] {
  const own = facts.filter(({ name }) => name.startsWith('user.'))
  return [...text.matchAll(/\bthe user is (?:an? )?([a-z]+|\d{1,3})\b/gi)].flatMap(([, word]) => {
    const value = /^\d/.test(word!) ? (Number(word) < 18 ? 'under_18' : 'adult') : word!.toLowerCase()
    const having = own.find(({ type }) => type.kind === 'enum' && type.values.includes(value))
    return having === undefined ? [] : valued(having, value)
  })
}
