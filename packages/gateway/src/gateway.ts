import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Diagnostic } from '@bylaw/core'
import { type Logger, pino } from 'pino'
import type { House } from './choke.ts'
import type { Config } from './config/load.ts'
import { type Deployment, mountDeployment } from './deployment.ts'
import { PastEngines } from './explanation.ts'
import { frontPage } from './front-page.ts'
import { Callers } from './identify.ts'
import { type OpenLedger, openLedger } from './ledger/open.ts'
import { createService } from './server.ts'
import { openStore } from './store/sqlite.ts'
import type { Store } from './store/store.ts'

export interface GatewayOptions {
  /** What is logged, as JSON lines on standard error; never a key, a message or an answer. Default `warn`. */
  readonly log?: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** How long `close` waits for answers under way, in milliseconds. Default 5000. */
  readonly grace?: number
}

/** A gateway that serves. */
export interface Gateway {
  readonly url: string
  /** Whether callers need a key. */
  readonly keyed: boolean
  readonly deployments: readonly ServedDeployment[]
  readonly ledger: ServedLedger
  /** Lets answers under way come to their end, then closes what is open; a second call waits for the first. */
  close(): Promise<void>
}

export interface ServedLedger {
  /** The public key of the log: what outsiders verify with. */
  readonly vkey: string
  /** Why the log must not be signed, null where it is: every request is recorded nevertheless. */
  readonly refused: string | null
}

export interface ServedDeployment {
  readonly name: string
  /** Digest of the policy in force; null where it is refused, and every request is answered with 503. */
  readonly policy: string | null
  /** The upstream's format. */
  readonly upstream: string
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Serves a configuration. A deployment whose policy is refused answers 503; the others go on.
 * @throws where the store or the ledger can't be opened or the address can't be listened at
 */
export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const logger = pino({ level: options.log ?? 'warn', base: null }, pino.destination({ dest: 2, sync: true }))
  const { house, refused, close } = await furnish(config, logger)
  const { server, settled } = createService(house, () => `Bylaw\n\n${frontPage(gateway.url, gateway.keyed)}`)
  const grace = options.grace ?? 5000
  const end = async () => {
    await closeServer(server, grace)
    await Promise.all([...house.deployments.values()].map(({ service }) => service?.provider.close()))
    await Promise.race([settled(), delay(grace, null, { ref: false })])
    await close()
  }
  let closing: Promise<void> | null = null
  const gateway: Gateway = {
    url: await listen(server, config.listen).catch(async (error: unknown) => {
      await close()
      throw error
    }),
    keyed: config.keys.length > 0,
    deployments: [...house.deployments.values()].map(served),
    ledger: { vkey: house.log.vkey, refused },
    close: () => {
      closing ??= end()
      return closing
    },
  }
  return gateway
}

interface Furnished {
  readonly house: House
  /** Why the log must not be signed, null where it is. */
  readonly refused: string | null
  close(): Promise<void>
}

/** Everything that requests are served with; what an earlier run left open is in the log then. */
async function furnish(config: Config, logger: Logger): Promise<Furnished> {
  const names = Object.keys(config.deployments)
  const deployments = new Map(names.map((name) => [name, mountDeployment(config, name)]))
  const folder = resolve(config.folder, config.store)
  const store = openStore(folder)
  const ledger = await openLedger(store, { folder, database: config.database, origin: config.ledger.origin }).catch(
    async (error: unknown) => {
      await store.close()
      throw error
    },
  )
  const close = async () => {
    await ledger.close()
    await store.close()
  }
  try {
    const refused = await begin(config, deployments, store, ledger, logger)
    const { records, log } = ledger
    const callers = new Callers(config.keys, names[0]!)
    const engines = new PastEngines(store)
    const publicLog = config.ledger.public
    return { house: { callers, deployments, records, engines, log, publicLog, logger }, refused, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Keeps the policies in force, ends what an earlier run left open, and signs.
 * @returns why the log must not be signed, null where it is
 */
async function begin(
  { ledger: { interval } }: Config,
  deployments: House['deployments'],
  store: Store,
  { records, log, specs }: OpenLedger,
  logger: Logger,
): Promise<string | null> {
  for (const { mounted } of deployments.values()) {
    if (mounted.policy === null) continue
    await store.keepPolicy(mounted.policy.digest, mounted.layers)
    specs.remember(mounted.policy)
  }
  for (const [decision, error] of await records.endCutOff()) {
    logger.error({ decision, reason: (error as Error).message }, 'a decision that was cut off could not be recorded')
  }
  const signed = await log.sign()
  log.signEvery(interval, (reason) => logger.error({ reason }, 'the log is not signed'))
  return signed.ok ? null : signed.reason
}

function served({ name, config, mounted }: Deployment): ServedDeployment {
  const { policy, diagnostics } = mounted
  return { name, policy: policy?.digest ?? null, upstream: config.upstreams[0]!.format, diagnostics }
}

async function listen(server: Server, address: string): Promise<string> {
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, colon)
  server.listen(Number(address.slice(colon + 1)), host.replace(/^\[|\]$/g, ''))
  await once(server, 'listening')
  return `http://${host}:${(server.address() as AddressInfo).port}`
}

async function closeServer(server: Server, grace: number): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  const timer = setTimeout(() => server.closeAllConnections(), grace)
  await closed
  clearTimeout(timer)
}
