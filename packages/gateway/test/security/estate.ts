import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Gateway, loadConfig, startGateway } from '../../src/index.ts'
import { sha256 } from '../house.ts'
import { answerOf } from './upstream.ts'

/** Everything here has a tightest value that an attack would like to leave; a fact, a set or a grant away from looser ones. */
const spec = `---
bylaw: 1
title: A spec under attack
version: "1.0"
layer: root
---
# A spec under attack

~~~yaml bylaw
facts:
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}
  user.verified: {type: bool, assume: false, vouched-by: system}
  context.untrusted: {type: bool, assume: true, vouched-by: system}
  context.turn: {type: number, min: 0, max: 1000, assume: 0, vouched-by: system}
  agent.depth: {type: number, min: 0, assume: 9, vouched-by: system}
~~~

## Weapons {#weapons authority=root}

~~~yaml bylaw
behavior: weapons
title: Help toward weapons
bright-line: never
~~~

## Drugs {#drugs authority=developer}

~~~yaml bylaw
behavior: drug-information
title: Detail about drugs
values: [refuse, general, detailed]
default: general
describe:
  refuse: declines
  general: what it is and its risks
  detailed: doses, too
rules:
  - when: user.age_group == "under_18"
    limit: general
~~~

## Names of other things {#names authority=root}

~~~yaml bylaw
behavior: constructor
title: A name that every object of JavaScript has
values: [closed, open]
default: closed
rules:
  - when: user.verified
    set: open
~~~

## Secrets {#secrets authority=system}

~~~yaml bylaw
behavior: quoting
title: Quoting of what pages say
values: [never, shortened, whole]
default: whole
rules:
  - when: context.untrusted
    limit: shortened
~~~

## Tools {#tools authority=developer}

~~~yaml bylaw
behavior: tool.*
title: Calling a tool
values: [deny, ask, allow]
default: ask
asks: developer
~~~

~~~yaml bylaw
set: {tool.builtin.web_search: allow}
~~~
`

const operator = `---
bylaw: 1
title: A shop
layer: developer
---
# A shop

~~~yaml bylaw
set: {drug-information: detailed, tool.request.read_file: allow}
limit: {tool.request.delete_file: deny}
~~~

~~~yaml bylaw
when: args.path.startsWith("/etc")
limit: {tool.request.read_file: deny}
~~~
`

/** The values of every scale, tightest first. */
export const scales: Readonly<Record<string, readonly string[]>> = {
  'drug-information': ['refuse', 'general', 'detailed'],
  constructor: ['closed', 'open'],
  quoting: ['never', 'shortened', 'whole'],
  'tool.*': ['deny', 'ask', 'allow'],
}

export type Deployed = 'chat' | 'responses' | 'messages'

/** The address of each served format, and a key of the deployment before an upstream of the same one. */
export const served: Readonly<Record<Deployed, { readonly path: string; readonly key: string }>> = {
  chat: { path: '/v1/chat/completions', key: 'k-chat' },
  responses: { path: '/v1/responses', key: 'k-responses' },
  messages: { path: '/v1/messages', key: 'k-messages' },
}

export interface Estate {
  readonly gateway: Gateway
  readonly folder: string
  /** What the scripted upstream was asked. */
  readonly seen: Asked[]
  close(): Promise<void>
}

export interface Asked {
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

export interface EstateOptions {
  /** Lines of every deployment, or of each. */
  readonly each?: string | ((name: string) => string)
  /** Lines at the end of the configuration. */
  readonly more?: string
  /** Keys: none, so that only this machine is served. */
  readonly keyless?: boolean
}

/** A gateway with a deployment for each format, each before a scripted upstream on loopback in a format of its own. */
export async function estate(options: EstateOptions = {}): Promise<Estate> {
  const { url, seen, close } = await scripted()
  const folder = folderOf(configOf(url, options))
  const gateway = await startGateway(configIn(folder), { log: 'silent', grace: 50 })
  return {
    gateway,
    folder,
    seen,
    async close() {
      await gateway.close()
      await close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The same configuration, for whoever serves it without `startGateway`. */
export function folderOf(config: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-security-'))
  const files = { 'spec.md': spec, 'shop.md': operator, 'bylaw.yaml': config }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

export function configIn(folder: string) {
  const { config, problems } = loadConfig(join(folder, 'bylaw.yaml'), {})
  if (config === null) throw new Error(JSON.stringify(problems))
  return config
}

const formats = { chat: 'openai-chat', responses: 'openai-responses', messages: 'anthropic-messages' } as const

export function configOf(url: string, { each = '', more = '', keyless = false }: EstateOptions = {}): string {
  const deployment = ([name, format]: [string, string]) => `  ${name}:
    layers: [{developer: shop.md}]
    upstreams: [{format: ${format}, url: "${url}", key: sk-upstream, retries: 0}]
    check: enforce
    preferences: true
    behaviors: {drug-information: {judges: [{judge: doses, exhibits: detailed}]}}
${typeof each === 'string' ? each : each(name)}`
  return `listen: 127.0.0.1:0
specs: [spec.md]
judges:
  doses: {detector: words, words: [overdose]}
deployments:
${Object.entries(formats).map(deployment).join('')}  observed:
    layers: [{developer: shop.md}]
    upstreams: [{format: openai-chat, url: "${url}", key: sk-upstream, retries: 0}]
${keyless ? '' : keys()}${more}`
}

function keys(): string {
  const own = Object.keys(formats).map(
    (name) => `  - {name: ${name}, sha256: ${sha256(`k-${name}`)}, deployment: ${name}}\n`,
  )
  return `keys:
${own.join('')}  - {name: low, sha256: ${sha256('k-low')}, deployment: chat, level: user}
  - {name: twin, sha256: ${sha256('k-twin')}, deployment: chat}
  - {name: observed, sha256: ${sha256('k-open')}, deployment: observed}
  - {name: guest, sha256: ${sha256('k-guest')}, deployment: responses}
  - {name: reader, sha256: ${sha256('k-reader')}, deployment: chat, scopes: [decisions]}
`
}

/** A server on loopback that answers in each format: see `answerOf`. */
export async function scripted(): Promise<{ url: string; seen: Asked[]; close(): Promise<void> }> {
  const seen: Asked[] = []
  const server = createServer(async (message, response) => {
    const pieces: Buffer[] = []
    for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece)
    const text = Buffer.concat(pieces).toString()
    const path = message.url ?? ''
    seen.push({ path, headers: message.headers, text })
    const { type, body } = answerOf(path, text)
    response.setHeader('content-type', type).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
