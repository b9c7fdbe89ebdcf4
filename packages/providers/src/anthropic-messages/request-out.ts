import { isObject } from '../body.ts'
import type { Revised } from '../exchange/format.ts'
import type { Message, Part, Prompt, Raw } from '../exchange/prompt.ts'
import { writePart } from './parts-out.ts'
import { writeForeign } from './request-foreign.ts'
import type { Block } from './wire.ts'

/** The body to send upstream, and what of the prompt it can't say. */
export function writeRequest(
  prompt: Prompt,
  revised: Revised,
): { readonly body: Raw; readonly lost: readonly string[] } {
  if (prompt.format !== 'anthropic-messages') return writeForeign(prompt, revised)
  const { system: _, stream: __, ...rest } = prompt.raw
  const apart = revised.messages.filter(standsApart)
  const system = writeSystem(apart)
  const body = {
    ...rest,
    model: revised.model,
    ...(revised.stream || prompt.raw.stream != null ? { stream: revised.stream } : {}),
    ...(system === null ? {} : { system }),
    messages: revised.messages.filter((message) => !apart.includes(message)).map(writeMessage),
  }
  return { body, lost: [] }
}

/** What goes into `system`: what came in it, and what the house says. A system message among the others stays there. */
function standsApart({ role, raw }: Message): boolean {
  if (raw !== undefined) return !('role' in raw)
  return role === 'system' || role === 'developer'
}

function writeSystem(messages: readonly Message[]): unknown {
  const [only, ...others] = messages
  if (only === undefined) return null
  if (others.length === 0 && only.raw !== undefined) return only.raw.system
  return messages.flatMap((message) => systemBlocks(message))
}

function systemBlocks({ parts, raw }: Message): Block[] {
  if (isObject(raw) && Array.isArray(raw.system)) return raw.system as Block[]
  return writeParts(parts)
}

function writeMessage({ role, parts, raw }: Message): Raw {
  if (raw !== undefined) return raw
  return { role: role === 'assistant' ? 'assistant' : 'user', content: writeParts(parts) }
}

function writeParts(parts: readonly Part[]): Block[] {
  return parts.map((part) => writePart(part, true)).filter((block) => block !== null)
}
