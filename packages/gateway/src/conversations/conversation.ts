import { z } from 'zod'
import type { Incoming } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { isId } from './continuation.ts'

/** So many behaviors are counted, and so many arguments are kept. */
const maxBehaviors = 512
const maxPersuasion = 64

const amounts = z.record(z.string(), z.number())

const stateSchema = z.object({
  attempts: amounts,
  persuasion: z.array(z.number()),
  rounds: z.int().nonnegative().default(0),
})

/** What of earlier turns counts for the next ones. It only ever tightens; nothing but a word of a user takes `rounds` back. */
export interface ConversationState {
  /** How often each bright line was attempted. */
  readonly attempts: Readonly<Record<string, number>>
  /** How persuasive what was brought against bright lines was, 0 to 1, oldest first; of many the first ones, then the weakest and the strongest of the others. */
  readonly persuasion: readonly number[]
  /** How often tools answered since the last word of a user, up to the latest turn. */
  readonly rounds: number
}

export const emptyState: ConversationState = { attempts: {}, persuasion: [], rounds: 0 }

/** A conversation at one of its turns. */
export interface Conversation {
  readonly deployment: string
  /** Its name, else what is continued; null where nothing says which conversation this is: then it has one turn. */
  readonly id: string | null
  /** Whether the caller named it, in the header `bylaw-conversation`. */
  readonly named: boolean
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
 * The conversation that a caller names in the header `bylaw-conversation`; null where it names none.
 * @throws Refusal 400
 */
export function namedConversation(incoming: Pick<Incoming, 'headers'>): string | null {
  const said = incoming.headers('bylaw-conversation')
  if (said.length === 0) return null
  const id = said.length > 1 ? '' : said[0]!
  if (isId(id)) return id
  const message = 'a conversation is named once, by 1 to 128 visible ASCII characters'
  throw new Refusal(400, 'invalid_conversation', message, 'bylaw-conversation')
}

/** Adds to what is kept what one turn added to the state it began with: two turns at once both count. */
export function merged(kept: ConversationState, began: ConversationState, ended: ConversationState): ConversationState {
  return {
    attempts: sumOf(kept.attempts, began.attempts, ended.attempts),
    persuasion: bounded([...kept.persuasion, ...added(began.persuasion, ended.persuasion)]),
    rounds: ended.rounds,
  }
}

/**
 * What counts for a turn that continues an answer in a conversation with a name: whatever counts for either, once. The
 * rounds are those of the answer, whose calls are still open.
 */
export function joined(named: ConversationState, answer: ConversationState): ConversationState {
  const attempts = new Map(Object.entries(named.attempts))
  for (const [behavior, times] of Object.entries(answer.attempts)) {
    attempts.set(behavior, Math.max(attempts.get(behavior) ?? 0, times))
  }
  const [short, long] = [named.persuasion, answer.persuasion].toSorted((one, other) => one.length - other.length)
  const persuasion = bounded([...short!, ...added(short!, long!)])
  return { attempts: Object.fromEntries(attempts), persuasion, rounds: answer.rounds }
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

export function writeState({ attempts, persuasion, rounds }: ConversationState): string {
  return JSON.stringify({ attempts, persuasion, rounds })
}
