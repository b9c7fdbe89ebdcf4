import type { AddressInfo } from 'node:net'
import { parseVerifierKey, type VerifierKey } from '@bylaw/ledger'
import { createWitness, openWitnessFolder, witnessServer } from '@bylaw/ledger/node'
import { WrongUse } from '../../failure.ts'
import { reasonOf } from '../../files.ts'
import { print, printJson, visible } from '../../output.ts'
import { publicKey } from './keys.ts'

interface WitnessOptions {
  readonly listen: string
  readonly store: string
  readonly name: string
  readonly log: readonly string[]
  readonly json?: boolean
}

/** `bylaw ledger serve-witness`: cosigns the checkpoints of other logs until it is told to stop. */
export async function serveWitness(options: WitnessOptions): Promise<number> {
  const logs = options.log.map(logKey)
  const { host, port } = addressOf(options.listen)
  const opened = openWitnessFolder(options.store, options.name)
  if (!opened.ok) throw new WrongUse(opened.reason)
  const { held, memory } = opened
  const server = witnessServer(createWitness({ signer: held.signer, memory, logs }))
  const stop = stopped()
  try {
    await new Promise<void>((done, failed) => {
      server.once('error', failed)
      server.listen(port, host, done)
    }).catch((error: unknown) => {
      throw new WrongUse(`cannot serve at ${options.listen}: ${reasonOf(error)}`)
    })
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`
    if (options.json) printJson({ url, vkey: held.vkey, logs: logs.map(({ name }) => name) })
    else print(`Witnessing ${visible(logs.map(({ name }) => name).join(', '))} at ${url}\n${held.vkey}`)
    await stop
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  } finally {
    memory.close()
  }
  return 0
}

function logKey(given: string): VerifierKey {
  const key = parseVerifierKey(publicKey(given, '--log'))
  if (key.ok) return key
  throw new WrongUse(`--log ${given}: ${key.reason}`)
}

function addressOf(listen: string): { host: string; port: number } {
  const url = URL.parse(`http://${listen}`)
  const port = /:(\d+)$/.exec(listen)?.[1]
  if (url !== null && url.pathname === '/' && port !== undefined)
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
  throw new WrongUse(`--listen ${listen}: write it as HOST:PORT`)
}

/** Until the first signal. */
const stopped = (): Promise<void> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
