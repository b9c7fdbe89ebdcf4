/**
 * Recorded answers of real services through the gateway, read by the official clients: they say the same as without it.
 * The folder of them is not part of the repository, and is named by BYLAW_STREAMS.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FormatName, formatNames } from '@bylaw/providers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Clinic, openClinic } from './clinic.ts'
import { isTyped, type Outcome, read } from './reading.ts'
import { sending } from './upstream.ts'

const folder = process.env.BYLAW_STREAMS ?? null

interface Recorded {
  readonly name: string
  readonly format: FormatName
  readonly streamed: boolean
  readonly body: string
}

/** The answers of formats that are served; embeddings, images and the like are none. */
function recordedIn(root: string): Recorded[] {
  const names = readdirSync(root).flatMap((vendor) =>
    readdirSync(join(root, vendor)).map((file) => `${vendor}/${file}`),
  )
  return names.flatMap((name) => {
    const text = readFileSync(join(root, name), 'utf8')
    const format = formatOf(name, text)
    if (format === null) return []
    const streamed = !name.endsWith('.json')
    const body = !streamed || name.endsWith('.sse') ? text : streamOf(format, text.trim().split('\n'))
    return [{ name, format, streamed, body }]
  })
}

function formatOf(name: string, text: string): FormatName | null {
  if (name.startsWith('anthropic/')) return 'anthropic-messages'
  if (/^.{0,200}chat\.completion\.chunk/s.test(text) || text.startsWith('{"choices"')) return 'openai-chat'
  return /"type":"response\.created"|"object":\s*"response"/.test(text) ? 'openai-responses' : null
}

function streamOf(format: FormatName, lines: readonly string[]): string {
  if (format === 'openai-chat') return `${lines.map((line) => `data: ${line}\n\n`).join('')}data: [DONE]\n\n`
  return lines.map((line) => `event: ${JSON.parse(line).type}\ndata: ${line}\n\n`).join('')
}

const modes = {
  observing: 'check: observe\n    behaviors: {doses: {judges: [doses]}}',
  enforcing: 'check: enforce\n    on-failure: open\n    behaviors: {doses: {judges: [doses]}}',
  windowed: 'check: enforce\n    on-failure: open\n    stream: window\n    behaviors: {doses: {judges: [doses]}}',
  closed: 'check: enforce\n    behaviors: {doses: {judges: [doses]}}',
}

/** What the clients can't read as it was recorded, and can behind the gateway: begun twice, or in events they do not know. */
const mended = [
  'anthropic/duplicate-message-start.chunks.txt',
  'openai/openai-apply-patch-tool.1.chunks.txt',
  'openai-compatible/anthropic-fallback-tool-call.sse',
]

const deploymentsBefore = (upstream: string) =>
  Object.fromEntries(
    formatNames.flatMap((format) =>
      Object.entries(modes).map(([mode, checks]) => [
        `${mode}-${format}`,
        `    layers: [{developer: open.md}]
    upstreams: [{format: ${format}, url: "${upstream}", retries: 0}]
    breaker: {failures: 1000}
    ${checks}`,
      ]),
    ),
  )

describe.skipIf(folder === null)('recorded answers through the gateway (BYLAW_STREAMS)', () => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await openClinic(deploymentsBefore)
  })
  afterAll(() => clinic?.close())

  const recorded = folder === null ? [] : recordedIn(folder)

  async function both({ format, streamed, body }: Recorded, mode: string): Promise<readonly [Outcome, Outcome]> {
    const answer = sending(streamed ? 'stream' : 'json', body)
    clinic.upstream.says(answer, answer)
    const direct = await read(format, clinic.upstream.url, '', streamed)
    const through = await read(format, `${clinic.gateway.url}/v1`, `${mode}-${format}`, streamed)
    return [direct, through]
  }

  it('are there', () => {
    expect(new Set(recorded.map(({ format }) => format))).toEqual(new Set(formatNames))
  })

  describe.each(['observing', 'enforcing', 'windowed'])('%s', (mode) => {
    it.each(recorded.map((each) => [each.name, each] as const))('%s', async (_, each) => {
      const [direct, through] = await both(each, mode)
      if ('error' in through) expect([isTyped(through.error), 'error' in direct]).toEqual([true, true])
      else if ('error' in direct) expect(mended).toContain(each.name)
      else expect(through.heard).toEqual(direct.heard)
    })
  })

  it.each(recorded.map((each) => [each.name, each] as const))(
    'closed, nothing leaves that can not be read: %s',
    async (_, each) => {
      const [direct, through] = await both(each, 'closed')
      if ('error' in through) return expect([isTyped(through.error), 'error' in direct]).toEqual([true, true])
      if ('error' in direct) return expect(mended).toContain(each.name)
      const readable: readonly string[] = direct.heard.others.filter(
        (type) => type === 'thinking' || type === 'reasoning',
      )
      const withheld = direct.heard.others.length > readable.length
      expect(through.heard.others.every((type) => readable.includes(type))).toBe(true)
      expect(through.heard.calls).toEqual(direct.heard.calls)
      if (withheld) expect(through.heard.text.startsWith(direct.heard.text)).toBe(true)
      else expect(through.heard.text).toBe(direct.heard.text)
    },
  )
})
