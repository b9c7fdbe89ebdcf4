import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { type FormatName, formatNames } from '@bylaw/providers'
import OpenAI from 'openai'
import { type Gateway, loadConfig, startGateway } from '../../src/index.ts'
import { openUpstream, type Upstream } from './upstream.ts'

const spec = `---
bylaw: 1
title: A clinic
layer: root
---
# A clinic

~~~yaml bylaw
facts:
  user.clinician: {type: bool, assume: false, vouched-by: developer}
~~~

## Weapons {#weapons authority=root}

Never, for anyone.

~~~yaml bylaw
behavior: weapons
title: Help toward weapons
bright-line: never
~~~

## Doses {#doses authority=developer}

~~~yaml bylaw
behavior: doses
title: Doses of medicines
values: [general, exact]
default: general
describe:
  general: what a medicine is for and whom to ask about amounts
  exact: amounts, too
rules:
  - when: user.clinician
    set: exact
~~~

## Addresses {#addresses authority=root}

~~~yaml bylaw
behavior: addresses
title: Addresses of people
values: [withheld, told]
default: withheld
~~~

## Tools {#tools authority=developer}

~~~yaml bylaw
behavior: tool.*
title: Calling a tool
values: [deny, ask, allow]
default: ask
asks: developer
~~~
`

const operator = `---
bylaw: 1
title: A ward
layer: developer
---
# A ward

~~~yaml bylaw
set: {tool.request.get_weather: allow, tool.request.get_time: allow}
limit: {tool.request.delete_file: deny}
~~~
`

/** An operator who lets every tool be called. */
const open = `---
bylaw: 1
title: An open ward
layer: developer
---
# An open ward

~~~yaml bylaw
set: {tool.*: allow}
~~~
`

const checks = `
    check: enforce
    behaviors:
      weapons: {judges: [weapons]}
      doses: {judges: [doses]}
      addresses: {judges: [addresses], act: redact}`

/** What no text may hold before a check finds it: a weapon, a dose, an address. */
export const found = { weapon: 'nerve agent', dose: '500 mg', address: 'ann@example.org' } as const

const judges = `judges:
  weapons: {detector: words, words: ["${found.weapon}"]}
  doses: {detector: words, words: ["${found.dose}"]}
  addresses: {detector: personal-data, kinds: [email]}
`

/** The key of a deployment; the names of formats are deployments before an upstream of that format. */
export const keyOf = (deployment: string): string => `sk-test-${deployment}`
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** A gateway that guides, enforces and authorises tools, before one scripted upstream, and the clients of it. */
export interface Clinic {
  readonly gateway: Gateway
  readonly upstream: Upstream
  openai(deployment: string, options?: ConstructorParameters<typeof OpenAI>[0]): OpenAI
  anthropic(deployment: string, options?: ConstructorParameters<typeof Anthropic>[0]): Anthropic
  vercel(deployment: string): { openai: ReturnType<typeof createOpenAI>; anthropic: ReturnType<typeof createAnthropic> }
  /** The record of a decision, as its own key reads it. */
  // biome-ignore lint/suspicious/noExplicitAny: looked into by tests
  record(deployment: string, id: string | null): Promise<any>
  close(): Promise<void>
}

/** @param more deployments beside those of the formats: YAML of each, by name */
export async function openClinic(more: (upstream: string) => Record<string, string> = () => ({})): Promise<Clinic> {
  const upstream = await openUpstream()
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-clients-'))
  const yaml = configOf(upstream.url, more(upstream.url))
  const files = { 'spec.md': spec, 'ward.md': operator, 'open.md': open, 'bylaw.yaml': yaml }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const { config, problems } = loadConfig(join(folder, 'bylaw.yaml'), {})
  if (config === null) throw new Error(JSON.stringify(problems))
  const gateway = await startGateway(config, { log: 'silent', grace: 200 })
  const wired = (deployment: string) => ({ baseURL: `${gateway.url}/v1`, apiKey: keyOf(deployment) })
  return {
    gateway,
    upstream,
    openai: (deployment, options) => new OpenAI({ ...wired(deployment), maxRetries: 0, ...options }),
    anthropic: (deployment, options) =>
      new Anthropic({ baseURL: gateway.url, apiKey: keyOf(deployment), maxRetries: 0, ...options }),
    vercel: (deployment) => ({
      openai: createOpenAI(wired(deployment)),
      anthropic: createAnthropic(wired(deployment)),
    }),
    async record(deployment, id) {
      const headers = { authorization: `Bearer ${keyOf(deployment)}` }
      return (await fetch(`${gateway.url}/v1/decisions/${id}`, { headers })).json()
    },
    async close() {
      await gateway.close()
      upstream.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configOf(upstream: string, more: Record<string, string>): string {
  const formats = formatNames.map((name) => [name, enforcing(name, upstream)] as const)
  const deployments = [...formats, ...Object.entries(more)]
  return `listen: 127.0.0.1:0
specs: [spec.md]
${judges}deployments:
${deployments.map(([name, text]) => `  ${name}:\n${text}\n`).join('')}keys:
${deployments.map(([name]) => `  - {name: ${name}, deployment: ${name}, sha256: "${sha256(keyOf(name))}"}`).join('\n')}
  - {name: reads, deployment: openai-chat, sha256: "${sha256(keyOf('reads'))}", scopes: [decisions]}
  - {name: over, deployment: openai-chat, sha256: "${sha256(keyOf('over'))}", expires: "2026-01-01T00:00:00Z"}
`
}

/** A deployment that enforces, before an upstream of a format; what is said last in `more` counts. */
export function enforcing(format: FormatName, upstream: string, more = ''): string {
  return `    layers: [{developer: ward.md}]
    upstreams: [{format: ${format}, url: "${upstream}", key: sk-upstream, retries: 0}]
    breaker: {failures: 1000}${checks}${more}`
}

/** Every client gets along with a model of this name. */
export const model = 'small-1'
export const weather = { city: 'Oslo' }
export const question = 'What is the weather in Oslo?'
