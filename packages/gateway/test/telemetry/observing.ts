import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AnswerEvent, formats, type Prompt } from '@bylaw/providers'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { deployment as deploymentConfig } from '../../src/config/deployments.ts'
import type { Deployment } from '../../src/deployment.ts'
import { mountPolicy } from '../../src/mounting/policy.ts'
import type { CheckRecord, DecisionRecord, ToolCallRecord } from '../../src/record.ts'
import { Telemetry } from '../../src/telemetry/telemetry.ts'
import { operator, spec } from '../stack.ts'
import { record } from '../store/states.ts'

interface Configured {
  readonly metrics?: boolean
  readonly traces?: string
  readonly content?: boolean
}

export async function telemetryWith({ metrics = true, content = false, traces }: Configured = {}): Promise<Telemetry> {
  const telemetry = await Telemetry.open({ metrics, content, traces }, pino({ level: 'silent' }))
  onTestFinished(() => telemetry.close())
  return telemetry
}

/** What Prometheus is told, line by line, without comments. */
export async function linesOf(telemetry: Telemetry, ...prefixes: readonly string[]): Promise<string[]> {
  const { text } = await telemetry.metrics!()
  return text.split('\n').filter((line) => prefixes.some((prefix) => line.startsWith(prefix)))
}

export function deploymentWith(more: object = {}): Deployment {
  const config = deploymentConfig.parse(more)
  const layers = [
    { level: 'root', file: 'spec.md', text: spec },
    { level: 'developer', file: 'shop.md', text: operator },
  ]
  const mounted = mountPolicy(config, { layers, diagnostics: [] })
  if (mounted.state === 'refused') throw new Error(JSON.stringify(mounted.diagnostics))
  return { name: 'shop', config, mounted, service: null }
}

export const ended = (more: Partial<DecisionRecord> = {}): DecisionRecord =>
  record('dec_1', { state: 'complete', ...more })

export const check = (more: Partial<CheckRecord>): CheckRecord => ({
  what: 'text',
  mode: 'enforce',
  behavior: 'drug-information',
  outcome: 'permitted',
  why: 'a secret why',
  ...more,
})

export const toolCall = (behavior: string, more: Partial<ToolCallRecord> = {}): ToolCallRecord => ({
  choice: 0,
  behavior,
  declared: true,
  arguments: { salt: '00', digest: '11' },
  value: 'allow',
  by: null,
  outcome: 'permitted',
  sentence: 'It may.',
  asks: null,
  trace: [],
  ...more,
})

export function promptOf(more: object = {}): Prompt {
  const body = { model: 'small', messages: [{ role: 'user', content: 'my secret question' }], ...more }
  const read = formats['openai-chat'].readRequest(JSON.stringify(body))
  if ('failure' in read) throw new Error(read.failure.message)
  return read.prompt
}

/** An answer with its usage, as a stream tells it: a running total. */
export const answer: readonly AnswerEvent[] = [
  { kind: 'start', id: 'chatcmpl-7', model: 'small-1' },
  { kind: 'usage', input: 11, output: 1, cached: null, reasoning: null },
  { kind: 'part', choice: 0, part: 0, type: 'text' },
  { kind: 'delta', choice: 0, part: 0, text: 'my secret ' },
  { kind: 'delta', choice: 0, part: 0, text: 'answer' },
  { kind: 'part-end', choice: 0, part: 0 },
  { kind: 'finish', choice: 0, reason: 'stop' },
  { kind: 'usage', input: 11, output: 5, cached: null, reasoning: null },
]

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

export interface ReceivedSpan {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: readonly Attribute[]
  readonly events?: readonly { readonly name: string; readonly attributes: readonly Attribute[] }[]
  readonly status?: { readonly code?: number }
}

/** A scripted collector on loopback that stands in for one of OpenTelemetry, and everything it was sent. */
export async function collector(): Promise<{
  url: string
  paths: string[]
  bodies: string[]
  spans(): ReceivedSpan[]
}> {
  const bodies: string[] = []
  const paths: string[] = []
  const server = createServer(async (message, response) => {
    const pieces: Buffer[] = []
    for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece)
    bodies.push(Buffer.concat(pieces).toString())
    paths.push(message.url ?? '')
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    bodies,
    spans: () => bodies.flatMap((body) => spansIn(JSON.parse(body))),
  }
}

interface Exported {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[] }[]
}

const spansIn = ({ resourceSpans }: Exported): ReceivedSpan[] =>
  resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))

/** Attributes by name; a list as such. */
export function attributesOf({ attributes }: { readonly attributes: readonly Attribute[] }): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]))
}

function plain(value: Readonly<Record<string, unknown>>): unknown {
  const list = value.arrayValue as { readonly values?: readonly Record<string, unknown>[] } | undefined
  return list === undefined ? Object.values(value)[0] : (list.values ?? []).map(plain)
}
