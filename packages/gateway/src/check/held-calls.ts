import type { ChunkChoice, Delta, ToolCall, ToolCallDelta } from '@bylaw/providers'
import { legacyCall } from './gate.ts'

/** The calls of one choice while they are streamed in pieces: nothing of them leaves before they are whole. */
export class HeldCalls {
  /** By the index that the stream gives; in order of their first piece. */
  readonly #calls: { readonly index: number | null; call: ToolCall }[] = []
  #legacy: { name: string; arguments: string } | null = null

  /** Takes the calls out of a choice. */
  take(choice: ChunkChoice): Delta {
    const { tool_calls, function_call, ...rest } = choice.delta ?? {}
    for (const piece of tool_calls ?? []) this.#add(piece)
    if (function_call) {
      const name = (this.#legacy?.name ?? '') + (function_call.name ?? '')
      this.#legacy = {
        ...this.#legacy,
        ...function_call,
        name,
        arguments: (this.#legacy?.arguments ?? '') + (function_call.arguments ?? ''),
      }
    }
    return rest
  }

  get calls(): readonly ToolCall[] {
    return this.#calls.map(({ call }) => call)
  }

  get legacy(): readonly ToolCall[] {
    return this.#legacy ? [legacyCall(this.#legacy)] : []
  }

  /** A piece continues the call of its index (of none: the last one), unless it has an id of its own. */
  #add(piece: ToolCallDelta): void {
    const index = piece.index ?? null
    const held = index === null ? this.#calls.at(-1) : this.#calls.findLast((each) => each.index === index)
    const other = piece.id && held?.call.id && piece.id !== held.call.id
    if (held && !other) held.call = joined(held.call, piece)
    else this.#calls.push({ index, call: joined({}, piece) })
  }
}

/** Text is put end to end, a repeated name stays one; of every other field the latest counts. */
function joined(call: ToolCall, { index: _, ...piece }: ToolCallDelta): ToolCall {
  const { function: called, custom, ...fields } = piece
  const id = piece.id || call.id
  const whole: ToolCall = { ...call, ...fields, ...(id && { id }), type: piece.type || call.type }
  if (called) {
    const { name, arguments: text } = call.function ?? { name: '', arguments: '' }
    const more = { name: joinedName(name, called.name), arguments: text + (called.arguments ?? '') }
    whole.function = { ...call.function, ...called, ...more }
  }
  if (custom) {
    const { name, input } = call.custom ?? { name: '', input: '' }
    whole.custom = {
      ...call.custom,
      ...custom,
      name: joinedName(name, custom.name),
      input: input + (custom.input ?? ''),
    }
  }
  return whole
}

function joinedName(name: string, more: string | null | undefined): string {
  return !more || more === name ? name : name + more
}
