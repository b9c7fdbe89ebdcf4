import { createContext } from 'preact'
import { useContext, useEffect } from 'preact/hooks'
import type { Shelf, Shelved, Stack } from '../data/shelf.ts'
import type { Asking } from '../engine/ask.ts'
import type { Opened } from '../engine/opened.ts'
import type { Answer, Question, Questions } from '../engine/questions.ts'
import type { Draft, WrittenFile } from '../place/draft.ts'
import type { Place, Step } from '../place/place.ts'
import type { Address } from './address.ts'
import { type Loaded, useLoaded } from './loaded.ts'

/** What is open under the lens: the stack as it is mounted, and with the draft. The same one where there is no draft. */
export interface Open {
  readonly stack: Stack
  readonly mounted: Opened
  /** With the draft: what every screen shows. */
  readonly opened: Opened
  readonly files: readonly WrittenFile[]
}

/** Everything that the screens share. */
export interface House {
  readonly address: Address
  readonly place: Place
  /** Goes somewhere; unless said otherwise, Back leads back here. */
  go(step: Step, how?: 'push' | 'replace'): void
  href(step: Step): string
  readonly shelf: Shelf
  readonly list: Loaded<readonly Shelved[]>
  readonly open: Loaded<Open>
  /** What is compared with, opened; null where nothing is. */
  readonly compared: Loaded<Opened> | null
  readonly draft: Draft
  /** The draft goes into the address a moment later. */
  setDraft(draft: Draft): void
  readonly asking: Asking
  /** Said by a screen reader, once. */
  announce(text: string): void
  /** Said and shown for a moment: what nothing else on the page shows. */
  tell(text: string): void
  /** Tries everything again that could not be had. */
  retry(): void
}

export const HouseContext = createContext<House | null>(null)

export function useHouse(): House {
  return useContext(HouseContext)!
}

/**
 * Asks the engine whenever the question is another one; `null` for the arguments: nothing is asked.
 * @param effect as of `useLoaded`
 */
export function useAnswer<Q extends Question>(
  question: Q,
  args: Parameters<Questions[Q]> | null,
  effect: typeof useEffect = useEffect,
): Loaded<Answer<Q>> {
  const { asking } = useHouse()
  const load = args === null ? null : () => asking.ask(question, ...args)
  return useLoaded(load, [question, JSON.stringify(args)], effect)
}

/** What is open; only to be called below `WhenOpen`. */
export function useOpen(): Open {
  const { open } = useHouse()
  if (open.state === 'loading' || open.value === undefined) throw new Error('nothing is open')
  return open.value
}
