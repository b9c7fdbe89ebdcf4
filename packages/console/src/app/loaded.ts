import { useEffect, useState } from 'preact/hooks'

/** Something that is asked for: not there yet, there, or not to be had. What was there before stays to be seen, marked stale. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T; readonly stale: boolean }
  | { readonly state: 'failed'; readonly error: Error; readonly value?: T }

export const loading: Loaded<never> = { state: 'loading' }

/** What there is to show of it; null where nothing is. */
export const valueIn = <T>(loaded: Loaded<T>): T | null => (loaded.state === 'loading' ? null : (loaded.value ?? null))

/**
 * Asks again whenever one of `about` is another one. An answer that comes too late is dropped.
 * @param load null: nothing is asked, and what there was stays
 * @param effect `useLayoutEffect` where somebody types and waits: it asks before the page is painted
 */
export function useLoaded<T>(
  load: (() => Promise<T>) | null,
  about: readonly unknown[],
  effect: typeof useEffect = useEffect,
): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>(loading)
  effect(() => {
    if (load === null) return
    let late = false
    setLoaded((before) => (before.state === 'ready' ? { ...before, stale: true } : before))
    load().then(
      (value) => late || setLoaded({ state: 'ready', value, stale: false }),
      (error: Error) => late || setLoaded((before) => failed(error, before)),
    )
    return () => {
      late = true
    }
  }, about)
  return loaded
}

/** A value once it has not changed for a while: what takes long is asked about that, not about every keystroke. */
export function useRested<T>(value: T, rest = 250): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    if (Object.is(value, rested)) return
    const timer = setTimeout(() => setRested(value), rest)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}

function failed<T>(error: Error, before: Loaded<T>): Loaded<T> {
  const value = valueIn(before)
  return value === null ? { state: 'failed', error } : { state: 'failed', error, value }
}
