import type { Revised } from '../exchange/format.ts'
import type { Message, Part, Prompt, Raw } from '../exchange/prompt.ts'
import { writePart } from './parts-out.ts'
import { writeSettings } from './settings-out.ts'
import type { Block } from './wire.ts'

/** A prompt of another format as a Messages request; what can't be said is named by its place in that format. */
export function writeForeign(
  prompt: Prompt,
  revised: Revised,
): { readonly body: Raw; readonly lost: readonly string[] } {
  const settings = writeSettings(prompt)
  const lost = [...settings.lost]
  const system: Block[] = []
  const turns: Turn[] = []
  const nameCalls = callNames()
  for (const message of revised.messages) {
    const place = placeOf(prompt, message)
    if (message.name !== null && message.role !== 'tool') lost.push(`${place}.name`)
    const blocks = writeBlocks(nameCalls(message.parts), place, lost)
    if (message.role === 'system' || message.role === 'developer') system.push(...textsOf(blocks, place, lost))
    else addTurn(turns, message.role === 'assistant' ? 'assistant' : 'user', blocks)
  }
  const body = {
    model: revised.model,
    ...settings.body,
    ...(system.length > 0 ? { system } : {}),
    messages: turns.map(({ role, blocks }) => ({ role, content: role === 'user' ? resultsFirst(blocks) : blocks })),
    ...(revised.stream ? { stream: true } : {}),
  }
  return { body, lost }
}

interface Turn {
  readonly role: 'user' | 'assistant'
  readonly blocks: Block[]
}

/** Gives ids to calls that came without, and to their results, in order: Anthropic pairs them by id. */
function callNames(): (parts: readonly Part[]) => Part[] {
  let named = 0
  const unanswered: string[] = []
  return (parts) =>
    parts.map((part) => {
      if (part.kind === 'call' && part.call.id === '') {
        const id = `call_${named++}`
        unanswered.push(id)
        return { ...part, call: { ...part.call, id } }
      }
      if (part.kind !== 'result' || part.callId !== '') return part
      return { ...part, callId: unanswered.shift() ?? `call_${named++}` }
    })
}

/** Consecutive messages of one role are one turn. */
function addTurn(turns: Turn[], role: Turn['role'], blocks: readonly Block[]): void {
  if (blocks.length === 0) return
  const last = turns.at(-1)
  if (last?.role === role) last.blocks.push(...blocks)
  else turns.push({ role, blocks: [...blocks] })
}

/** The results of calls have to follow them at once. */
function resultsFirst(blocks: readonly Block[]): Block[] {
  const isResult = ({ type }: Block) => type === 'tool_result'
  return [...blocks.filter(isResult), ...blocks.filter((block) => !isResult(block))]
}

/** Empty texts are refused by the upstream, and say nothing. */
function writeBlocks(parts: readonly Part[], place: string, lost: string[]): Block[] {
  return parts.flatMap((part, at) => {
    if (part.kind === 'text' && part.text === '') return []
    if (part.kind === 'result' && part.parts.some((inner) => writePart(inner, false) === null)) {
      lost.push(`${place}.content.${at}`)
    }
    const block = writePart(part, false)
    if (block === null) lost.push(`${place}.content.${at}`)
    return block === null ? [] : [block]
  })
}

/** `system` holds nothing but text. */
function textsOf(blocks: readonly Block[], place: string, lost: string[]): Block[] {
  const texts = blocks.filter(({ type }) => type === 'text')
  if (texts.length < blocks.length) lost.push(`${place}.content`)
  return texts
}

/** Where a message stands in the served format's body; `messages` where the house wrote or changed it. */
function placeOf(prompt: Prompt, message: Message): string {
  const at = prompt.messages.indexOf(message)
  if (prompt.format !== 'openai-responses') return at < 0 ? 'messages' : `messages.${at}`
  const apart = typeof prompt.raw.instructions === 'string' ? 1 : 0
  return at < apart ? 'input' : `input.${at - apart}`
}
