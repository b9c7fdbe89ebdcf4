import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { keepScrolled, moving } from '../app/scrolled.ts'
import { domId } from './inline.tsx'

/** How long scrolling has to rest before the address follows. */
const rest = 200

/** The index of the last section that begins above a line of the window; -1 where none does. */
export function lastAbove(count: number, topOf: (index: number) => number, line: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (topOf(middle) <= line) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The section in view: called when another one is, after scrolling came to rest. */
export function useFollowing(root: () => HTMLElement | null, onView: (key: string | null) => void): () => void {
  const latest = useRef(onView)
  latest.current = onView
  const hold = useRef(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      if (hold.current) return
      const sections = root()?.querySelectorAll<HTMLElement>('[data-entry]') ?? []
      const top = (index: number) => sections[index]!.getBoundingClientRect().top
      const at = lastAbove(sections.length, top, Math.min(innerHeight / 3, 220))
      const entry = sections[at]?.dataset.entry ?? null
      latest.current(entry)
      if (entry !== null) keepScrolled({ entry, below: Math.round(paddingAbove() - top(at)) })
    }
    const onScroll = () => {
      clearTimeout(timer)
      timer = setTimeout(look, rest)
    }
    const release = () => {
      hold.current = false
    }
    addEventListener('scroll', onScroll, { passive: true })
    for (const event of moving) addEventListener(event, release, { passive: true })
    return () => {
      clearTimeout(timer)
      removeEventListener('scroll', onScroll)
      for (const event of moving) removeEventListener(event, release)
    }
  }, [])
  return useCallback(() => {
    hold.current = true
  }, [])
}

/** Where in the window an entry begins that was scrolled to. */
const paddingAbove = (): number => Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0

interface Target {
  readonly entry: string
  readonly anchor: string
  /** So far beyond it, in pixels. */
  readonly below: number
}

/**
 * Brings an entry, or an anchor within it, into view and stays with it while the page still grows, until somebody moves
 * the page.
 */
export function useArrival(settled: boolean): (entry: string, anchor: string, below: number) => void {
  const [target, setTarget] = useState<Target | null>(null)
  useEffect(() => {
    if (target === null) return
    let frame = 0
    let still = 0
    const bring = () => {
      const element = document.getElementById(domId(target.entry, target.anchor))
      const before = element?.getBoundingClientRect().top
      element?.scrollIntoView({ block: target.anchor === '' ? 'start' : 'center', behavior: 'instant' })
      if (target.below !== 0) scrollBy({ top: target.below, behavior: 'instant' })
      const moved = Math.abs((element?.getBoundingClientRect().top ?? 0) - (before ?? 0)) > 1
      still = element === null || moved ? 0 : still + 1
      if (still < 5 || !settled) frame = requestAnimationFrame(bring)
      else setTarget(null)
    }
    const stop = () => setTarget(null)
    frame = requestAnimationFrame(bring)
    for (const event of moving) addEventListener(event, stop, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      for (const event of moving) removeEventListener(event, stop)
    }
  }, [target, settled])
  return useCallback((entry, anchor, below) => setTarget({ entry, anchor, below }), [])
}
