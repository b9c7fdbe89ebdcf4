import { once } from 'node:events'
import { rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { consoleIn } from '../../src/console.ts'
import { furnish } from '../../src/furnish.ts'
import type { Gateway } from '../../src/index.ts'
import { createService, type Patience } from '../../src/server.ts'
import { configIn, configOf, type EstateOptions, folderOf } from './estate.ts'

/** A gateway of which the log is kept, and that waits for nobody. */
export interface Watched {
  readonly gateway: Pick<Gateway, 'url'>
  /** Every line, as it was written. */
  readonly log: string[]
  /** How many requests are under way. */
  open(): Promise<number>
  /** How many connections of clients there are. */
  connections(): Promise<number>
  close(): Promise<void>
}

/** What `startGateway` does, with a log and times of the test's own. */
export async function watched(url: string, patience?: Patience, options?: EstateOptions): Promise<Watched> {
  const folder = folderOf(configOf(url, options))
  const log: string[] = []
  const kept = new Writable({
    write(line, _, done) {
      log.push(String(line))
      done()
    },
  })
  const { house, admin, close } = await furnish(configIn(folder), pino({ level: 'trace', base: null }, kept))
  const { server, settled } = createService(house, { page: () => 'a page', admin, console: consoleIn(null) }, patience)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    gateway: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    log,
    open: async () => Number(/^bylaw_requests_open (\d+)$/m.exec((await house.telemetry.metrics!()).text)?.[1]),
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await settled()
      await close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
