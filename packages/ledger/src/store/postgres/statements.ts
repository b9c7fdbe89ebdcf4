import type { Client } from 'pg'
import { StoreFailure } from '../failure.ts'
import { edgesOf, type Growth, grow, type Tree } from '../growth.ts'
import { native } from '../hashing.ts'
import { splitHashes } from '../rows.ts'
import type { StoredTile } from '../store.ts'
import { hashesBetween } from './reader.ts'
import type { Arrival, Place } from './waiting.ts'

/** What a sequencer knows of the log while it leads. */
export interface Lead {
  /** Counts those who led: whoever writes with an older one writes nothing. */
  readonly epoch: number
  tree: Tree
}

/** An entry that another writer left in the inbox. */
export interface Letter extends Arrival {
  readonly seq: number
}

const MOST_LETTERS = 1000

/**
 * Takes the lead if nobody has it. The lock belongs to this connection and goes with it; a transaction of whoever led
 * before, if one is still under way, is waited for, and any later one finds another epoch.
 */
export async function takeLead(client: Client, lock: string): Promise<Lead | null> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS got', [lock])
  if (!rows[0].got) return null
  const head = await client.query('UPDATE head SET epoch = epoch + 1 RETURNING epoch, size, peaks')
  const { epoch, size, peaks } = head.rows[0]
  const edges: (readonly Uint8Array[])[] = []
  for (const { level, first, end } of edgesOf(size)) {
    edges.push(splitHashes(await hashesBetween(client, level, first, end)))
  }
  return { epoch, tree: { size, peaks: splitHashes(peaks), edges } }
}

/** One statement is one transaction and one way to the server and back. Nothing is written unless the head could be. */
const INTEGRATE = `
  WITH led AS (
    UPDATE head SET size = $1, root = $2, peaks = $3, time = greatest(time, $4) WHERE epoch = $5 AND size = $6 RETURNING 1
  ), log AS (
    INSERT INTO entries
    SELECT $6 + n - 1, id, substring($7::bytea FROM 32 * n::int - 31 FOR 32), substring($8::bytea FROM at FOR length)
    FROM led, unnest($9::text[], $10::int[], $11::int[]) WITH ORDINALITY AS r (id, at, length, n)
  ), full_tiles AS (
    INSERT INTO tiles
    SELECT level, idx, substring($12::bytea FROM 32 * n::int - 31 FOR 32), substring($13::bytea FROM 8192 * n::int - 8191 FOR 8192)
    FROM led, unnest($14::int[], $15::bigint[]) WITH ORDINALITY AS r (level, idx, n)
  ), kept AS (
    INSERT INTO bodies SELECT r.* FROM led, unnest($16::text[], $17::bytea[], $18::bytea[]) AS r
  ), emptied AS (
    DELETE FROM inbox USING led WHERE seq = ANY ($19::bigint[])
  )`

const LED = `${INTEGRATE} SELECT count(*) AS led FROM led`
const LED_AND_TOLD = `${INTEGRATE} SELECT (SELECT count(*) FROM led) AS led, pg_notify($20, '')`

/**
 * Integrates what is new among some entries, whose ids are all different, and clears letters out of the inbox; answers
 * the places of all. Rejected with a `StoreFailure` `lost` where somebody else leads by now.
 */
export async function integrate(
  client: Client,
  lead: Lead,
  arrivals: readonly Arrival[],
  letters: readonly Letter[],
  { time, channel }: { readonly time: number; readonly channel: string },
): Promise<ReadonlyMap<string, Place>> {
  const growth = grow(
    lead.tree,
    arrivals.map(({ hash }) => hash),
  )
  const values = [...headValues(lead, growth, time), ...entryValues(arrivals), ...tileValues(growth.tiles)]
  values.push(...bodyValues(arrivals), listed(letters.map(({ seq }) => seq)))
  const told = letters.length > 0
  const named = told
    ? { name: 'told', text: LED_AND_TOLD, values: [...values, channel] }
    : { name: 'led', text: LED, values }
  const { rows } = await client.query(named)
  if (rows[0].led !== 1) throw new StoreFailure('lost', 'another writer leads the ledger by now: try again')
  const first = lead.tree.size
  lead.tree = growth.tree
  return new Map(arrivals.map(({ id, hash }, at) => [id, { index: first + at, hash }]))
}

const listed = (values: readonly (string | number)[]) => `{${values.join(',')}}`
const quotedList = (values: readonly string[]) =>
  `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`

const headValues = ({ epoch, tree }: Lead, growth: Growth, time: number): unknown[] => [
  growth.tree.size,
  growth.root,
  Buffer.concat(growth.tree.peaks),
  time,
  epoch,
  tree.size,
]

/** One buffer and where each entry stands in it: far cheaper than as many parameters. */
function entryValues(arrivals: readonly Arrival[]): unknown[] {
  let at = 1
  const starts = arrivals.map(({ entry }) => {
    at += entry.length
    return at - entry.length
  })
  return [
    Buffer.concat(arrivals.map(({ hash }) => hash)),
    Buffer.concat(arrivals.map(({ entry }) => entry)),
    quotedList(arrivals.map(({ id }) => id)),
    listed(starts),
    listed(arrivals.map(({ entry }) => entry.length)),
  ]
}

const tileValues = (tiles: readonly StoredTile[]): unknown[] => [
  Buffer.concat(tiles.map(({ root }) => root)),
  Buffer.concat(tiles.map(({ hashes }) => hashes)),
  listed(tiles.map(({ level }) => level)),
  listed(tiles.map(({ index }) => index)),
]

function bodyValues(arrivals: readonly Arrival[]): unknown[] {
  const sealed = arrivals.filter((arrival) => arrival.sealed !== null)
  return [
    quotedList(sealed.map(({ id }) => id)),
    sealed.map((arrival) => Buffer.from(arrival.sealed!.sealedKey)),
    sealed.map((arrival) => Buffer.from(arrival.sealed!.sealed)),
  ]
}

/** Where ids stand in the log, those that have a place. */
export async function placesOf(client: Client, ids: readonly string[]): Promise<ReadonlyMap<string, Place>> {
  const { rows } = await client.query({
    name: 'places',
    text: 'SELECT id, idx, hash FROM entries WHERE id = ANY ($1::text[])',
    values: [quotedList(ids)],
  })
  return new Map(rows.map(({ id, idx, hash }) => [id, { index: idx, hash }]))
}

export async function readInbox(client: Client): Promise<readonly Letter[]> {
  const { rows } = await client.query('SELECT seq, id, entry, sealed_key, sealed FROM inbox ORDER BY seq LIMIT $1', [
    MOST_LETTERS,
  ])
  return rows.map(({ seq, id, entry, sealed_key, sealed }) => ({
    seq,
    id,
    entry,
    hash: native.leafHash(entry),
    sealed: sealed === null ? null : { sealedKey: sealed_key, sealed },
  }))
}

/** Leaves entries for whoever leads, and tells them; those that are there already stay as they are. */
export async function postToInbox(client: Client, arrivals: readonly Arrival[], channel: string): Promise<void> {
  const text = `WITH posted AS (
      INSERT INTO inbox (id, entry, sealed_key, sealed)
      SELECT r.* FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::bytea[]) AS r ON CONFLICT (id) DO NOTHING
    ) SELECT pg_notify($5, '')`
  const bytes = (of: (arrival: Arrival) => Uint8Array | undefined) =>
    arrivals.map((arrival) => (of(arrival) === undefined ? null : Buffer.from(of(arrival)!)))
  const values = [
    quotedList(arrivals.map(({ id }) => id)),
    bytes(({ entry }) => entry),
    bytes(({ sealed }) => sealed?.sealedKey),
    bytes(({ sealed }) => sealed?.sealed),
    channel,
  ]
  await client.query({ name: 'post', text, values })
}
