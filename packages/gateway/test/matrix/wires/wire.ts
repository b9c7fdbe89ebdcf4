import type { Script } from '../script.ts'

/** How one format says a scripted answer: made by hand, from its documentation and not with the house's own writers. */
export interface ScriptedWire {
  /** The body of an answer that is not streamed. */
  whole(script: Script, model: string): object
  /** The events of a stream up to its end, and those that end it. */
  stream(script: Script, model: string): { readonly said: readonly string[]; readonly ends: readonly string[] }
  /** The body with which a request is refused. */
  refusal(code: string): object
}

export const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`

export const named = (data: { readonly type: string } & Record<string, unknown>): string =>
  `event: ${data.type}\n${event(data)}`
