import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { anthropicMessages } from '../../src/anthropic-messages/index.ts'
import type { AnswerEvent, Batch } from '../../src/exchange/answer.ts'
import type { Prompt } from '../../src/exchange/prompt.ts'
import { UpstreamError } from '../../src/failure.ts'

const vectors = fileURLToPath(new URL('vectors', import.meta.url))

/** The vectors of one folder: a name, and the data of each event. */
export function streamsIn(folder: string): [string, string[]][] {
  const files = readdirSync(join(vectors, folder)).filter((file) => file.endsWith('.chunks.txt'))
  return files.map((file) => [basename(file, '.chunks.txt'), linesOf(join(vectors, folder, file))])
}

export function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
}

export function vector(name: string): string[] {
  return linesOf(join(vectors, `reads/${name}.chunks.txt`))
}

export function wholeVector(name: string): string {
  return readFileSync(join(vectors, `reads/${name}.json`), 'utf8')
}

/** Server-sent events as Anthropic sends them. */
export function sent(lines: readonly string[]): string {
  return lines.map((line) => `event: ${/"type":"(\w+)"/.exec(line)?.[1] ?? 'x'}\ndata: ${line}\n\n`).join('')
}

export async function* pieces(...texts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield typeof text === 'string' ? Buffer.from(text) : text
}

export async function read(bytes: AsyncIterable<Uint8Array>): Promise<Batch[]> {
  const batches: Batch[] = []
  for await (const batch of anthropicMessages.readStream(bytes)) batches.push(batch)
  return batches
}

/** The code of the failure that a stream ends in; null where it is read to its end. */
export async function failureOf(text: string): Promise<{ code: string | null; message: string } | null> {
  try {
    await read(pieces(text))
    return null
  } catch (error) {
    if (error instanceof UpstreamError) return error.failure
    throw error
  }
}

/** What batches say, without where it came from: texts as one, and nothing of pings. */
export function saidBy(batches: readonly Batch[]): object[] {
  const said: AnswerEvent[] = []
  for (const { raw: _, ...event } of batches.flatMap(({ events }) => [...events])) {
    const last = said.at(-1)
    if (event.kind === 'other' || (event.kind === 'delta' && event.text === '')) continue
    if (event.kind === 'delta' && last?.kind === 'delta' && last.part === event.part) {
      said[said.length - 1] = { ...last, text: last.text + event.text }
    } else said.push(event as AnswerEvent)
  }
  return said
}

export function promptOf(body: object): Prompt {
  const read = anthropicMessages.readRequest(JSON.stringify(body))
  if ('failure' in read) throw new Error(read.failure.message)
  return read.prompt
}

export const plainPrompt = promptOf({
  model: 'claude-test',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hello' }],
})

/** Batches that the house wrote. */
export function house(...events: AnswerEvent[]): Batch[] {
  return events.map((event) => ({ events: [event], wire: null }))
}

/** The events of a written stream. */
export function eventsOf(text: string): { event: string; data: Record<string, unknown> }[] {
  return text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => {
      const match = /^event: (.*)\ndata: (.*)$/.exec(event)
      if (match === null) throw new Error(`not an event: ${event}`)
      return { event: match[1]!, data: JSON.parse(match[2]!) }
    })
}
