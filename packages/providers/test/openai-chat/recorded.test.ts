import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formats } from '../../src/index.ts'
import { changed, eventsOf, failureOf, promptOf, readAll, saidIn } from '../exchange.ts'
import { body } from '../fixtures.ts'

/** The folder of recorded answers. They are other people's, and stay where they are. */
const folder = process.env.BYLAW_STREAMS ?? ''
const chat = formats['openai-chat']
const prompt = promptOf(chat, { model: 'm', messages: [{ role: 'user', content: 'x' }], stream: true })

/** What becomes of each: its calls by name and why it ended, or the code of a failure. */
const recorded: readonly (readonly [file: string, calls: readonly string[], reason: string])[] = [
  ['openai/azure-model-router.1.chunks.txt', [], 'stop'],
  ['openai-compatible/xai-tool-call.chunks.txt', ['weather'], 'calls'],
  ['openai-compatible/anthropic-fallback-tool-call.sse', ['read_file'], 'calls'],
]
const others = [
  ['openai/openai-error.1.chunks.txt', 'upstream_protocol'],
  ['openai/openai-realtime-speech-translation.chunks.txt', 'upstream_protocol'],
] as const

const read = (file: string) => {
  const text = readFileSync(join(folder, file), 'utf8')
  return file.endsWith('.sse') ? text : body(text.trim().split('\n'))
}

describe.skipIf(!existsSync(folder))('recorded streams (BYLAW_STREAMS)', () => {
  it.each(recorded)('%s', async (file, calls, reason) => {
    const batches = await readAll(chat, read(file))
    const [choice] = saidIn(eventsOf(batches))
    expect(choice).toMatchObject({ reason, calls: calls.map((name) => ({ name })) })
    const writer = chat.streamWriter(prompt, 'openai-chat')
    const written =
      changed(batches)
        .map((batch) => writer.write(batch))
        .join('') + writer.end()
    expect(saidIn(eventsOf(await readAll(chat, written)))).toEqual([choice])
  })

  it.each(others)('%s is of another format', async (file, code) => {
    expect((await failureOf(readAll(chat, read(file))))?.code).toBe(code)
  })
})
