import { type Seen, seeAll } from './asking.ts'
import { type Cell, nameOf } from './cells.ts'
import { type Broken, brokenIn, startHouse } from './houses.ts'
import { type Kept, readLedger } from './kept.ts'
import { startUpstream } from './upstream.ts'

/** What came of one cell. */
export interface Tried {
  readonly seen: Seen
  /** Null where the ledger has nothing of it. */
  readonly kept: Kept | null
  /** The bodies that the upstream got. */
  readonly asked: readonly string[]
}

/** A store that fails in the midst of an answer fails for all that is written in one go: there one goes after another. */
const lanes: Readonly<Record<Broken, number>> = { nothing: 32, 'at first': 16, midway: 1, 'at the end': 16 }

/** Asks for every cell, each in a house in which goes wrong what goes wrong in it; by the names of the cells. */
export async function tryAll(cells: readonly Cell[]): Promise<ReadonlyMap<string, Tried>> {
  const upstream = await startUpstream()
  const tried = new Map<string, Tried>()
  const inHouse = async (broken: Broken, own: readonly Cell[]) => {
    const house = await startHouse(upstream.url, broken)
    const all = await seeAll(own, house.gateway, lanes[broken])
    const ledger = await readLedger(await house.end())
    for (const seen of all) {
      const name = nameOf(seen.cell)
      const kept = ledger.get(seen.headers['bylaw-decision'] ?? '') ?? null
      tried.set(name, { seen, kept, asked: upstream.asked.get(name) ?? [] })
    }
    house.remove()
  }
  const houses = (Object.keys(lanes) as Broken[]).map((broken) => {
    return [broken, cells.filter((cell) => brokenIn(cell) === broken)] as const
  })
  await Promise.all(
    houses.flatMap(([broken, own]) =>
      broken === 'midway' ? shared(own, 3).map((some) => inHouse(broken, some)) : [inHouse(broken, own)],
    ),
  )
  await upstream.close()
  return tried
}

/** The cells in so many shares. */
function shared(cells: readonly Cell[], shares: number): readonly (readonly Cell[])[] {
  return Array.from({ length: shares }, (_, share) => cells.filter((_, index) => index % shares === share))
}
