import { type Behavior, type Engine, type Fact, type Policy, type SeenRow, seenBy } from '@bylaw/core'

/** Something else that a person may have by saying so. */
export interface Option {
  readonly value: string
  readonly says: string
  /** `other`: a choice, which has no tighter side. */
  readonly direction: 'tighter' | 'looser' | 'other'
}

/** What holds about one behavior, in the words of the spec. */
export interface Hold {
  readonly behavior: string
  readonly title: string
  readonly value: string
  /** What the value looks like in an answer. */
  readonly says: string
  /** Title of the section that its own stands in. */
  readonly group: string
  readonly options: readonly Option[]
}

/** What is taken for granted about the person and the situation until somebody who may vouch for it says otherwise. */
export interface Assumed {
  readonly fact: string
  readonly title: string
  readonly value: string
}

/** What holds under a policy while nobody says anything, as an end user is told. */
export interface Holds {
  /** Bright lines `never`: nobody may move them. */
  readonly never: readonly Hold[]
  /** Bright lines `always`. */
  readonly always: readonly Hold[]
  /** What is at the tightest value there is. */
  readonly careful: readonly Hold[]
  /** What is at a looser one, and choices. */
  readonly does: readonly Hold[]
  /** Those of them that the person may change. */
  readonly yours: readonly Hold[]
  /** Those that are about what it tells of itself and of its instructions. */
  readonly telling: readonly Hold[]
  readonly assumed: readonly Assumed[]
}

const known = new WeakMap<Engine, Holds>()

/** What holds under a policy; found out once for each. */
export function holdsOf(engine: Engine): Holds {
  const found = known.get(engine) ?? read(engine)
  known.set(engine, found)
  return found
}

function read(engine: Engine): Holds {
  const { policy } = engine
  const titles = sectionTitles(policy)
  const rows = seenBy(engine, readerOf(policy)) ?? []
  const all = rows.map((row) => ({ row, hold: holdOf(row, policy.behaviors.get(row.behavior)!, titles) }))
  const of = (which: (row: SeenRow) => boolean) => all.filter(({ row }) => which(row)).map(({ hold }) => hold)
  const isTight = ({ kind, values, value }: SeenRow) => kind === 'scale' && value === values[0]
  return {
    never: of(({ kind, value }) => kind === 'bright-line' && value !== 'always'),
    always: of(({ kind, value }) => kind === 'bright-line' && value === 'always'),
    careful: of(isTight),
    does: of((row) => row.kind !== 'bright-line' && !isTight(row)),
    yours: all.map(({ hold }) => hold).filter(({ options }) => options.length > 0),
    telling: all.map(({ hold }) => hold).filter(isTelling),
    assumed: policy.facts.filter(isPersonal).map(({ name, title, assume }) => ({
      fact: name,
      title: title ?? spaced(name),
      value: typeof assume === 'boolean' ? (assume ? 'yes' : 'no') : spaced(String(assume)),
    })),
  }
}

/** Facts about the person, and those that a spec gives a title; not what a gateway witnesses of a request. */
const isPersonal = ({ name, title }: Fact): boolean => name.startsWith('user.') || title !== null

/** The level that speaks for end users: `user`, or the weakest of a chain that has none. */
function readerOf({ levels, mandates }: Policy): string {
  return levels.includes('user') ? 'user' : levels[levels.length - mandates - 1]!
}

function holdOf(row: SeenRow, behavior: Behavior, titles: ReadonlyMap<string, string>): Hold {
  const { title, section, describe } = behavior
  const says = (value: string) => describe.get(value) ?? spaced(value)
  return {
    behavior: row.behavior,
    title: title ?? spaced(row.behavior),
    value: row.value,
    says: says(row.value),
    group: titles.get(section ?? '') ?? '',
    options: optionsOf(row).map((option) => ({ ...option, says: says(option.value) })),
  }
}

function optionsOf({ values, value, raise, tighten, choose = [] }: SeenRow): Omit<Option, 'says'>[] {
  const present = values.indexOf(value)
  const loosest = raise === null ? present : values.indexOf(raise)
  return [
    ...(tighten ? values.slice(0, present) : []).map((each) => ({ value: each, direction: 'tighter' as const })),
    ...values.slice(present + 1, loosest + 1).map((each) => ({ value: each, direction: 'looser' as const })),
    ...choose.map((each) => ({ value: each, direction: 'other' as const })),
  ]
}

/** By the words of its name: no spec says which of its behaviors are about what is told. */
const isTelling = ({ behavior }: Hold): boolean =>
  /disclos|transparen|confiden|^shared-instructions$|^instructions-/.test(behavior) && !behavior.startsWith('tool.')

/** By id of a section the title of the one it stands in, or its own where it stands in none. */
function sectionTitles({ sections, layers }: Policy): ReadonlyMap<string, string> {
  return new Map(
    sections.map(({ id, layer, index }) => {
      const all = layers[layer]!.document.sections
      const { parent, title } = all[index]!
      return [id, parent === null ? title : all[parent]!.title]
    }),
  )
}

const spaced = (name: string): string => name.replaceAll(/[._-]+/g, ' ').replace(/ \*$/, '')
