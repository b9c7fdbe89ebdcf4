import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Shelf } from '../data/shelf.ts'
import { type Draft, isEmpty, noDraft, pack, readDraft, unpack } from '../place/draft.ts'
import type { Placed } from './use-place.ts'

/** Longer than this, a draft is kept by the gateway, and the address says under which id. */
const longestInAddress = 6144
const settling = 300

export interface Drafting {
  /** Null while one is being unpacked. */
  readonly draft: Draft | null
  /** Why the draft of the address can't be read. */
  readonly unreadable: boolean
  setDraft(draft: Draft): void
}

/**
 * The draft that the address carries. A draft holds changes against certain files, so the address then names their
 * policy by its digest.
 * @param digest of what is open
 */
export function useDraft({ place, go }: Placed, shelf: Shelf, digest: string | null): Drafting {
  const [known, setKnown] = useState<{ packed: string; draft: Draft | null }>({ packed: '', draft: noDraft })
  const mine = useRef<Draft | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (mine.current !== null || place.packed === known.packed) return
    let late = false
    unpacked(place.packed, shelf).then((draft) => late || setKnown({ packed: place.packed, draft }))
    return () => {
      late = true
    }
  }, [place.packed])
  const setDraft = useCallback(
    (draft: Draft) => {
      mine.current = draft
      setKnown((before) => ({ ...before, draft }))
      clearTimeout(timer.current)
      timer.current = setTimeout(async () => {
        const packed = await packedFor(draft, shelf)
        if (mine.current !== draft) return
        mine.current = null
        setKnown({ packed, draft })
        go({ packed, ...(digest !== null && !isEmpty(draft) && { lens: { version: digest } }) }, 'replace')
      }, settling)
    },
    [shelf, digest, go],
  )
  const current = mine.current !== null || place.packed === known.packed
  const unreadable = current && known.draft === null
  return { draft: current ? (known.draft ?? noDraft) : null, unreadable, setDraft }
}

async function packedFor(draft: Draft, shelf: Shelf): Promise<string> {
  const packed = await pack(draft)
  if (packed.length <= longestInAddress || shelf.keep === null) return packed
  const id = await shelf.keep(draft).catch(() => null)
  return id === null ? packed : `~${id}`
}

async function unpacked(packed: string, shelf: Shelf): Promise<Draft | null> {
  if (!packed.startsWith('~')) return unpack(packed)
  return readDraft(await shelf.kept(packed.slice(1)).catch(() => null))
}
