import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type WouldHave, wouldHave } from '@bylaw/gateway'
import { CONFIG } from '../deployments.ts'
import { WrongUse } from '../failure.ts'
import { counted, note, print, printJson } from '../output.ts'
import { type StoreOptions, withLedger } from './ledger/store.ts'
import { configAt } from './lift/config.ts'
import { drawnWouldHave } from './would-have/drawn.ts'
import { type Recorded, recorded } from './would-have/recorded.ts'

interface WouldHaveOptions extends StoreOptions {
  readonly config?: string
  readonly deployment?: string
  readonly since?: string
}

/** `bylaw would-have`: 1 where an observed answer would not have been permitted, or that can't be told of every one. */
export async function wouldHaveVerb(options: WouldHaveOptions): Promise<number> {
  const since = options.since === undefined ? Number.NEGATIVE_INFINITY : timeOf(options.since)
  const found = await withLedger(storeOf(options), (ledger) => recorded(ledger, options.deployment ?? null, since))
  if (options.deployment !== undefined && found.byDeployment.size === 0)
    throw new WrongUse(`--deployment ${options.deployment}: nothing of it is recorded${sinceWhen(options)}`)
  const all = reports(found)
  if (options.json) printJson({ since: options.since ?? null, unread: found.unread, deployments: all })
  else if (all.length === 0) print(`nothing is recorded${sinceWhen(options)}`)
  else print(all.map(({ deployment, ...report }) => drawnWouldHave(deployment, report)).join('\n\n'))
  if (found.unread > 0) note(`${counted(found.unread, 'record')} of the log can't be read by this version: not counted`)
  const clear = found.unread === 0 && all.every(({ rows, abridged }) => rows.length === 0 && abridged === 0)
  return clear ? 0 : 1
}

const reports = ({ byDeployment }: Recorded): readonly (WouldHave & { readonly deployment: string })[] =>
  [...byDeployment]
    .map(([deployment, records]) => ({ deployment, ...wouldHave(records) }))
    .toSorted((a, b) => (a.deployment < b.deployment ? -1 : 1))

const sinceWhen = ({ since }: WouldHaveOptions): string => (since === undefined ? '' : ` since ${since}`)

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/

/** Milliseconds since 1970; a day begins at midnight, UTC. */
function timeOf(text: string): number {
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new WrongUse(`--since ${text}: write a day or a time, such as 2026-01-31 or 2026-01-31T12:00:00Z`)
}

/** No secret is needed to read the log: every variable that the file names counts as set. */
const unsecret = new Proxy<Record<string, string | undefined>>({}, { get: () => 'unset' })

/** The store of the configuration, as `bylaw serve` would open it. */
function storeOf({ store, config, json = false }: WouldHaveOptions): StoreOptions {
  if (store !== undefined && config !== undefined) throw new WrongUse('would-have: say --config or --store, not both')
  if (store !== undefined) return { store, json }
  const file = config ?? (existsSync(CONFIG) ? CONFIG : null)
  if (file === null || process.env.BYLAW_DATABASE_URL) return { json }
  const { folder, store: named } = configAt(file, unsecret)
  return { store: resolve(folder, named), json }
}
