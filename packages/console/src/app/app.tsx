import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { Shelf } from '../data/shelf.ts'
import type { Asking } from '../engine/ask.ts'
import type { Opened } from '../engine/opened.ts'
import { typedFacts } from '../place/lens.ts'
import type { Place } from '../place/place.ts'
import type { Address } from './address.ts'
import { useAnnouncer } from './announcer.tsx'
import { type House, HouseContext } from './house.ts'
import { onKey } from './keys.ts'
import { useLoaded, valueIn } from './loaded.ts'
import { useScrolled } from './scrolled.ts'
import { Shell } from './shell.tsx'
import { useDraft } from './use-draft.ts'
import { useOpen } from './use-open.ts'
import { usePlace } from './use-place.ts'

interface AppProps {
  readonly shelf: Shelf
  readonly asking: Asking
  readonly address: Address
}

/** The console: a place in the address, what is open under its lens, and the screen that shows it. */
export function App({ shelf, asking, address }: AppProps) {
  const placed = usePlace(address)
  const { go } = placed
  useScrolled(placed.place)
  const [tries, setTries] = useState(0)
  const retry = useCallback(() => setTries((count) => count + 1), [])
  const list = useLoaded(() => shelf.list(), [shelf, tries])
  const [digest, setDigest] = useState<string | null>(null)
  const { draft, setDraft, unreadable } = useDraft(placed, shelf, digest)
  const { open, compared } = useOpen(shelf, asking, list, placed.place.lens, draft, tries)
  const [{ announce, tell }, announcer] = useAnnouncer()
  const mounted = valueIn(open)?.mounted.digest ?? null
  const place = useTyped(placed.place, valueIn(open)?.opened ?? null)
  useEffect(() => setDigest(mounted), [mounted])
  useEffect(() => {
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  const { href } = placed
  const house = useMemo<House | null>(
    () =>
      draft === null
        ? null
        : { place, go, href, address, shelf, list, open, compared, draft, setDraft, asking, announce, tell, retry },
    [place, go, href, address, shelf, list, open, compared, draft, setDraft, asking, announce, tell, retry],
  )
  return (
    <>
      {house !== null && (
        <HouseContext.Provider value={house}>
          <Shell unreadable={unreadable} />
        </HouseContext.Provider>
      )}
      {announcer}
    </>
  )
}

/** The place with its facts as the policy declares them. */
function useTyped(place: Place, opened: Opened | null): Place {
  return useMemo(() => {
    const facts = typedFacts(place.lens.facts, opened?.facts ?? [])
    return facts === place.lens.facts ? place : { ...place, lens: { ...place.lens, facts } }
  }, [place, opened])
}
