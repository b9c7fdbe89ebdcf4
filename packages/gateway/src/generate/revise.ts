import { critiqueMessages, type Overstep, revisionMessages } from '@bylaw/judge'
import type { Batch, Message, Prompt } from '@bylaw/providers'
import { passes } from '../check/compared.ts'
import type { Reviewer } from '../check/verdict.ts'
import type { Situation } from './situation.ts'

export interface Revising {
  readonly situation: Situation
  readonly reviewer: Reviewer
  readonly dropped: readonly string[]
}

export interface Draft {
  readonly text: string
  readonly oversteps: readonly Overstep[]
  readonly rounds: number
}

/**
 * Has the answering model find fault with its own text and write it anew, until a text passes every check. No tools, no
 * stream: nothing of it leaves before.
 * @returns null where no round came to a text that passes, or the model failed
 */
export async function revised({ situation, reviewer, dropped }: Revising, draft: Draft): Promise<string | null> {
  if (draft.oversteps.length === 0) return null
  const { service, prompt, facts, passage } = situation
  const asked = service.guide.guided(prompt, facts, passage.principal.level, { dropped })
  let { text } = draft
  for (let round = 0; round < draft.rounds; round++) {
    try {
      const critique = await answerTo(situation, [...asked, ...critiqueMessages(text, draft.oversteps)])
      const next = await answerTo(situation, [...asked, ...revisionMessages(text, critique, draft.oversteps)])
      if (next.trim() === '') return null
      const verdicts = await reviewer.review(next, 'whole', passage.incoming.signal)
      if (verdicts.every(passes)) return next
      text = next
    } catch {
      return null
    }
  }
  return null
}

async function answerTo({ service, prompt, passage }: Situation, messages: readonly Message[]): Promise<string> {
  const { model } = prompt
  const revised = { messages, model, stream: false }
  const { reply } = await service.provider.send(withoutTools(prompt), revised, passage.incoming.signal)
  const batches: Batch[] = []
  if (reply.kind === 'whole') batches.push(reply.batch)
  else for await (const batch of reply.batches) batches.push(batch)
  return textIn(batches)
}

/** Fields of a request that call for something else than one text. */
const apart: ReadonlySet<string> = new Set([
  'audio',
  'function_call',
  'functions',
  'modalities',
  'n',
  'parallel_tool_calls',
  'stream',
  'stream_options',
  'tool_choice',
  'tools',
])

function withoutTools(prompt: Prompt): Prompt {
  const raw = Object.fromEntries(Object.entries(prompt.raw).filter(([field]) => !apart.has(field)))
  const settings = { ...prompt.settings, toolChoice: null, parallelCalls: null }
  return { ...prompt, tools: [], choices: 1, stream: false, settings, raw }
}

/** The text of the first choice. */
function textIn(batches: readonly Batch[]): string {
  const texts = new Set<number>()
  let text = ''
  for (const event of batches.flatMap(({ events }) => events)) {
    if (!('part' in event) || event.choice !== 0) continue
    if (event.kind === 'part' && event.type === 'text') texts.add(event.part)
    if (event.kind === 'delta' && texts.has(event.part)) text += event.text
  }
  return text
}
