/**
 * Answers of the real service, recorded: the folder of streams is not part of the repository, and is named by
 * BYLAW_STREAMS.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anthropicMessages } from '../../src/anthropic-messages/index.ts'
import { eventsOf, failureOf, linesOf, pieces, plainPrompt, read, saidBy, sent } from './fixtures.ts'

const folder = process.env.BYLAW_STREAMS ? join(process.env.BYLAW_STREAMS, 'anthropic') : null
const files = folder === null ? [] : readdirSync(folder)

/** The files that are no answer of this format, and how they fail. Every other one reads. */
const failing: Record<string, string> = { 'anthropic-skill-version-create.json': 'upstream_protocol' }

describe.skipIf(folder === null)('recorded answers (BYLAW_STREAMS)', () => {
  it('are there', () => {
    expect(files.length).toBeGreaterThan(0)
  })

  it.each(files.filter((file) => file.endsWith('.json')))('whole: %s', (file) => {
    const text = readFileSync(join(folder!, file), 'utf8')
    const code = failing[file]
    if (code) {
      expect(() => anthropicMessages.readWhole(text)).toThrow(
        expect.objectContaining({ failure: expect.objectContaining({ code }) }),
      )
      return
    }
    const batch = anthropicMessages.readWhole(text)
    const written = anthropicMessages.writeWhole([{ ...batch, wire: null }], plainPrompt, 'anthropic-messages')
    expect(JSON.parse(written)).toEqual(JSON.parse(text))
  })

  it.each(files.filter((file) => file.endsWith('.chunks.txt')))('streamed: %s', async (file) => {
    const text = sent(linesOf(join(folder!, file)))
    expect(await failureOf(text)).toBeNull()
    const batches = await read(pieces(text))
    const writer = anthropicMessages.streamWriter(plainPrompt, 'anthropic-messages')
    const written = batches.map(({ events }) => writer.write({ events, wire: null })).join('') + writer.end()
    expect(saidBy(await read(pieces(written)))).toEqual(saidBy(batches))
    expect(eventsOf(written).at(-1)?.event).toBe('message_stop')
  })
})
