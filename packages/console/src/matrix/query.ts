/** How the rows stand. */
export const orders = ['spec', 'name', 'room', 'authority'] as const
export type Order = (typeof orders)[number]

/** What rows may be narrowed to, beside their text. */
export const shows = ['hardcoded', 'softcoded', 'configured', 'conditional', 'differs'] as const
export type Show = (typeof shows)[number]

/** What the matrix keeps of itself in the address. */
export interface MatrixQuery {
  readonly text: string
  /** Only what is on for this level. */
  readonly on: string | null
  readonly kind: string | null
  readonly show: readonly Show[]
  readonly sort: Order
  /** What the panel is about; its level is null where it is about the behavior as a whole. */
  readonly selected: Selected | null
}

export interface Selected {
  readonly behavior: string
  readonly level: string | null
}

/** Reads it; what is not known is left out. */
export function readQuery(query: Readonly<Record<string, string>>): MatrixQuery {
  const asked = (query.show ?? '').split(',')
  return {
    text: query.q ?? '',
    on: query.on || null,
    kind: query.kind || null,
    show: shows.filter((each) => asked.includes(each)),
    sort: orders.find((each) => each === query.sort) ?? 'spec',
    selected: readSelected(query.sel ?? ''),
  }
}

/** `BEHAVIOR:LEVEL`, or `BEHAVIOR`. */
function readSelected(written: string): Selected | null {
  if (written === '') return null
  const colon = written.lastIndexOf(':')
  if (colon < 0) return { behavior: written, level: null }
  return { behavior: written.slice(0, colon), level: written.slice(colon + 1) || null }
}

/** As it stands in the address; what is as usual is left out. */
export function writtenQuery({ text, on, kind, show, sort, selected }: MatrixQuery): Record<string, string> {
  const sel = selected === null ? '' : [selected.behavior, selected.level ?? []].flat().join(':')
  const all = { q: text, on: on ?? '', kind: kind ?? '', show: show.join(','), sort: sort === 'spec' ? '' : sort, sel }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

/** Nothing is hidden. */
export const unfiltered = { text: '', on: null, kind: null, show: [] } as const
