import type { Batch } from './answer.ts'
import type { Message, Part, Prompt } from './prompt.ts'

type Media = Extract<Part, { kind: 'image' | 'audio' | 'video' | 'file' }>
type Result = Extract<Part, { kind: 'result' }>

/** All batches of an answer. */
export async function collect(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = []
  for await (const batch of batches) all.push(batch)
  return all
}

/** The words of a message: its text and refusals, one after the other; not what a tool answered, nor reasoning. */
export function textOf(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.kind === 'text' || part.kind === 'refusal' ? [part.text] : [])).join('\n')
}

/** What tools answered, wherever it stands: in Anthropic's format, within a user's message. */
export function resultsOf(message: Message): readonly Result[] {
  return message.parts.filter((part) => part.kind === 'result')
}

/** What is neither text nor call: images, audio, video and files, those in the answers of tools too. */
export function mediaOf(parts: readonly Part[]): readonly Media[] {
  return parts.flatMap((part) => {
    if (part.kind === 'result') return mediaOf(part.parts)
    return isMedia(part) ? [part] : []
  })
}

/** What nobody here can read, in the answers of tools too: the types as the wire names them. */
export function opaqueOf(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => {
    if (part.kind === 'result') return opaqueOf(part.parts)
    return part.kind === 'opaque' ? [part.type] : []
  })
}

/** Names of the tools that a prompt declares, each once. */
export function toolNames(prompt: Prompt): ReadonlySet<string> {
  return new Set(prompt.tools.map(({ name }) => name))
}

function isMedia(part: Part): part is Media {
  return part.kind === 'image' || part.kind === 'audio' || part.kind === 'video' || part.kind === 'file'
}
