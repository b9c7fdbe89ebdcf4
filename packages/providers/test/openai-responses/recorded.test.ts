import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openAiResponses } from '../../src/openai-responses/index.ts'
import { changed, eventsOf, failureOf, readAll, saidIn } from '../exchange.ts'
import { ask, objects, sent } from './fixtures.ts'

/** The folder of recorded answers. They are other people's, and stay where they are. */
const folder = process.env.BYLAW_STREAMS ?? ''
const own = 'openai-responses'

/** What becomes of each: its calls by name and why it ended. */
const recorded: readonly (readonly [file: string, calls: readonly string[], opaque: readonly string[]])[] = [
  ['openai-apply-patch-tool.1.chunks.txt', ['apply_patch'], []],
  ['openai-client-tool-search.1.json', ['tool_search'], []],
  ['openai-compaction.1.json', [], ['compaction']],
  ['openai-file-search-tool.1.json', [], ['reasoning', 'file_search_call', 'reasoning']],
  ['openai-image-generation-tool.1.chunks.txt', [], ['reasoning', 'image_generation_call']],
  ['openai-local-shell-tool.1.json', ['local_shell'], ['reasoning']],
  ['openai-mcp-tool-approval.2.chunks.txt', [], ['mcp_list_tools', 'reasoning']],
  ['openai-mcp-tool-approval.3.json', [], ['mcp_list_tools', 'reasoning', 'mcp_approval_request']],
  ['openai-phase.1.json', [], []],
  ['openai-shell-container-multiturn.1.chunks.txt', [], []],
  ['openai-shell-container.1.json', [], ['shell_call', 'shell_call_output']],
  ['openai-shell-tool.1.json', ['shell'], []],
  ['parallel-tool-call-wrapper.1.json', ['parallel'], []],
  ['programmatic-tool-calling.2.chunks.txt', ['getDemand'], []],
  ['programmatic-tool-calling.3.json', [], ['program_output']],
]
const failing = [
  ['openai-error.1.chunks.txt', 'upstream_error'],
  ['openai-realtime-speech-translation.chunks.txt', 'upstream_incomplete'],
  ['azure-model-router.1.chunks.txt', 'upstream_protocol'],
] as const
const others = ['openai-embedding.json', 'openai-image.json', 'reasoning-model-legacy-parameter-error.json']

const text = (file: string) => readFileSync(join(folder, 'openai', file), 'utf8').trim()

async function read(file: string) {
  if (file.endsWith('.json')) return [openAiResponses.readWhole(text(file))]
  return readAll(openAiResponses, sent(text(file).split('\n')))
}

/**
 * The answer as the upstream repeats it: whole, or in the last event. Where one says nothing of errors, or that an item
 * of a finished answer is in progress, the writer says it straight.
 */
function answerOf(file: string): unknown {
  const said = file.endsWith('.json') ? text(file) : text(file).split('\n').at(-1)!
  const last = JSON.parse(said.replaceAll('"status":"in_progress"', '"status":"completed"'))
  return { error: null, incomplete_details: null, ...(file.endsWith('.json') ? last : last.response) }
}

describe.skipIf(!existsSync(folder))('recorded streams (BYLAW_STREAMS)', () => {
  test.each(recorded)('%s', async (file, calls, opaque) => {
    const batches = await read(file)
    const events = eventsOf(batches)
    const wires = events.flatMap((event) => (event.kind === 'part' && event.type === 'opaque' ? [event.wire] : []))
    expect(saidIn(events)[0]).toMatchObject({ reason: calls.length > 0 ? 'calls' : 'stop' })
    expect([saidIn(events)[0]!.calls.map(({ name }) => name), wires]).toEqual([calls, opaque])
    const whole = openAiResponses.writeWhole(changed(batches), ask(), own)
    expect(JSON.parse(whole)).toEqual(answerOf(file))
    const writer = openAiResponses.streamWriter(ask(), own)
    const written =
      changed(batches)
        .map((batch) => writer.write(batch))
        .join('') + writer.end()
    expect(objects(written).at(-1)!.response).toEqual(answerOf(file))
    expect(saidIn(eventsOf(await readAll(openAiResponses, written)))).toEqual(saidIn(events))
  })

  test.each(failing)('%s: fails', async (file, code) => {
    const stream = text(file)
      .split('\n')
      .map((line) => `data: ${line}\n\n`)
      .join('')
    expect((await failureOf(readAll(openAiResponses, stream)))?.code).toBe(code)
  })

  test.each(others)('%s: is no answer, and nothing is read of it', (file) => {
    const read = () => openAiResponses.readWhole(text(file))
    expect(read).toThrow()
  })
})
