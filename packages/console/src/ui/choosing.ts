import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

interface Choosing {
  /** The place of the choice at hand. */
  readonly at: number
  onKeyDown(event: KeyboardEvent): void
}

/** The choice at hand below a field: arrows move it, Enter takes it; it is the first again once `renewed` changes. */
export function useChoosing<T>(found: readonly T[], renewed: unknown, choose: (one: T) => void): Choosing {
  const [at, setAt] = useState(0)
  useEffect(() => setAt(0), [renewed])
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const one = found[at]
    if (move !== undefined) setAt((before) => (before + move + found.length) % Math.max(found.length, 1))
    else if (event.key !== 'Enter') return
    else if (one !== undefined) choose(one)
    event.preventDefault()
  }
  return { at, onKeyDown }
}

/** The list whose choice at hand is kept in view. */
export function useListInView(at: number): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [at])
  return list
}
