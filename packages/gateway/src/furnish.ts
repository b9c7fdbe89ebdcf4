import { resolve } from 'node:path'
import { findMasterKey } from '@bylaw/ledger/node'
import type { Logger } from 'pino'
import { Admin } from './admin/admin.ts'
import { approvalAdminRoutes } from './approvals/admin.ts'
import { Approvals } from './approvals/approvals.ts'
import { Sealing } from './approvals/sealing.ts'
import { Webhooks } from './approvals/webhooks.ts'
import type { House } from './choke.ts'
import type { Config } from './config/load.ts'
import { Conversations } from './conversations/conversations.ts'
import { deploymentOf } from './deployment.ts'
import { type Fixtures, fixturesOf } from './fixtures.ts'
import { planProblems } from './generate/problems.ts'
import { type OpenLedger, openLedger } from './ledger/open.ts'
import { Pseudonyms } from './ledger/pseudonyms.ts'
import { Limits } from './limits/limits.ts'
import { Mounting, type MountingOptions } from './mounting/mounting.ts'
import { incidentAdminRoutes } from './people/admin.ts'
import { Incidents } from './people/incidents.ts'
import { Library } from './reading/library.ts'
import { Snippets } from './reading/snippets.ts'
import { type OpenState, openState } from './store/open.ts'
import { Telemetry } from './telemetry/telemetry.ts'
import { Callers } from './who/callers.ts'
import { Registry } from './who/registry.ts'

/** Everything that requests are served with, opened. */
export interface Furnished {
  readonly house: House
  readonly admin: Admin
  /** Why the log must not be signed, null where it is. */
  readonly refused: string | null
  close(): Promise<void>
}

/** What has to be closed, the latest first. */
class Opened {
  readonly #closing: (() => unknown)[] = []

  add<T>(thing: T, close: (thing: T) => unknown): T {
    this.#closing.push(() => close(thing))
    return thing
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close()
  }
}

/**
 * Opens everything in the order in which it stands on each other; what an earlier run left open is in the log then.
 * @throws where something can't be opened: what was opened before is closed again
 */
export async function furnish(config: Config, logger: Logger): Promise<Furnished> {
  const opened = new Opened()
  try {
    return await furnished(config, logger, opened)
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function furnished(config: Config, logger: Logger, opened: Opened): Promise<Furnished> {
  const folder = resolve(config.folder, config.store)
  const state = opened.add(await openState(folder, config.database), (state) => state.close())
  const masterKey = findMasterKey(folder)
  const pseudonyms = Pseudonyms.in(folder)
  const { origin, adopt } = config.ledger
  const place = { folder, database: config.database, origin, adopt, masterKey, pseudonyms }
  const ledger = opened.add(await openLedger(state, place), (ledger) => ledger.close())
  const telemetry = opened.add(await Telemetry.open(config.telemetry, logger), (telemetry) => telemetry.close())
  telemetry.ledger(ledger.store)
  const fixtures = opened.add(await fixturesOf(config, telemetry), (fixtures) => fixtures.close())
  const mounting = opened.add(await mount({ config, state, pseudonyms, logger }, ledger, fixtures), (mounting) =>
    mounting.close(),
  )
  const registry = opened.add(await Registry.open(state, config.operators), (registry) => registry.close())
  const sealing = new Sealing(masterKey.key)
  const house: House = {
    callers: new Callers(config, registry),
    mounting,
    library: new Library(config, state.policies),
    records: ledger.records,
    log: ledger.log,
    publicLog: config.ledger.public,
    state,
    approvals: new Approvals(state, { sealing, pseudonyms, webhooks: new Webhooks(logger) }),
    conversations: new Conversations(state, pseudonyms),
    incidents: new Incidents(state, sealing),
    limits: new Limits(state, pseudonyms),
    snippets: new Snippets(state),
    pseudonyms,
    sealing,
    telemetry,
    logger,
  }
  const office = { config, state, registry, mounting, records: ledger.records, ledger: ledger.store, logger }
  const further = [...approvalAdminRoutes(house.approvals), ...incidentAdminRoutes(house.incidents)]
  const admin = new Admin({ office, further, metrics: telemetry.metrics })
  const refused = await begin(config, state, ledger, logger)
  opened.add(tidying(house, logger), clearInterval)
  return { house, admin, refused, close: () => opened.close() }
}

function mount(
  given: Pick<MountingOptions, 'config' | 'state' | 'pseudonyms' | 'logger'>,
  { specs }: OpenLedger,
  fixtures: Fixtures,
): Promise<Mounting> {
  const place = { file: 'bylaw.yaml', line: 1, column: 1, length: 1 }
  return Mounting.open({
    ...given,
    deploymentOf: (name, own, mounted) => deploymentOf(name, own, mounted, fixtures),
    problems: (own, policy) => planProblems(own, policy, fixtures.judges).map((problem) => ({ ...problem, ...place })),
    inForce: (policy) => specs.remember(policy),
  })
}

/**
 * Ends what an earlier run, or a replica that is gone, left open, and signs.
 * @returns why the log must not be signed, null where it is
 */
async function begin(
  { ledger: { interval } }: Config,
  { replicas }: OpenState,
  { records, log }: OpenLedger,
  logger: Logger,
): Promise<string | null> {
  const cutOff = async (left: Parameters<typeof records.endCutOff>[0]) => {
    for (const [decision, error] of await records.endCutOff(left)) {
      logger.error({ decision, reason: (error as Error).message }, 'a decision that was cut off could not be recorded')
    }
  }
  await cutOff(await replicas.takeOver())
  replicas.keepAlive(cutOff, (error) => {
    logger.error({ reason: (error as Error).message }, 'this replica could not say that it is alive')
  })
  const signed = await log.sign()
  log.signEvery(interval, (reason) => logger.error({ reason }, 'the log is not signed'))
  return signed.ok ? null : signed.reason
}

/** How often what is over is dropped, in milliseconds. */
const tidyEvery = 3_600_000

function tidying({ approvals, conversations, limits, snippets }: House, logger: Logger): NodeJS.Timeout {
  const tidy = async () => {
    try {
      await Promise.all([approvals.sweep(), conversations.sweep(), limits.forget(), snippets.sweep()])
    } catch (error) {
      logger.error({ reason: (error as Error).message }, 'what is over could not be dropped')
    }
  }
  return setInterval(tidy, tidyEvery).unref()
}
