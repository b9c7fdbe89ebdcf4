import { type Lens, noLens, readFact, writtenFact } from './lens.ts'

/** The rooms of the console that there are. */
export const screens = ['spec', 'matrix', 'play', 'analysis'] as const
export type Screen = (typeof screens)[number]

/** Where in the console somebody is: all that is shown follows from it. */
export interface Place {
  readonly screen: Screen
  /** What of the screen: `/spec/VERSION/SECTION` → [SECTION]; `/analysis/invariants/NAME` → ['invariants', NAME]. */
  readonly rest: readonly string[]
  readonly lens: Lens
  /** What the screen keeps of itself: filter, order, selection. */
  readonly query: Readonly<Record<string, string>>
  /** A place in the page, such as `p-3.2`; empty: its beginning. */
  readonly anchor: string
  /** The draft as it is packed; empty: none. */
  readonly packed: string
}

export const home: Place = { screen: 'spec', rest: [], lens: noLens, query: {}, anchor: '', packed: '' }

/** What of a place is said anew; the lens stays as it is unless it is said. */
export type Step = Partial<Omit<Place, 'lens'>> & { readonly lens?: Partial<Lens> }

/** The place a step leads to. Another screen keeps the lens and the draft, and nothing else. */
export function stepped(from: Place, step: Step): Place {
  const lens = { ...from.lens, ...step.lens }
  const other = step.screen !== undefined && step.screen !== from.screen
  const kept = other ? { rest: [], query: {}, anchor: '' } : { rest: from.rest, query: from.query, anchor: '' }
  return { screen: from.screen, packed: from.packed, ...kept, ...step, lens }
}

const reserved: ReadonlySet<string> = new Set(['v', 'cmp', 'as', 'fact'])

/** Reads `/path?query#hash`. Total: what is no place of the console is its beginning. */
export function readPlace(address: string): Place {
  const [, path = '', search = '', hash = ''] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(address) ?? []
  const [first = '', ...others] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)
  const screen = screens.find((each) => each === first) ?? home.screen
  const query = new URLSearchParams(search)
  const versioned = first === 'spec' ? others.slice(0, 1) : []
  const rest = screen === first ? others.slice(versioned.length) : []
  const lens = lensOf(query, versioned[0] ?? null)
  const own = Object.fromEntries([...query].filter(([name]) => !reserved.has(name)))
  return { screen, rest, lens, query: own, ...hashOf(hash) }
}

function lensOf(query: URLSearchParams, versions: string | null): Lens {
  const [older, newer] = versions?.includes('..') ? versions.split('..') : [null, versions]
  const facts = query.getAll('fact').flatMap((text) => readFact(text) ?? [])
  const version = newer === 'now' ? null : newer || query.get('v')
  return { version: version || null, compared: older || query.get('cmp') || null, as: query.get('as') || null, facts }
}

function hashOf(hash: string): Pick<Place, 'anchor' | 'packed'> {
  const parts = hash.split('&')
  const packed = parts.find((part) => part.startsWith('s='))?.slice(2) ?? ''
  return { anchor: decoded(parts.find((part) => part !== '' && !part.startsWith('s=')) ?? ''), packed }
}

/** The address of a place: `readPlace` reads it back. */
export function writtenPlace({ screen, rest, lens, query, anchor, packed }: Place): string {
  const { version, compared, as, facts } = lens
  const inPath = screen === 'spec' && (version !== null || rest.length > 0)
  const versions = compared === null ? (version ?? 'now') : `${compared}..${version ?? 'now'}`
  const path = [screen, ...(inPath ? [versions] : []), ...rest].map((part) => encodeURIComponent(part)).join('/')
  const search = new URLSearchParams()
  if (!inPath && version !== null) search.append('v', version)
  if (!inPath && compared !== null) search.append('cmp', compared)
  if (as !== null) search.append('as', as)
  for (const fact of facts) search.append('fact', writtenFact(fact))
  for (const [name, value] of Object.entries(query)) if (value !== '') search.append(name, value)
  const hash = [encodeURIComponent(anchor), packed && `s=${packed}`].filter((part) => part !== '').join('&')
  const asked = search.size === 0 ? '' : `?${readable(search)}`
  return `/${path}${asked}${hash === '' ? '' : `#${hash}`}`
}

/** `=`, `@`, `:` and `/` may stand in a query as they are: an address is read by people, too. */
const readable = (search: URLSearchParams): string =>
  search.toString().replace(/%(3D|40|3A|2F|2C)/g, (code) => decodeURIComponent(code))

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
