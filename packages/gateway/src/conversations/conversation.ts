import type { Prompt } from '@bylaw/providers'
import { z } from 'zod'
import type { Incoming } from '../incoming.ts'
import { Refusal } from '../refusal.ts'

/** So many behaviors are counted, and so many arguments are kept. */
const maxBehaviors = 512
const maxPersuasion = 64

const amounts = z.record(z.string(), z.number())

const stateSchema = z.object({ attempts: amounts, persuasion: z.array(z.number()) })

/** What of earlier turns counts for the next ones. It only ever tightens, so nothing of it is taken back. */
export interface ConversationState {
  /** How often each bright line was attempted. */
  readonly attempts: Readonly<Record<string, number>>
  /** How persuasive what was brought against bright lines was, 0 to 1, oldest first; of many the first ones, then the weakest and the strongest of the others. */
  readonly persuasion: readonly number[]
}

export const emptyState: ConversationState = { attempts: {}, persuasion: [] }

/** A conversation at one of its turns. */
export interface Conversation {
  readonly deployment: string
  /** As the caller gives it; null where nothing says which conversation this is: then it has one turn. */
  readonly id: string | null
  /** Whose it is: the key's name. */
  readonly owner: string
  /** Pseudonym of the end user. */
  readonly person: string | null
  /** Digest of the policy that it began under, and that holds until it ends. */
  readonly policy: string
  /** Of this turn, counted from 1. */
  readonly turn: number
  readonly state: ConversationState
}

/**
 * Which conversation a request belongs to: the header `bylaw-conversation`, else what its format continues.
 * @throws Refusal 400
 */
export function conversationIdOf(
  incoming: Pick<Incoming, 'headers'>,
  prompt: Pick<Prompt, 'continues'>,
): string | null {
  const said = incoming.headers('bylaw-conversation')
  const id = said.length > 1 ? null : (said[0] ?? prompt.continues)
  if (said.length === 0 && id === null) return null
  if (id !== null && /^[\x21-\x7e]{1,128}$/.test(id)) return id
  const message = 'a conversation is named once, by 1 to 128 visible ASCII characters'
  throw new Refusal(400, 'invalid_conversation', message, said.length > 0 ? 'bylaw-conversation' : null)
}

/** Adds to what is kept what one turn added to the state it began with: two turns at once both count. */
export function merged(kept: ConversationState, began: ConversationState, ended: ConversationState): ConversationState {
  return {
    attempts: sumOf(kept.attempts, began.attempts, ended.attempts),
    persuasion: bounded([...kept.persuasion, ...added(began.persuasion, ended.persuasion)]),
  }
}

type Amounts = Readonly<Record<string, number>>

function sumOf(kept: Amounts, began: Amounts, ended: Amounts): Amounts {
  const sums = new Map(Object.entries(kept))
  for (const [behavior, amount] of Object.entries(ended)) {
    const more = amount - (Object.hasOwn(began, behavior) ? began[behavior]! : 0)
    if (!(more > 0)) continue
    if (sums.has(behavior) || sums.size < maxBehaviors) sums.set(behavior, (sums.get(behavior) ?? 0) + more)
  }
  return Object.fromEntries(sums)
}

/** What stands in `ended` after what stood in `began`. */
function added(began: readonly number[], ended: readonly number[]): readonly number[] {
  return began.every((number, place) => ended[place] === number) ? ended.slice(began.length) : ended
}

/** Leaves out none that is the strongest, and none that a later one is stronger than, without one that stands for it. */
function bounded(persuasion: readonly number[]): readonly number[] {
  if (persuasion.length <= maxPersuasion) return persuasion
  const first = persuasion.slice(0, maxPersuasion - 2)
  const others = persuasion.slice(maxPersuasion - 2)
  return [...first, Math.min(...others), Math.max(...others)]
}

/** @throws where it was not written by `writeState` */
export function readState(text: string): ConversationState {
  return stateSchema.parse(JSON.parse(text))
}

export function writeState({ attempts, persuasion }: ConversationState): string {
  return JSON.stringify({ attempts, persuasion })
}
