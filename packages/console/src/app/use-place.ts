import { useCallback, useEffect, useState } from 'preact/hooks'
import { type Place, readPlace, type Step, stepped, writtenPlace } from '../place/place.ts'
import type { Address } from './address.ts'

export interface Placed {
  readonly place: Place
  go(step: Step, how?: 'push' | 'replace'): void
  href(step: Step): string
}

/** Where somebody is, as the address says. Links of the page are followed without loading it anew. */
export function usePlace(address: Address): Placed {
  const [place, setPlace] = useState(() => readPlace(address.read()))
  useEffect(() => {
    const read = () => setPlace(readPlace(address.read()))
    const follow = (event: MouseEvent) => {
      const link = event.composedPath().find((each): each is HTMLAnchorElement => each instanceof HTMLAnchorElement)
      const within = link?.dataset.place
      if (
        within === undefined ||
        event.button !== 0 ||
        event.metaKey ||
        event.ctrlKey ||
        event.shiftKey ||
        event.altKey
      )
        return
      event.preventDefault()
      address.write(within, 'push')
      read()
    }
    addEventListener('popstate', read)
    addEventListener('hashchange', read)
    addEventListener('click', follow)
    return () => {
      removeEventListener('popstate', read)
      removeEventListener('hashchange', read)
      removeEventListener('click', follow)
    }
  }, [address])
  const go = useCallback(
    (step: Step, how: 'push' | 'replace' = 'push') => {
      const next = stepped(readPlace(address.read()), step)
      address.write(writtenPlace(next), how)
      setPlace(next)
    },
    [address],
  )
  const href = useCallback((step: Step) => writtenPlace(stepped(place, step)), [place])
  return { place, go, href }
}
