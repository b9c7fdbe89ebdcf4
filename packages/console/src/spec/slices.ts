import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Entry } from './contents.ts'

/** So many estimated lines are put on the page at once. */
const linesAtOnce = 160

/** The order in which entries come onto the page: from the one asked for to the end, then upwards from it. */
export function orderFrom(length: number, first: number): readonly number[] {
  const start = Math.max(first, 0)
  const down = Array.from({ length: length - start }, (_, place) => start + place)
  const up = Array.from({ length: start }, (_, place) => start - 1 - place)
  return [...down, ...up]
}

/** How many of an order make up the next slice. */
export function sliceEnd(entries: readonly Entry[], order: readonly number[], from: number): number {
  let lines = 0
  let end = from
  while (end < order.length && (end === from || lines < linesAtOnce)) {
    lines += entries[order[end]!]!.lines
    end++
  }
  return end
}

interface Progress {
  readonly entries: readonly Entry[]
  readonly count: number
}

/** Which entries are on the page: at once those around the one asked for, the others whenever there is time. */
export function useSlices(entries: readonly Entry[], first: number): (index: number) => boolean {
  const order = useMemo(() => orderFrom(entries.length, first), [entries])
  const [progress, setProgress] = useState<Progress>({ entries: [], count: 0 })
  const count = progress.entries === entries ? progress.count : kept(progress, entries, order)
  useEffect(() => {
    if (count >= order.length) return
    const further = () => setProgress({ entries, count: sliceEnd(entries, order, count) })
    const whole = () => setProgress({ entries, count: order.length })
    const cancel = whenIdle(further)
    addEventListener('beforeprint', whole)
    return () => {
      cancel()
      removeEventListener('beforeprint', whole)
    }
  }, [entries, order, count])
  return useMemo(() => {
    const shown = new Set(order.slice(0, count))
    return (index) => shown.has(index)
  }, [order, count])
}

/** A page that was whole stays whole when its text is another one. */
const kept = (before: Progress, entries: readonly Entry[], order: readonly number[]): number =>
  before.count > 0 && before.count >= before.entries.length ? order.length : sliceEnd(entries, order, 0)

function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const id = requestIdleCallback(run, { timeout: 200 })
    return () => cancelIdleCallback(id)
  }
  const timer = setTimeout(run, 16)
  return () => clearTimeout(timer)
}
