/** The app is shown at the latest after so long, ready or not. */
const PATIENCE = 15_000
const ready = '[data-ready], [data-state="error"], [data-state="offline"]'

/**
 * Starts the app out of sight, and puts it in the place of the written text once it has something to show. Who read on
 * meanwhile is at the same section afterwards.
 */
export function takeOver(start: (root: HTMLElement) => void): void {
  const written = document.getElementById('root')!
  const root = document.createElement('div')
  start(root)
  const swap = () => {
    observer.disconnect()
    clearTimeout(timer)
    const reading = sectionInView(written)
    delete document.documentElement.dataset.elsewhere
    root.id = 'root'
    written.replaceWith(root)
    if (reading !== null) returnTo(reading)
  }
  const observer = new MutationObserver(() => root.querySelector(ready) !== null && swap())
  const timer = setTimeout(swap, PATIENCE)
  observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-ready', 'data-state'] })
}

interface Reading {
  readonly id: string
  /** Where it stands in the window. */
  readonly top: number
}

/** The section at the top of the window; null at the beginning of the page. */
function sectionInView(written: HTMLElement): Reading | null {
  if (scrollY === 0) return null
  const sections = [...written.querySelectorAll<HTMLElement>('[data-section]')]
  const places = sections.map((section) => ({ id: section.id, top: section.getBoundingClientRect().top }))
  return places.findLast(({ top }) => top < innerHeight / 3) ?? null
}

function returnTo({ id, top }: Reading): void {
  const section = document.getElementById(id)
  if (section !== null) scrollBy(0, section.getBoundingClientRect().top - top)
}
