import { useEffect, useRef, useState } from 'preact/hooks'

const slice = 24

/** How many of a list are drawn: the first ones at once, the others bit by bit, so that no key press waits. */
export function useGrowing(count: number, least: number): number {
  const [grown, setGrown] = useState(slice)
  const shown = Math.min(count, Math.max(grown, least))
  useEffect(() => {
    if (shown >= count) return
    const timer = setTimeout(() => setGrown(shown + slice), 0)
    return () => clearTimeout(timer)
  }, [shown, count])
  return shown
}

/** The same list with those members replaced by the ones of before that say the same: what is drawn of them stays. */
export function useStable<T>(list: readonly T[], keyOf: (each: T) => string): readonly T[] {
  const known = useRef<ReadonlyMap<string, { readonly told: string; readonly value: T }>>(new Map())
  const next = new Map(
    list.map((value) => {
      const told = JSON.stringify(value)
      const before = known.current.get(keyOf(value))
      return [keyOf(value), before?.told === told ? before : { told, value }]
    }),
  )
  known.current = next
  return [...next.values()].map(({ value }) => value)
}
