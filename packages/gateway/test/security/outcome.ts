import type { Gateway } from '../../src/index.ts'
import { type Deployed, scales, served } from './estate.ts'
import { type RawAnswer, type RawHeader, request, wire } from './socket.ts'
import { forbidden, secret } from './upstream.ts'

/** What came of a request: what the client got, and what its record says was decided. */
export interface Outcome {
  readonly status: number
  readonly text: string
  /** The record's, null where there is none that the key may read. */
  readonly state: string | null
  readonly values: Readonly<Record<string, string>>
  /** Of each call of the answer, in order; not of tools that the upstream runs. */
  readonly calls: readonly string[]
}

export interface Posted {
  readonly path?: string
  readonly key?: string
  readonly headers?: readonly RawHeader[]
}

/** Sends a body as it is, over a socket of its own: nothing on the way makes it well-formed. */
export async function posted(
  gateway: Pick<Gateway, 'url'>,
  to: Deployed,
  body: string | Uint8Array | object,
  { path = served[to].path, key = served[to].key, headers = [] }: Posted = {},
): Promise<Outcome> {
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  const own = [
    ['authorization', `Bearer ${key}`],
    ['content-type', 'application/json'],
  ] as const
  const [answer] = await wire(gateway, request('POST', path, [...own, ...headers], bytes))
  return outcomeOf(gateway, answer!, key)
}

/** What the record of an answer says, read with the key that asked. */
export async function outcomeOf(
  gateway: Pick<Gateway, 'url'>,
  { status, headers, text }: RawAnswer,
  key: string,
): Promise<Outcome> {
  const id = headers['bylaw-decision'] ?? ''
  const read = await fetch(`${gateway.url}/v1/decisions/${id}`, { headers: { authorization: `Bearer ${key}` } })
  if (!read.ok) {
    await read.body?.cancel()
    return { status, text, state: null, values: {}, calls: [] }
  }
  const record = (await read.json()) as {
    state: string
    behaviors: { behavior: string; value: string | null }[]
    toolCalls: { behavior: string; outcome: string }[]
  }
  const values = record.behaviors.map(({ behavior, value }) => [behavior, value ?? ''] as const)
  const own = record.toolCalls.filter(({ behavior }) => !behavior.startsWith('tool.builtin.'))
  const calls = own.map(({ behavior, outcome }) => `${behavior}: ${outcome}`)
  return { status, text, state: record.state, values: Object.fromEntries(values), calls }
}

/** In what respects an outcome is looser than another: none, or a sentence for each. */
export function loosened(outcome: Outcome, clean: Outcome): readonly string[] {
  const found: string[] = []
  for (const [behavior, value] of Object.entries(outcome.values)) {
    const before = clean.values[behavior]
    const scale = scales[behavior]
    if (before === undefined) continue
    if (scale === undefined ? value !== before : scale.indexOf(value) > scale.indexOf(before)) {
      found.push(`${behavior}: ${before} became ${value}`)
    }
  }
  const said = saidIn(outcome.text)
  if (said.includes(secret)) found.push('the answer holds what was to be withheld')
  if (said.includes(forbidden)) found.push('the answer holds a call that was to be withheld')
  for (const [at, call] of outcome.calls.entries()) {
    if (call.endsWith('permitted') && clean.calls[at] !== call) found.push(`${call} instead of ${clean.calls[at]}`)
  }
  if (outcome.status >= 500 && outcome.status !== 503) found.push(`it was answered with ${outcome.status}`)
  if (outcome.status < 400 && outcome.state === null) found.push('it was answered without a record')
  return found
}

/** Every text in an answer, streamed or not, laid together: what came in pieces is one word again. */
export function saidIn(answer: string): string {
  const pieces = answer.startsWith('{')
    ? [answer]
    : answer.split('\n').flatMap((line) => /^data: (\{.*)$/.exec(line)?.[1] ?? [])
  return pieces.map((piece) => textsIn(JSON.parse(piece)).join('')).join('')
}

const telling = new Set(['content', 'text', 'delta', 'arguments', 'partial_json', 'refusal', 'path'])

function textsIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return telling.has(key) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => textsIn(each, Array.isArray(value) ? key : name))
}
