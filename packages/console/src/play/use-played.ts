import type { Arguments, Assertion } from '@bylaw/core'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { type Loaded, useLoaded, valueIn } from '../app/loaded.ts'
import type { Book } from '../engine/book.ts'
import { isTool, readArguments } from './args.ts'
import { type Scenario, scenarioNamed } from './scenarios.ts'
import type { Explained } from './stations.ts'

/** What is played: one behavior in one situation, and what the engine says of it. */
export interface Played {
  readonly behavior: string | null
  readonly scenario: Scenario | null
  /** The address names an example that the spec does not have. */
  readonly noScenario: boolean
  readonly facts: readonly Assertion[]
  readonly args: Arguments | undefined
  /** As it stands in the address. */
  readonly writtenArgs: string
  readonly unreadableArgs: boolean
  readonly book: Book | null
  readonly loaded: Loaded<Explained>
  /** The last decision that could be made. */
  readonly explained: Explained | null
  /** Why what is shown is from before; null where it is not. */
  readonly stale: 'refused' | 'args' | null
  /** The value as it is mounted, in the same situation; null without a draft. */
  readonly before: string | null
}

/**
 * Asks for the decision of what the address names. While the draft is refused, the last one that was not decides. The
 * texts take longer than a decision: where a behavior is named, they are asked for after it.
 */
export function usePlayed(): Played {
  const { place, asking } = useHouse()
  const { mounted, opened } = useOpen()
  const { query, lens } = place
  const [decided, setDecided] = useState(false)
  const book = valueIn(useAnswer('book', decided || query.behavior === undefined ? [mounted.key] : null))
  const scenario = book === null || query.example === undefined ? null : scenarioNamed(book, query.example)
  const behavior = query.behavior ?? scenario?.behavior ?? null
  const written = query.args ?? ''
  const read = readArguments(behavior, written)
  const args = read.state === 'read' ? read.args : undefined
  const key = useSoundKey()
  const asked = key !== null && behavior !== null && read.state !== 'unreadable'
  const loaded = useLoaded(
    asked ? () => asking.ask('explain', key, behavior, lens.facts, args, lens.as) : null,
    [JSON.stringify([asked, key, behavior, lens, args])],
    useLayoutEffect,
  )
  const drafted = asked && mounted.digest !== null && mounted.key !== key
  const without = useAnswer('explain', drafted ? [mounted.key, behavior, lens.facts, args, lens.as] : null)
  const explained = behavior === null ? null : valueIn(loaded)
  useEffect(() => {
    if (explained !== null) setDecided(true)
  }, [explained !== null])
  return {
    behavior,
    scenario,
    noScenario: book !== null && query.example !== undefined && scenario === null,
    facts: lens.facts,
    args,
    writtenArgs: behavior !== null && isTool(behavior) ? written : '',
    unreadableArgs: read.state === 'unreadable',
    book,
    loaded,
    explained,
    stale: opened.digest === null ? 'refused' : read.state === 'unreadable' ? 'args' : null,
    before: drafted ? (valueIn(without)?.decision.value ?? null) : null,
  }
}

/** The key of what is open, or of the last that was not refused. */
function useSoundKey(): string | null {
  const { mounted, opened } = useOpen()
  const sound = useRef<string | null>(mounted.digest === null ? null : mounted.key)
  if (opened.digest !== null) sound.current = opened.key
  return sound.current
}

/** Says a decision that became another one, once it has settled. */
export function useAnnounced({ explained, stale }: Pick<Played, 'explained' | 'stale'>): void {
  const { announce } = useHouse()
  const said = useRef<string | null>(null)
  const verdict = explained === null ? null : `${explained.decision.behavior} ${String(explained.decision.value)}`
  useEffect(() => {
    if (explained === null || stale !== null || said.current === verdict) return
    const first = said.current === null
    const timer = setTimeout(() => {
      said.current = verdict
      if (!first) announce(explained.sentence.replaceAll('`', ''))
    }, 500)
    return () => clearTimeout(timer)
  }, [verdict, stale])
}
