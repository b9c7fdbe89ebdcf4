import { entriesPath, TILE_WIDTH, tilePath } from '../log/tiles.ts'
import { sentence } from '../publish/bounded.ts'
import { bodiesPath } from '../publish/paths.ts'
import type { Source } from '../publish/target.ts'
import type { BundleFiles } from './bundle.ts'
import type { BundleChecker } from './checkers.ts'
import type { Damage } from './damage.ts'
import type { QuickBundle } from './quick.ts'

/** The files over 256 leaves, and what could not be read of them. */
export interface Files extends BundleFiles {
  /** Null where no bodies are disclosed. */
  readonly bodies: Uint8Array | null
  readonly damage: readonly Damage[]
  /** What the bundle comes to where there is nothing to be said about it. */
  readonly quick: Promise<QuickBundle | null>
}

/** Bundles that are on their way while one is looked at: enough to hide the waiting, few enough to hold. */
const AHEAD = 16

/** The files of a log of `size` leaves, bundle by bundle. */
export async function* readFiles(
  source: Source,
  size: number,
  bodies: boolean,
  checker: BundleChecker,
): AsyncGenerator<Files> {
  const count = Math.ceil(size / TILE_WIDTH)
  const onTheWay: Promise<Files>[] = []
  for (let index = 0; index < count; index++) {
    while (onTheWay.length < AHEAD && index + onTheWay.length < count)
      onTheWay.push(readBundleFiles(source, index + onTheWay.length, size, bodies, checker))
    yield (await onTheWay.shift())!
  }
}

async function readBundleFiles(
  source: Source,
  index: number,
  size: number,
  withBodies: boolean,
  checker: BundleChecker,
): Promise<Files> {
  const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH)
  const damage: Damage[] = []
  const [entries, tile, bodies] = await Promise.all([
    readFile(source, entriesPath(index, width), damage),
    readFile(source, tilePath(0, index, width), damage),
    withBodies ? readFile(source, bodiesPath(index, width), damage) : null,
  ])
  const isPlain = bodies === null && damage.length === 0
  const quick = isPlain ? checker.check({ index, width, entries, tile }) : Promise.resolve(null)
  return { index, width, entries, tile, bodies, damage, quick }
}

/** Reads a file; one that can't be read is damaged, and then as good as missing. Never rejects. */
export async function readFile(source: Source, path: string, damage: Damage[]): Promise<Uint8Array | null> {
  try {
    return await source.read(path)
  } catch (error) {
    damage.push({ path, offset: null, index: null, what: `the file can't be read: ${sentence(error)}` })
    return null
  }
}
