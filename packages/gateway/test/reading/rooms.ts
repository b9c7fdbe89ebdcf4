import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { afterEach } from 'vitest'
import type { House } from '../../src/choke.ts'
import { consoleIn } from '../../src/console.ts'
import { furnish } from '../../src/furnish.ts'
import { loadConfig } from '../../src/index.ts'
import { createService } from '../../src/server.ts'
import { sha256 } from '../house.ts'
import { brokenSpec, operator, spec } from '../stack.ts'

/** A gateway on loopback, and what it is served with. */
export interface Room {
  readonly folder: string
  readonly house: House
  ask(method: string, path: string, asked?: Asked): Promise<Answered>
  /** Writes a file beside the configuration. */
  write(name: string, text: string): void
}

interface Asked {
  readonly key?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it looks for in an answer
  readonly json: any
}

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A folder of these files, which is removed after the test. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-reading-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** Two tenants, each with words of its own, and a library in which two stacks are refused. */
const stacks = `listen: 127.0.0.1:0
specs: [spec.md]
operators: {acme: {title: Acme}, other: {title: Other}}
deployments:
  desk: {operator: other, layers: [{developer: desk.md}]}
  shop: {operator: acme, layers: [{developer: shop.md}], preferences: true, people: {title: Shop assistant}}
library:
  plain: {title: The spec alone}
  constructor: {layers: [{operator: desk.md}]}
  broken: {specs: [broken.md]}
  missing: {layers: [{developer: none.md}]}
`

const keys = `keys:
  - {name: app, sha256: ${sha256('k-app')}, deployment: shop}
  - {name: twin, sha256: ${sha256('k-twin')}, deployment: shop}
  - {name: desk, sha256: ${sha256('k-desk')}, deployment: desk}
  - {name: guest, sha256: ${sha256('k-guest')}, deployment: shop, level: user}
  - {name: reader, sha256: ${sha256('k-reader')}, deployment: shop, level: user, scopes: [policies]}
  - {name: bot, sha256: ${sha256('k-bot')}, deployment: shop, scopes: [generate]}
`

export const deskLayer = operator.replace('A shop', 'A desk').replace('Be brief.', 'The desk is told to be kind.')

/** @param keyed whether callers need a key */
export async function roomOf(keyed: boolean, console: string | null = null): Promise<Room> {
  const files = { 'spec.md': spec, 'shop.md': operator, 'desk.md': deskLayer, 'broken.md': brokenSpec }
  const folder = folderOf({ ...files, 'bylaw.yaml': `${stacks}${keyed ? keys : ''}` })
  const { config, problems } = loadConfig(join(folder, 'bylaw.yaml'), {})
  if (config === null) throw new Error(JSON.stringify(problems))
  const { house, admin, close } = await furnish({ ...config, watch: false }, pino({ level: 'silent' }))
  const { server } = createService(house, { page: () => 'the front page', admin, console: consoleIn(console) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.closeAllConnections()
    server.close()
    await close()
  })
  const { port } = server.address() as AddressInfo
  return {
    folder,
    house,
    write: (name, text) => writeFileSync(join(folder, name), text),
    ask: (method, path, asked = {}) => answerOf(port, method, path, asked),
  }
}

/** Sends a path as it is: a client of URLs would put it right. */
async function answerOf(port: number, method: string, path: string, { key, headers, body }: Asked): Promise<Answered> {
  const all = { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...headers }
  const asking = httpRequest({ host: '127.0.0.1', port, method, path, headers: all })
  asking.on('error', () => {})
  asking.end(body)
  const [answer] = await once(asking, 'response')
  const pieces: Buffer[] = []
  for await (const piece of answer) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  const text = bytes.toString()
  const isJson = String(answer.headers['content-type']).startsWith('application/json') && text !== ''
  return { status: answer.statusCode, headers: answer.headers, bytes, text, json: isJson ? JSON.parse(text) : null }
}
