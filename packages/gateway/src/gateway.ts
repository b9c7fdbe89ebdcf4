import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Diagnostic } from '@bylaw/core'
import { pino } from 'pino'
import type { Config } from './config/load.ts'
import { consoleIn } from './console.ts'
import type { Deployment } from './deployment.ts'
import { frontPage } from './front-page.ts'
import { furnish } from './furnish.ts'
import { createService } from './server.ts'

export interface GatewayOptions {
  /** What is logged, as JSON lines on standard error; never a key, a message or an answer. Default `warn`. */
  readonly log?: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** How long `close` waits for answers under way, in milliseconds. Default 5000. */
  readonly grace?: number
  /** The folder of the console's build, served at `/`; null, the default, where there is none. */
  readonly console?: string | null
}

/** A gateway that serves. */
export interface Gateway {
  readonly url: string
  /** Whether callers need a key. */
  readonly keyed: boolean
  /** Whether its address shows something in a browser. */
  readonly console: boolean
  /** As they are now. */
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
 * @throws where the store or the ledger can't be opened, a judge can't be built or the address can't be listened at
 */
export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const logger = pino({ level: options.log ?? 'warn', base: null }, pino.destination({ dest: 2, sync: true }))
  const { house, admin, refused, close } = await furnish(config, logger)
  const page = () => `Bylaw\n\n${frontPage(gateway)}`
  const folder = options.console ?? null
  const { server, settled } = createService(house, { page, admin, console: consoleIn(folder) })
  const grace = options.grace ?? 5000
  const end = async () => {
    await closeServer(server, grace)
    await Promise.race([settled(), delay(grace, null, { ref: false })])
    await close()
  }
  let closing: Promise<void> | null = null
  const gateway: Gateway = {
    url: await listen(server, config.listen).catch(async (error: unknown) => {
      await close()
      throw error
    }),
    get keyed() {
      return house.callers.keyed
    },
    console: folder !== null,
    get deployments() {
      return house.mounting.deployments().map(served)
    },
    ledger: { vkey: house.log.vkey, refused },
    close: () => {
      closing ??= end()
      return closing
    },
  }
  return gateway
}

function served({ name, config, mounted }: Deployment): ServedDeployment {
  const { policy, diagnostics } = mounted
  return { name, policy: policy?.digest ?? null, upstream: config.upstreams[0]!.format, diagnostics }
}

async function listen(server: Server, address: string): Promise<string> {
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, colon)
  server.listen({ port: Number(address.slice(colon + 1)), host: host.replace(/^\[|\]$/g, ''), backlog: 4096 })
  await once(server, 'listening')
  return `http://${host}:${(server.address() as AddressInfo).port}`
}

/** No new connections; what is under way may end, and what is not after a while is broken off. */
async function closeServer(server: Server, grace: number): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), grace)
  await closed
  clearTimeout(timer)
}
