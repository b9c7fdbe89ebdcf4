import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import type { Diagnostic } from '@bylaw/core'
import { pino } from 'pino'
import type { House } from './choke.ts'
import type { Config } from './config/load.ts'
import { type Deployment, mountDeployment } from './deployment.ts'
import { PastEngines } from './explanation.ts'
import { frontPage } from './front-page.ts'
import { Callers } from './identify.ts'
import { createService } from './server.ts'
import { openStore } from './store/sqlite.ts'

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
  /** Lets answers under way come to their end, then closes what is open; a second call waits for the first. */
  close(): Promise<void>
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
 * @throws where the store can't be opened or the address can't be listened at
 */
export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const log = pino({ level: options.log ?? 'warn', base: null }, pino.destination({ dest: 2, sync: true }))
  const names = Object.keys(config.deployments)
  const deployments = new Map(names.map((name) => [name, mountDeployment(config, name)]))
  const store = openStore(resolve(config.folder, config.store))
  const callers = new Callers(config.keys, names[0]!)
  const house: House = { callers, deployments, store, engines: new PastEngines(store), log }
  for (const { mounted } of deployments.values()) {
    if (mounted.policy) await store.keepPolicy(mounted.policy.digest, mounted.layers)
  }
  const server = createService(house, () => `Bylaw\n\n${frontPage(gateway.url, gateway.keyed)}`)
  const end = async () => {
    await closeServer(server, options.grace ?? 5000)
    await Promise.all([...deployments.values()].map(({ service }) => service?.provider.close()))
    await store.close()
  }
  let closing: Promise<void> | null = null
  const gateway: Gateway = {
    url: await listen(server, config.listen).catch(async (error: unknown) => {
      await store.close()
      throw error
    }),
    keyed: config.keys.length > 0,
    deployments: [...deployments.values()].map(served),
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
