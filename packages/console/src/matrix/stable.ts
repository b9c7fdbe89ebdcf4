import { useEffect, useMemo, useRef, useState } from 'preact/hooks'

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

interface Known<T> {
  readonly told: ReadonlyMap<string, { readonly text: string; readonly value: T }>
  readonly list: readonly T[]
}

/** The same list with those members replaced by the ones of before that say the same: what is drawn of them stays. */
export function useStable<T>(list: readonly T[], keyOf: (each: T) => string): readonly T[] {
  const known = useRef<Known<T>>({ told: new Map(), list: [] })
  return useMemo(() => {
    const { told, list: before } = known.current
    const next = list.map((value) => {
      const text = JSON.stringify(value)
      const same = told.get(keyOf(value))
      return [keyOf(value), same?.text === text ? same : { text, value }] as const
    })
    const values = next.map(([, { value }]) => value)
    const isSame = values.length === before.length && values.every((value, place) => value === before[place])
    known.current = { told: new Map(next), list: isSame ? before : values }
    return known.current.list
  }, [list])
}
