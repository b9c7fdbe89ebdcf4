/** Where the address leads away from the written text, the app is shown at the latest after so long, ready or not. */
const PATIENCE = 15_000
const ready = '[data-ready], [data-state="error"], [data-state="offline"]'

/**
 * Starts the app out of sight, and puts it in the place of the written text once it has something to show. Who read on
 * meanwhile is at the same section afterwards.
 */
export function takeOver(start: (root: HTMLElement) => void): void {
  const written = document.getElementById('root')!
  const root = document.createElement('div')
  addEventListener('scroll', keepToOneself, { capture: true })
  start(root)
  const swap = () => {
    observer.disconnect()
    clearTimeout(timer)
    const reading = sectionInView(written)
    root.id = 'root'
    written.replaceWith(root)
    delete document.documentElement.dataset.elsewhere
    removeEventListener('scroll', keepToOneself, { capture: true })
    if (reading !== null) returnTo(reading, root)
  }
  const observer = new MutationObserver(() => root.querySelector(ready) !== null && swap())
  const elsewhere = document.documentElement.dataset.elsewhere !== undefined
  const timer = elsewhere ? setTimeout(swap, PATIENCE) : undefined
  observer.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['data-ready', 'data-state'],
  })
}

/** It is the written text that scrolls, not the app's. */
function keepToOneself(event: Event): void {
  if (event.target === document) event.stopImmediatePropagation()
}

interface Reading {
  readonly key: string
  /** Where it stands in the window. */
  readonly top: number
}

/** The section at the top of the window; null at the beginning of the page. */
function sectionInView(written: HTMLElement): Reading | null {
  if (scrollY === 0) return null
  const sections = [...written.querySelectorAll<HTMLElement>('[data-entry]')]
  const places = sections.map((section) => ({ key: section.dataset.entry!, top: section.getBoundingClientRect().top }))
  return places.findLast(({ top }) => top < innerHeight / 3) ?? null
}

/** What people do to move a page. */
const moving = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/** Keeps a section where it stood while the page still grows, until somebody moves the page. */
function returnTo({ key, top }: Reading, root: HTMLElement): void {
  const section = root.querySelector(`[data-entry="${CSS.escape(key)}"]`)
  if (section === null) return
  const moved = new AbortController()
  for (const event of moving) addEventListener(event, () => moved.abort(), { passive: true, signal: moved.signal })
  let still = 0
  const bring = () => {
    if (moved.signal.aborted) return
    const off = section.getBoundingClientRect().top - top
    scrollBy({ top: off, behavior: 'instant' })
    still = Math.abs(off) > 1 || root.querySelector('[data-whole]') === null ? 0 : still + 1
    if (still < 5) requestAnimationFrame(bring)
    else moved.abort()
  }
  bring()
}
