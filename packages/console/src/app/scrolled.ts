import { useEffect, useRef } from 'preact/hooks'
import type { Place } from '../place/place.ts'

/** How far somebody had scrolled; kept with each entry of the browser's history. */
export interface Scrolled {
  /** From the beginning of the page. */
  readonly y?: number
  /** The part of a text that was in view, and how far below its beginning. */
  readonly entry?: string
  readonly below?: number
}

export const scrolledHere = (): Scrolled => (history.state as { scrolled?: Scrolled } | null)?.scrolled ?? {}
export const keepScrolled = (scrolled: Scrolled): void => history.replaceState({ scrolled }, '')

/** What people do to move a page themselves. */
export const moving = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

const rest = 150
/** So long a page may take until it is as long as it was, in milliseconds. */
const patience = 4000
const stillFrames = 20

/**
 * Back, Forward and a reload come back to where somebody had scrolled; another screen begins at its beginning. The spec
 * keeps its own place: it is as long as what is on the page already.
 */
export function useScrolled(place: Place): void {
  const { screen } = place
  const popped = useRef(true)
  const before = useRef(screen)
  const coming = useRef<(() => void) | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const onScroll = () => {
      clearTimeout(timer)
      if (before.current !== 'spec' && coming.current === null)
        timer = setTimeout(() => keepScrolled({ y: Math.round(scrollY) }), rest)
    }
    const onPop = () => {
      clearTimeout(timer)
      popped.current = true
    }
    addEventListener('scroll', onScroll, { passive: true })
    addEventListener('popstate', onPop, true)
    return () => {
      clearTimeout(timer)
      removeEventListener('scroll', onScroll)
      removeEventListener('popstate', onPop, true)
    }
  }, [])
  useEffect(() => {
    const [back, other] = [popped.current, before.current !== screen]
    popped.current = false
    before.current = screen
    if (back || other) coming.current?.()
    if (screen === 'spec') return
    const { y } = scrolledHere()
    if (back && y !== undefined)
      coming.current = comeBack(y, () => {
        coming.current = null
      })
    else if (other && place.anchor === '') scrollTo(0, 0)
  }, [place])
}

/** Scrolls there as soon as the page is long enough, and stays until it is still or somebody moves it. */
function comeBack(y: number, done: () => void): () => void {
  const end = performance.now() + patience
  let [frame, still] = [0, 0]
  const step = () => {
    const most = document.documentElement.scrollHeight - innerHeight
    const there = Math.abs(scrollY - Math.min(y, most)) < 2
    still = there && most >= y ? still + 1 : 0
    if (!there) scrollTo(0, Math.min(y, most))
    if (still < stillFrames && performance.now() < end) frame = requestAnimationFrame(step)
    else stop()
  }
  const stop = () => {
    cancelAnimationFrame(frame)
    for (const event of moving) removeEventListener(event, stop)
    done()
  }
  for (const event of moving) addEventListener(event, stop, { passive: true })
  frame = requestAnimationFrame(step)
  return stop
}
