import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Entry } from './contents.ts'

/** So many estimated lines are put on the page at first. */
const linesAtFirst = 90
/** A slice may take so many milliseconds: the next one is as long as that allows. */
const budget = 20

/** The order in which entries come onto the page: from the one asked for, two downwards for each one upwards. */
export function orderFrom(length: number, first: number): readonly number[] {
  const start = Math.max(first, 0)
  const order: number[] = []
  let [up, down] = [start - 1, start]
  while (down < length || up >= 0) {
    if (down < length) order.push(down++)
    if (down < length) order.push(down++)
    if (up >= 0) order.push(up--)
  }
  return order
}

/** How many of an order make up the next slice. */
export function sliceEnd(entries: readonly Entry[], order: readonly number[], from: number, most: number): number {
  let lines = 0
  let end = from
  while (end < order.length && (end === from || lines < most)) {
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
  const most = useRef(linesAtFirst)
  const started = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (started.current !== null) most.current = nextSlice(most.current, performance.now() - started.current)
    started.current = null
  }, [count])
  useEffect(() => {
    if (count >= order.length) return
    const further = () => {
      started.current = performance.now()
      setProgress({ entries, count: sliceEnd(entries, order, count, most.current) })
    }
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
  before.count > 0 && before.count >= before.entries.length ? order.length : sliceEnd(entries, order, 0, linesAtFirst)

/** How long the next slice may be, by how long one took. */
export const nextSlice = (lines: number, took: number): number =>
  Math.min(Math.max(Math.round((lines * budget) / Math.max(took, 1)), linesAtFirst / 3), lines * 2)

function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const id = requestIdleCallback(run, { timeout: 200 })
    return () => cancelIdleCallback(id)
  }
  const timer = setTimeout(run, 16)
  return () => clearTimeout(timer)
}

/** So many sections are measured at once. */
const measuredAtOnce = 8

/**
 * Has the browser lay out every section once, a few at a time: what is out of view then keeps its own height, and not
 * an estimate, so that the scroll bar and every anchor are right.
 */
export function useMeasured(root: () => HTMLElement | null, whole: boolean, about: unknown): boolean {
  const [measured, setMeasured] = useState<unknown>(null)
  useEffect(() => {
    if (!whole) return
    const sections = [...(root()?.querySelectorAll<HTMLElement>('[data-entry]') ?? [])]
    let [at, frame] = [0, 0]
    let cancel = () => {}
    const lay = (visible: boolean) => {
      for (const { style } of sections.slice(at, at + measuredAtOnce))
        style.contentVisibility = visible ? 'visible' : ''
    }
    const next = () => {
      lay(true)
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          lay(false)
          at += measuredAtOnce
          if (at >= sections.length) setMeasured(about)
          else cancel = whenIdle(next)
        })
      })
    }
    cancel = whenIdle(next)
    return () => {
      cancel()
      cancelAnimationFrame(frame)
      lay(false)
    }
  }, [whole, about])
  return whole && measured === about
}
