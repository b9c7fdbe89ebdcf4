/** The parts of the analysis, in the order of its tabs. */
export const parts = ['findings', 'invariants', 'envelope'] as const
export type Part = (typeof parts)[number]

/** Which part is shown, and which one thing of it; null for the list. */
export interface Route {
  readonly part: Part
  readonly of: string | null
}

/** Reads what of an address comes after `/analysis`. Total: what is nothing here is the list of findings. */
export function routeOf([first, second]: readonly string[]): Route {
  if (first === 'finding') return { part: 'findings', of: second ?? null }
  const part = parts.find((each) => each === first) ?? 'findings'
  return { part, of: part === 'findings' ? null : (second ?? null) }
}

/** What of an address leads there: `routeOf` reads it back. */
export function restOf({ part, of }: Route): readonly string[] {
  if (part === 'findings') return of === null ? [] : ['finding', of]
  return of === null ? [part] : [part, of]
}

/** The one before and the one after, in a list; null at its ends. */
export function neighbours(all: readonly string[], one: string): readonly [string | null, string | null] {
  const at = all.indexOf(one)
  return at < 0 ? [null, null] : [all[at - 1] ?? null, all[at + 1] ?? null]
}
