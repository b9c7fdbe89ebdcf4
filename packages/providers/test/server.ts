import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { all } from './fixtures.ts'

/** A scripted server on loopback that stands in for an upstream until the test ends: its base address. */
export async function scripted(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

export async function bodyOf(message: IncomingMessage): Promise<string> {
  return Buffer.concat(await all<Buffer>(message)).toString()
}
