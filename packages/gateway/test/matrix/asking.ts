import { Pool } from 'undici'
import type { Gateway } from '../../src/index.ts'
import type { Cell } from './cells.ts'
import { deploymentOf, keyOf } from './houses.ts'
import { bodyOf, pathOf } from './requests.ts'

/** What a client saw of a cell: the answer byte for byte. */
export interface Seen {
  readonly cell: Cell
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Digest of the policy that its deployment is served under. */
  readonly policy: string | null
  /** The explanation of its decision, as soon as the answer was there; of some cells. */
  readonly explanation: { readonly status: number; readonly state: string } | null
}

/** Which decisions are read over the wire, too. */
const isExplained = ({ tools }: Cell): boolean => tools === 'two'

/** Asks for all cells, so many at a time. */
export async function seeAll(cells: readonly Cell[], gateway: Gateway, lanes: number): Promise<Seen[]> {
  const all: Seen[] = []
  const left = cells.values()
  const pool = new Pool(gateway.url, { connections: lanes })
  const policies = new Map(gateway.deployments.map(({ name, policy }) => [name, policy]))
  const lane = async () => {
    for (const cell of left) all.push(await see(cell, pool, policies.get(deploymentOf(cell)) ?? null))
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  await pool.close()
  return all
}

async function see(cell: Cell, pool: Pool, policy: string | null): Promise<Seen> {
  const headers = { authorization: `Bearer ${keyOf(cell)}`, 'content-type': 'application/json' }
  const body = JSON.stringify(bodyOf(cell))
  const answer = await pool.request({ method: 'POST', path: pathOf(cell.served), headers, body })
  const bytes = new Uint8Array(await answer.body.arrayBuffer())
  const got = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
  const explanation = isExplained(cell) ? await explained(pool, headers, got['bylaw-decision'] ?? '') : null
  return { cell, status: answer.statusCode, headers: got, bytes, policy, explanation }
}

async function explained(pool: Pool, headers: Record<string, string>, id: string): Promise<Seen['explanation']> {
  const answer = await pool.request({ method: 'GET', path: `/v1/decisions/${id}`, headers })
  const { state } = (await answer.body.json()) as { state: string }
  return { status: answer.statusCode, state }
}
