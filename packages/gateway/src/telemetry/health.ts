import { type Kysely, sql } from 'kysely'
import { type Answer, type House, json } from '../choke.ts'
import type { Tables } from '../store/tables.ts'

/** How long each thing is waited for, in milliseconds. */
const patience = 2000

/** How long an answer is given again, in milliseconds: whoever asks more often asks nobody else more often. */
const kept = 1000

/** One thing that has to be so for requests to be served. */
interface Check {
  readonly check: 'policy' | 'state' | 'ledger' | 'signing'
  readonly deployment?: string
  readonly ok: boolean
}

const last = new WeakMap<House, { readonly at: number; readonly checks: Promise<readonly Check[]> }>()

/**
 * Whether requests can be served: every deployment has a policy in force, the state and the ledger can be reached, and the
 * log may be signed. 200, or 503 where one of them is not so. It says which, and to nobody but the log why.
 */
export async function readiness(house: House): Promise<Answer> {
  const checks = await checked(house)
  const ready = checks.every(({ ok }) => ok)
  return json({ status: ready ? 'ready' : 'not-ready', checks }, ready ? 200 : 503, { 'cache-control': 'no-store' })
}

function checked(house: House): Promise<readonly Check[]> {
  const before = last.get(house)
  if (before !== undefined && performance.now() - before.at < kept) return before.checks
  const checks = checksOf(house)
  last.set(house, { at: performance.now(), checks })
  return checks
}

async function checksOf({ mounting, state, records, log, logger }: House): Promise<readonly Check[]> {
  const holds = async (check: Check['check'], asked: Promise<string | null>): Promise<Check> => {
    const reason = await within(asked)
    if (reason !== null) logger.error({ check, reason }, 'not ready')
    return { check, ok: reason === null }
  }
  const policies = mounting
    .deployments()
    .map(({ name, service }): Check => ({ check: 'policy', deployment: name, ok: service !== null }))
  const others = await Promise.all([
    holds('state', reached(state.db)),
    holds(
      'ledger',
      records.logged('none').then(() => null),
    ),
    holds(
      'signing',
      log.sign().then((signed) => (signed.ok ? null : signed.reason)),
    ),
  ])
  return [...policies, ...others]
}

async function reached(db: Kysely<Tables>): Promise<null> {
  await sql`SELECT 1`.execute(db)
  return null
}

/** Why something is not so, in time; null where it is. */
async function within(asked: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer in ${patience / 1000} s`), patience)
  })
  try {
    return await Promise.race([asked, over])
  } catch (error) {
    return (error as Error).message
  } finally {
    clearTimeout(timer)
  }
}
