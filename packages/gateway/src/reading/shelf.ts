import { type Diagnostic, digestText } from '@bylaw/core'
import type { Passage } from '../choke.ts'
import type { MountState } from '../mounting/mounting.ts'
import { documentOf } from '../mounting/policy.ts'
import type { LayerText, Shelf } from '../store/policies.ts'
import type { Stack } from './library.ts'

/** A policy that the caller may read, as it is now. */
export interface Readable extends Shelf {
  readonly title: string | null
  /** Null where it is refused. */
  readonly digest: string | null
  readonly since: string | null
  readonly layers: readonly LayerText[]
  readonly diagnostics: readonly Diagnostic[]
}

/** A policy that was found: `name` is null where it is no longer what this deployment or stack says. */
export interface Found {
  readonly kind: Shelf['kind']
  readonly name: string | null
  readonly digest: string | null
  readonly layers: readonly LayerText[]
}

type Asking = Pick<Passage, 'house' | 'principal' | 'deployment'>

/** Digests are looked for by so many of their hex digits or more: fewer would be a guess. */
const digestOrBeginning = /^[0-9a-f]{12,64}$/

/** What the caller may read now: its own deployment first, all of them where no key tells callers apart, and the library. */
export async function readable(asking: Asking): Promise<readonly Readable[]> {
  const library = await asking.house.library.all()
  return [...deploymentsOf(asking), ...library.map(ofLibrary)]
}

/**
 * The policy of a name, a digest or the beginning of one, among those that the caller may read and those that it could
 * have read before. Null where there is none, or two begin so.
 */
export async function found(asking: Asking, asked: string): Promise<Found | null> {
  const named = deploymentsOf(asking).find(({ name }) => name === asked)
  if (named !== undefined) return named
  const { library, state } = asking.house
  const stack = await library.one(asked)
  if (stack !== null) return ofLibrary(stack)
  if (!digestOrBeginning.test(asked)) return null
  const now = await readable(asking)
  const before = await state.policies.shelved(asked, [...now])
  const all: readonly Found[] = [
    ...now.filter(({ digest }) => digest?.startsWith(asked)),
    ...before.map((each) => ({ ...each, name: null })),
  ]
  return new Set(all.map(({ digest }) => digest)).size === 1 ? all[0]! : null
}

interface LayerShown extends Omit<LayerText, 'text'> {
  readonly title: string | null
  readonly version: string | null
  readonly digest: string
}

const layersShown = new WeakMap<LayerText, LayerShown>()

/** A layer as a list shows it. */
export function layerShown(layer: LayerText): LayerShown {
  const known = layersShown.get(layer)
  if (known !== undefined) return known
  const { level, file, text } = layer
  const { title, version } = documentOf(layer).header
  const shown = { level, file, title, version, digest: digestText(text) }
  layersShown.set(layer, shown)
  return shown
}

function deploymentsOf({ house, principal, deployment }: Asking): readonly Readable[] {
  const own = house.mounting.state(deployment.name)!
  if (principal.key !== null) return [ofDeployment(own)]
  const others = house.mounting.states().filter((state) => state !== own)
  return [own, ...others].map(ofDeployment)
}

function ofDeployment({ deployment: { name, config, mounted }, since }: MountState): Readable {
  const { layers, diagnostics, policy } = mounted
  const shelf = { kind: 'deployment', name, operator: config.operator ?? null } as const
  return { ...shelf, title: config.people.title ?? null, digest: policy?.digest ?? null, since, layers, diagnostics }
}

function ofLibrary({ name, title, layers, diagnostics, policy }: Stack): Readable {
  const digest = policy?.digest ?? null
  return { kind: 'library', name, operator: null, title, digest, since: null, layers, diagnostics }
}
