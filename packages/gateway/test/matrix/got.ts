import { type AnswerEvent, type Batch, formats, UpstreamError } from '@bylaw/providers'
import type { Seen } from './asking.ts'
import { formatOf } from './cells.ts'
import type { Kept } from './kept.ts'
import type { Expected, Gets } from './oracle.ts'
import { marks } from './script.ts'

/** An answer as a client reads it. */
export interface Read {
  readonly text: string
  readonly calls: readonly (readonly [name: string, args: string])[]
  /** Whether it says that it failed. */
  readonly failed: boolean
}

/**
 * Reads what a client got with the format's own reader.
 * @throws where it is not well-formed
 */
export async function read(seen: Seen): Promise<Read> {
  const { cell, status, bytes } = seen
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  const format = formats[formatOf[cell.served]]
  if (status !== 200) return { text: errorIn(text, cell.served === 'messages'), calls: [], failed: true }
  if (cell.streaming === 'plain') return readOf(format.readWhole(text).events, false)
  const batches: Batch[] = []
  try {
    for await (const batch of format.readStream(one(bytes))) batches.push(batch)
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.failure.code !== 'upstream_error') throw error
    return readOf(eventsOf(batches), true)
  }
  return readOf(eventsOf(batches), false)
}

const eventsOf = (batches: readonly Batch[]): readonly AnswerEvent[] => batches.flatMap(({ events }) => events)

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The message of an error in the shape of its format. */
function errorIn(text: string, anthropic: boolean): string {
  const body = JSON.parse(text) as { type?: unknown; error: { message: string; type: string; code?: unknown } }
  const shaped = anthropic ? body.type === 'error' : body.type === undefined && 'code' in body.error
  if (!shaped || typeof body.error.type !== 'string') throw new Error(`no error of its format: ${text}`)
  return body.error.message
}

function readOf(events: readonly AnswerEvent[], failed: boolean): Read {
  const said = new Map<number, string>()
  for (const event of events) {
    if (event.kind === 'delta') said.set(event.part, (said.get(event.part) ?? '') + event.text)
  }
  const parts = events.filter((event) => event.kind === 'part')
  const texts = parts.filter(({ type }) => type === 'text').map(({ part }) => said.get(part) ?? '')
  const calls = parts.flatMap((event) =>
    event.type === 'call' ? [[event.call.name, said.get(event.part) ?? ''] as const] : [],
  )
  return { text: texts.join(''), calls, failed }
}

/** What came of a cell, told in the words of the oracle. */
export async function got(seen: Seen, { record }: Kept, asked: number): Promise<Expected> {
  const { status, bytes } = seen
  const raw = new TextDecoder().decode(bytes)
  const answer = await read(seen)
  const leaves = (mark: string): boolean => raw.includes(mark) || answer.text.includes(mark)
  const words = { opening: leaves(marks.opening), forbidden: leaves(marks.forbidden), closing: leaves(marks.closing) }
  const opaque = leaves(marks.opaque)
  const kinds = ['permitted', 'denied', 'asked'] as const
  return {
    gets: getsOf(status, answer, { ...words, opaque }),
    status,
    words,
    calls: kinds.filter((kind) => leaves(marks[kind]) || answer.calls.some(([, args]) => args.includes(marks[kind]))),
    opaque,
    asked,
    record: {
      state: record.state as Expected['record']['state'],
      error: record.error?.code ?? null,
      checks: record.checks.map(({ what, behavior, outcome, act }) =>
        [what, behavior ?? '-', outcome, act ?? '-'].join(' '),
      ),
      calls: record.toolCalls.map(({ behavior, outcome }) => `${behavior} ${outcome}`),
    },
  }
}

function getsOf(status: number, { text, failed }: Read, left: Expected['words'] & { readonly opaque: boolean }): Gets {
  if (status !== 200) return 'error'
  if (failed) return left.opening || left.opaque ? 'broken' : 'failed'
  if (/I can't help with this/.test(text)) return left.closing ? 'late' : left.opening ? 'cut' : 'refusal'
  return /was withheld/.test(text) ? 'less' : 'all'
}
