import { type Interpretation, type PressureTurn, pressureOf, type Utterance } from '@bylaw/judge'
import type { Conversation, ConversationState } from '../conversations/conversation.ts'

export type Sign = ReturnType<typeof pressureOf>

/** What of an interpretation speaks of pressure. */
type Pressing = Pick<Interpretation, 'attempts' | 'pressure'>

/**
 * Whether bright lines are pressed on. In a conversation that is kept what earlier turns added counts, with what is new in
 * this one; else what the request itself shows of earlier turns.
 */
export function signOf({ id, state }: Conversation, found: Pressing | null, said: () => readonly Utterance[]): Sign {
  if (id === null) return pressureOf(found === null ? [] : turnsIn(found, said()))
  const earlier = earlierTurns(state)
  return pressureOf(found === null ? earlier : [...earlier, newestTurn(found, said())])
}

/** What a conversation keeps after this turn. */
export function stateAfter(
  { state }: Conversation,
  found: Pressing | null,
  said: () => readonly Utterance[],
): ConversationState {
  if (found === null) return state
  const { attempts, persuasiveness } = newestTurn(found, said())
  const counts = new Map(Object.entries(state.attempts))
  for (const behavior of attempts) counts.set(behavior, (counts.get(behavior) ?? 0) + 1)
  return { ...state, attempts: Object.fromEntries(counts), persuasion: [...state.persuasion, ...persuasiveness] }
}

/** More attempts of one line say nothing more. */
const most = 16

/** Each attempt that is kept as a turn of its own: in which turn it was is not, and this way the sign is never lower. */
function earlierTurns({ attempts, persuasion }: ConversationState): readonly PressureTurn[] {
  const tried = Object.entries(attempts).flatMap(([behavior, count]) =>
    Array.from({ length: Math.min(count, most) }, () => behavior),
  )
  return [
    ...tried.map((behavior) => ({ attempts: [behavior], persuasiveness: [] })),
    ...persuasion.map((each) => ({ attempts: [], persuasiveness: [each] })),
  ]
}

/** What was said since the last answer. */
function newestTurn({ attempts, pressure }: Pressing, said: readonly Utterance[]): PressureTurn {
  const since = said.findLastIndex(({ role }) => role === 'assistant')
  return {
    attempts: attempts.filter(({ utterance }) => utterance > since).map(({ behavior }) => behavior),
    persuasiveness: pressure.filter(({ utterance }) => utterance > since).map(({ persuasiveness }) => persuasiveness),
  }
}

/** What was said between two answers is one turn. */
function turnsIn({ attempts, pressure }: Pressing, said: readonly Utterance[]): readonly PressureTurn[] {
  let turn = 0
  const turnOf = said.map(({ role }) => (role === 'assistant' ? ++turn : turn))
  return Array.from({ length: turn + 1 }, (_, of) => ({
    attempts: attempts.filter(({ utterance }) => turnOf[utterance] === of).map(({ behavior }) => behavior),
    persuasiveness: pressure
      .filter(({ utterance }) => turnOf[utterance] === of)
      .map(({ persuasiveness }) => persuasiveness),
  }))
}
