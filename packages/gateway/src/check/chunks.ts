import { type ChatChunk, type ChunkChoice, type Delta, upstreamFailure } from '@bylaw/providers'
import { finishReason, type Gate, gated } from './gate.ts'
import { HeldCalls } from './held-calls.ts'

/**
 * A streamed answer with only the calls that may leave. Text passes at once; the calls of a choice are held until the
 * choice finishes, then decided, and leave whole, each in one chunk, or words in their place.
 * @throws UpstreamError `upstream_protocol` where a call comes after its choice has finished
 */
export async function* checkChunks(chunks: AsyncIterable<ChatChunk>, gate: Gate): AsyncGenerator<ChatChunk> {
  const choices = new Map<number, CheckedChoice>()
  for await (const chunk of chunks) {
    const checked = chunk.choices.map((choice) => {
      const known = choices.get(choice.index) ?? new CheckedChoice(choice.index, gate)
      choices.set(choice.index, known)
      return known
    })
    const passing = chunk.choices.map((choice, place) => checked[place]!.passes(choice))
    if (passing.every((passes) => passes)) {
      yield chunk
      continue
    }
    const pieces: ChunkChoice[] = []
    for (const [place, choice] of chunk.choices.entries()) pieces.push(...(await checked[place]!.check(choice)))
    const { usage, ...head } = chunk
    for (const piece of pieces.slice(0, -1)) yield { ...head, choices: [piece] }
    if (pieces.length > 0 || usage) yield { ...chunk, choices: pieces.slice(-1) }
  }
}

class CheckedChoice {
  readonly #index: number
  readonly #gate: Gate
  readonly #held = new HeldCalls()
  #said = false
  /** Set once the choice has finished. */
  #reason: string | null = null

  constructor(index: number, gate: Gate) {
    this.#index = index
    this.#gate = gate
  }

  /** Whether a piece has nothing to do with calls, so that it can go as it came. */
  passes({ delta, finish_reason }: ChunkChoice): boolean {
    if (delta?.content) this.#said = true
    if (delta?.tool_calls?.length || delta?.function_call) {
      if (this.#reason)
        throw upstreamFailure('the upstream sent a call after its choice had finished', 'upstream_protocol')
      return false
    }
    return !finish_reason
  }

  /** What leaves in place of a piece. */
  async check(choice: ChunkChoice): Promise<ChunkChoice[]> {
    const rest = this.#held.take(choice)
    const { finish_reason } = choice
    if (!finish_reason) return Object.keys(rest).length > 0 ? [{ ...choice, delta: rest }] : []
    const released = this.#reason === null ? await this.#release(finish_reason) : []
    if (released.length === 0) return [{ ...choice, delta: rest, finish_reason: this.#reason }]
    const last = { ...choice, delta: {}, finish_reason: this.#reason }
    const pieces = released.map((delta) => ({ index: choice.index, delta, finish_reason: null }))
    if (Object.keys(rest).length === 0) return [...pieces, last]
    return [{ ...choice, delta: rest, finish_reason: null }, ...pieces, { ...last, logprobs: null }]
  }

  async #release(reason: string): Promise<Delta[]> {
    const calls = await gated(this.#gate, this.#index, this.#held.calls)
    const legacy = await gated(this.#gate, this.#index, this.#held.legacy)
    this.#reason = finishReason(reason, calls.kept.length + legacy.kept.length)
    const notice = [calls.notice, legacy.notice].filter((text) => text !== '').join('\n\n')
    return [
      ...calls.kept.map((call, index): Delta => ({ tool_calls: [{ index, ...call }] })),
      ...legacy.kept.map((call): Delta => ({ function_call: call.function })),
      ...(notice === '' ? [] : [{ content: this.#said ? `\n\n${notice}` : notice }]),
    ]
  }
}
