import type { Answer } from '../engine/questions.ts'

export type Reached = Answer<'envelope'>[number]

/** Whether any words could make it another value, as far as can be told. */
export const couldChange = ({ kind, value, envelope, bound, undecided, reachable }: Reached): boolean =>
  envelope !== value || bound !== null || undecided !== null || (kind === 'choice' && reachable.length > 1)

/** How many steps looser than decided it could get. */
export function steps({ value, envelope }: Reached, values: readonly string[]): number {
  return Math.max(0, values.indexOf(envelope) - values.indexOf(value))
}

/** Which rows are shown, and in which order. */
export interface Showing {
  readonly text: string
  /** `open`: could change; `shut`: can't; `unsure`: the answer is not complete; empty: all. */
  readonly show: string
  /** `name`, or the widest first. */
  readonly sort: string
}

export const showingOf = ({ q = '', show = '', sort = '' }: Readonly<Record<string, string>>): Showing => ({
  text: q,
  show,
  sort,
})

const kinds: Readonly<Record<string, (row: Reached) => boolean>> = {
  open: couldChange,
  shut: (row) => !couldChange(row),
  unsure: ({ bound, undecided }) => bound !== null || undecided !== null,
}

/** The rows that are shown, the widest first unless said otherwise. */
export function showing(
  rows: readonly Reached[],
  valuesOf: (behavior: string) => readonly string[],
  { text, show, sort }: Showing,
): readonly Reached[] {
  const word = text.toLowerCase().trim()
  const fits = rows.filter((row) => (kinds[show]?.(row) ?? true) && row.behavior.includes(word))
  if (sort === 'name') return fits.toSorted((a, b) => (a.behavior < b.behavior ? -1 : 1))
  const width = (row: Reached): number => steps(row, valuesOf(row.behavior)) + (couldChange(row) ? 0.5 : 0)
  return fits.toSorted((a, b) => width(b) - width(a))
}

/** Situations that come to the same. */
export interface Outcome {
  readonly value: string
  readonly envelope: string
  readonly cells: Reached['cells']
}

/** The situations by what they come to, those with the fewest facts first. */
export function outcomesOf({ cells }: Pick<Reached, 'cells'>): readonly Outcome[] {
  const groups = Map.groupBy(cells, ({ value, envelope }) => `${value} ${envelope}`)
  return [...groups.values()].map((alike) => ({ value: alike[0]!.value, envelope: alike[0]!.envelope, cells: alike }))
}
