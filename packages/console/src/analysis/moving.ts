import { useEffect, useRef } from 'preact/hooks'
import { useHouse } from '../app/house.ts'
import { useKeys } from '../app/keys.ts'
import { neighbours, type Route, restOf } from './route.ts'

/** The keys of a list: along its links, and to its filter. */
export function useListKeys(): void {
  useEffect(() => {
    beenHere = true
  }, [])
  useKeys([
    { keys: 'j', does: 'Next row', run: () => focusRow(1) },
    { keys: 'k', does: 'Previous row', run: () => focusRow(-1) },
    { keys: '/', does: 'Filter', run: () => document.querySelector<HTMLElement>('[data-filter]')?.focus() },
  ])
}

function focusRow(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus()
}

/** The keys of one thing of a list: to its neighbours and back. */
export function useDetailKeys({ part, of }: Route, all: readonly string[]): void {
  const { go } = useHouse()
  const [before, after] = neighbours(all, of ?? '')
  const to = (one: string | null) => one !== null && go({ rest: restOf({ part, of: one }) })
  useKeys([
    { keys: '[', does: 'The one before', run: () => to(before) },
    { keys: ']', does: 'The next one', run: () => to(after) },
    { keys: 'Escape', does: 'Back to the list', run: () => go({ rest: restOf({ part, of: null }) }) },
  ])
}

/** Whether something of the analysis was shown before: who comes from elsewhere starts at the beginning of the page. */
let beenHere = false

/** A heading that takes the focus when what was followed to it is gone, and the page starts there. */
export function useArrival(about: string) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const { activeElement } = document
    const followed = beenHere
    beenHere = true
    if (!followed) return
    if (activeElement !== null && activeElement !== document.body) return
    scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [about])
  return heading
}
