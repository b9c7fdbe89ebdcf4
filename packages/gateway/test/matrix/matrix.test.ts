import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Cell,
  cells,
  checkings,
  columns,
  endpoints,
  modalities,
  nameOf,
  pairCells,
  pairs,
  streamings,
  toolings,
  troubles,
  whyNot,
} from './cells.ts'
import { got, read } from './got.ts'
import { brokenLaws } from './laws.ts'
import { type Expected, expected } from './oracle.ts'
import { type Tried, tryAll } from './run.ts'
import { readBySdk } from './sdk.ts'
import { type Came, coveragePage } from './table.ts'

const all: readonly Cell[] = [...cells, ...pairCells]
let tried: ReadonlyMap<string, Tried> = new Map()
const came = new Map<string, Expected>()

beforeAll(async () => {
  tried = await tryAll(all)
}, 300_000)

function triedOf(cell: Cell): Tried {
  const found = tried.get(nameOf(cell))
  if (found === undefined) throw new Error(`${nameOf(cell)} was not tried`)
  return found
}

/** What came of some cells, and what had to, each by its name. */
async function outcomes(own: readonly Cell[]) {
  const wanted: Record<string, Expected> = {}
  const found: Record<string, Expected | string> = {}
  for (const cell of own) {
    const name = nameOf(cell)
    wanted[name] = expected(cell)
    found[name] = await cameOf(name, triedOf(cell))
  }
  return { wanted, found }
}

async function cameOf(name: string, { seen, kept, asked }: Tried): Promise<Expected | string> {
  if (kept === null) return 'nothing is recorded'
  try {
    const each = await got(seen, kept, asked.length)
    came.set(name, each)
    return each
  } catch (error) {
    return `not well-formed: ${(error as Error).message}`
  }
}

it('leaves no cell out', () => {
  const possible = checkings.flatMap((check) => troubles.filter((trouble) => whyNot({ check, trouble }) === null))
  const each = streamings.length * toolings.length * modalities.length * possible.length
  expect(columns.length - possible.length).toBe(2)
  expect(cells).toHaveLength(endpoints.length * each)
  expect(new Set(all.map(nameOf)).size).toBe(all.length)
  expect(tried.size).toBe(all.length)
})

describe.each(endpoints)('%s', (endpoint) => {
  const ways = streamings.flatMap((streaming) => toolings.map((tools) => [streaming, tools] as const))

  it.each(ways)('%s, calls: %s', async (streaming, tools) => {
    const own = cells.filter((cell) => {
      return cell.served === endpoint && cell.streaming === streaming && cell.tools === tools
    })
    const { wanted, found } = await outcomes(own)
    expect(found).toEqual(wanted)
  })
})

it.each(pairs)('%s in front of %s', async (served, called) => {
  const { wanted, found } = await outcomes(pairCells.filter((cell) => cell.served === served && cell.called === called))
  expect(found).toEqual(wanted)
})

it('what holds everywhere holds in every cell', () => {
  const broken = all.flatMap((cell) => {
    const laws = brokenLaws(triedOf(cell))
    return laws.length > 0 ? [`${nameOf(cell)}: ${laws.join('; ')}`] : []
  })
  expect(broken).toEqual([])
})

it.each(endpoints)('%s: the official SDK reads what the house reads', async (endpoint) => {
  for (const cell of all) {
    if (cell.served !== endpoint || cell.tools !== 'two') continue
    const { seen } = triedOf(cell)
    const [bySdk, byHouse] = [await readBySdk(seen), await read(seen)]
    expect(bySdk.failed, nameOf(cell)).toBe(byHouse.failed)
    if (bySdk.failed) continue
    expect(bySdk, nameOf(cell)).toEqual(byHouse)
  }
})

it('is on the page of coverage', async () => {
  const words: Came = new Map([...came].map(([name, { gets }]) => [name, gets]))
  await expect(coveragePage(words)).toMatchFileSnapshot('../../../../docs/coverage.md')
})
