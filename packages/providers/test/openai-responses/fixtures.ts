import { readdirSync, readFileSync } from 'node:fs'
import type { Batch } from '../../src/index.ts'
import { openAiResponses } from '../../src/openai-responses/index.ts'
import { promptOf, readAll } from '../exchange.ts'

/** Made-up answers: each as a stream (one event's data a line) and, as a whole, what its last event repeats. */
export const answers = ['text', 'rich', 'hosted', 'thinking', 'client-run'] as const

const place = (path: string) => new URL(path, import.meta.url)

export function whole(name: string): string {
  return readFileSync(place(`fixtures/${name}.json`), 'utf8')
}

/** The data of each event. */
export function lines(name: string, folder = 'fixtures'): string[] {
  const text = readFileSync(place(`${folder}/${name}.chunks.txt`), 'utf8')
  return text.split('\n').filter((line) => line !== '')
}

export const vectors = readdirSync(place('vectors')).map((file) => file.replace('.chunks.txt', ''))

/** Events as OpenAI sends them: each with its name. */
export function sent(data: readonly string[]): string {
  return data.map((line) => `event: ${/"type":"([^"]*)"/.exec(line)?.[1]}\ndata: ${line}\n\n`).join('')
}

export function streamed(name: string): Promise<Batch[]> {
  return readAll(openAiResponses, sent(lines(name)))
}

export const ask = (more: object = {}) => promptOf(openAiResponses, { model: 'made-up-1', input: 'Tea?', ...more })

/** Objects of a stream that was written. */
export function objects(stream: string): Record<string, unknown>[] {
  return [...stream.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!))
}
