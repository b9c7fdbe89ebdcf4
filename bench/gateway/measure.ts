/** The gateway beside a plain pass-through and a peer: the same upstream, the same load, one after the other in each round. */
import { join } from 'node:path'
import { built } from './built.ts'
import { bylaw, type Candidate, passThrough, portkey } from './candidates.ts'
import type { Load } from './load.ts'
import { load, start } from './processes.ts'

/** Medians over the rounds. */
export interface GatewayRow {
  readonly name: string
  readonly json: Pick<Load, 'perSecond' | 'p50' | 'p99'>
  readonly streams: Pick<Load, 'perSecond' | 'first50' | 'first99'>
  /** Milliseconds of processor time for each JSON request. */
  readonly cpu: number
  /** MiB resident after the load. */
  readonly rss: number
  readonly failed: number
}

export interface GatewayReport {
  readonly rows: readonly GatewayRow[]
  /** Why a peer is missing. */
  readonly skipped: string | null
}

const JSON_LOAD = { connections: 32, requests: 4000, stream: false, model: 'mock' }
const STREAM_LOAD = { connections: 16, requests: 600, stream: true, model: 'mock' }
const WARM = 1500

export async function measureGateway(rounds: number): Promise<GatewayReport> {
  const command = built()
  const upstream = await start(join(import.meta.dirname, 'mock.ts'), [])
  const candidates: Candidate[] = []
  let skipped: string | null = null
  try {
    candidates.push(await passThrough(upstream.origin))
    for (const setup of ['guide', 'enforce', 'reference'] as const) {
      candidates.push(await bylaw(upstream.origin, setup, command))
    }
    try {
      candidates.push(await portkey(upstream.origin))
    } catch (error) {
      skipped = `Portkey: ${(error as Error).message}`
    }
    for (const each of candidates) await warm(each)
    const rounded: (readonly GatewayRow[])[] = []
    for (let round = 0; round < rounds; round++) {
      const rows: GatewayRow[] = []
      for (const each of candidates) rows.push(await measure(each))
      rounded.push(rows)
    }
    const rows = candidates.map((_, index) => medianRow(rounded.map((rows) => rows[index]!)))
    return { rows, skipped }
  } finally {
    for (const { server } of candidates) await server.stop()
    await upstream.stop()
  }
}

const asked = ({ server, headers }: Candidate) => ({ origin: server.origin, headers })

async function warm(candidate: Candidate): Promise<void> {
  await load({ ...asked(candidate), ...JSON_LOAD, requests: WARM })
  await load({ ...asked(candidate), ...STREAM_LOAD, requests: WARM / 10 })
}

async function measure(candidate: Candidate): Promise<GatewayRow> {
  const before = candidate.server.cpu()
  const json = await load({ ...asked(candidate), ...JSON_LOAD })
  const cpu = ((candidate.server.cpu() - before) / JSON_LOAD.requests) * 1000
  const streams = await load({ ...asked(candidate), ...STREAM_LOAD })
  return { name: candidate.name, json, streams, cpu, rss: candidate.server.rss(), failed: json.failed + streams.failed }
}

function medianRow(rows: readonly GatewayRow[]): GatewayRow {
  const of = (read: (row: GatewayRow) => number) => median(rows.map(read))
  return {
    name: rows[0]!.name,
    json: {
      perSecond: of((row) => row.json.perSecond),
      p50: of((row) => row.json.p50),
      p99: of((row) => row.json.p99),
    },
    streams: {
      perSecond: of((row) => row.streams.perSecond),
      first50: of((row) => row.streams.first50),
      first99: of((row) => row.streams.first99),
    },
    cpu: of((row) => row.cpu),
    rss: Math.max(...rows.map(({ rss }) => rss)),
    failed: rows.reduce((sum, { failed }) => sum + failed, 0),
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
