import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { commandLine, offerCommand } from '../app/copying.ts'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { useKeys } from '../app/keys.ts'
import { valueIn } from '../app/loaded.ts'
import { scrolledHere } from '../app/scrolled.ts'
import { Empty, Untitled } from '../app/states.tsx'
import type { Book } from '../engine/book.ts'
import { readPlace } from '../place/place.ts'
import { Chapters } from './chapters.tsx'
import { type Entry, entriesOf, entryAt } from './contents.ts'
import { useArrival, useFollowing } from './following.ts'
import { keptBook, keptByName, keptEntries } from './kept.ts'
import { marginsOf } from './margin.ts'
import { useMarks } from './marks.ts'
import { Outline } from './outline.tsx'
import { SearchField } from './search.tsx'
import { useMeasured, useSlices } from './slices.ts'
import { TitlePage } from './title-page.tsx'
import { Troubles } from './troubles.tsx'

/** The text of a stack between its outline and what it compiles to. */
export function Reader({ book: asked }: { readonly book: Book }) {
  const house = useHouse()
  const { place } = house
  const { opened } = useOpen()
  const book = useKept(asked, keptBook)
  const entries = useKept(
    useMemo(() => entriesOf(book), [book]),
    (before, now) => keptEntries(before ?? [], now),
  )
  const page = useRef<HTMLDivElement>(null)
  const root = useCallback(() => page.current, [])
  const shown = useSlices(entries, entryAt(entries, place.rest[0]))
  const whole = entries.every((_, index) => shown(index))
  const measured = useMeasured(root, whole, entries)
  const current = useWhere(entries, root, measured)
  const margins = useMargins(book, entries)
  useMarks(root, current)
  useReaderKeys(entries, current)
  offerCommand(() => commandLine(house, ['compose']))
  const { grade = '', fold = '' } = place.query
  if (entries.length === 0) return <NothingWritten />
  return (
    <div class="spec" ref={page} data-ready data-whole={measured ? '' : undefined}>
      <Side book={book} entries={entries} current={current} />
      <article class="spec-page" data-grade={grade === '' ? undefined : grade}>
        {place.rest[0] !== undefined && entryAt(entries, place.rest[0]) < 0 && (
          <p class="notice" role="status">
            This version has no section named <code>{place.rest[0]}</code>. The text begins here.
          </p>
        )}
        <TitlePage book={book} />
        <Troubles opened={opened} book={book} entries={entries} />
        <Chapters
          book={book}
          entries={entries}
          margins={margins}
          shown={shown}
          marked={place.anchor === '' ? null : { entry: place.rest[0] ?? '', anchor: place.anchor }}
          folded={fold !== ''}
        />
      </article>
    </div>
  )
}

interface SideProps {
  readonly book: Book
  readonly entries: readonly Entry[]
  readonly current: string | null
}

function Side({ book, entries, current }: SideProps) {
  const { place, go } = useHouse()
  const { opened } = useOpen()
  return (
    <aside class="spec-side" aria-label="Search and outline">
      <SearchField entries={entries} />
      <OutlinePlace>
        <Outline
          book={book}
          entries={entries}
          levels={opened.levels}
          current={current}
          only={place.query.only ?? ''}
          onOnly={(chosen) =>
            go({ rest: place.rest, anchor: place.anchor, query: { ...place.query, only: chosen } }, 'replace')
          }
        />
      </OutlinePlace>
    </aside>
  )
}

function NothingWritten() {
  return (
    <div data-ready>
      <Untitled title="Spec">
        <Empty title="There is nothing to read here">The files of this stack are empty.</Empty>
      </Untitled>
    </div>
  )
}

/** On a narrow page the outline is folded away. */
function OutlinePlace({ children }: { readonly children: preact.ComponentChildren }) {
  const [wide, setWide] = useState(() => matchMedia('(width >= 60rem)').matches)
  useEffect(() => {
    const query = matchMedia('(width >= 60rem)')
    const turn = () => setWide(query.matches)
    query.addEventListener('change', turn)
    return () => query.removeEventListener('change', turn)
  }, [])
  if (wide)
    return (
      <nav class="spec-outline" aria-label="Outline">
        {children}
      </nav>
    )
  return (
    <details class="spec-outline-folded">
      <summary>Outline</summary>
      <nav class="spec-outline" aria-label="Outline">
        {children}
      </nav>
    </details>
  )
}

/** Goes where the address says, and lets the address follow the reader. Returns the entry in view. */
function useWhere(entries: readonly Entry[], root: () => HTMLElement | null, settled: boolean): string | null {
  const { place, go } = useHouse()
  const [current, setCurrent] = useState<string | null>(place.rest[0] ?? null)
  const followed = useRef<string | null>(null)
  const arrive = useArrival(settled)
  const hold = useFollowing(root, (key) => {
    setCurrent(key)
    if (key === (place.rest[0] ?? null) || key === null) return
    followed.current = key
    go({ rest: [key] }, 'replace')
  })
  useEffect(() => {
    const [key] = place.rest
    if (followed.current === (key ?? null) && place.anchor === '') return
    followed.current = null
    setCurrent(key ?? null)
    if (key === undefined) scrollTo(0, 0)
    if (key === undefined || entryAt(entries, key) < 0) return
    hold()
    const { entry, below = 0 } = scrolledHere()
    arrive(key, place.anchor, entry === key && place.anchor === '' ? below : 0)
  }, [place.rest[0], place.anchor, entries])
  useEffect(() => {
    const again = (event: MouseEvent) => {
      const link = (event.target as Element).closest<HTMLElement>('a[data-place]')
      const to = link === null ? null : readPlace(link.dataset.place!)
      const [key] = place.rest
      if (key === undefined || to?.screen !== 'spec' || to.rest[0] !== key || to.anchor !== place.anchor) return
      hold()
      arrive(key, place.anchor, 0)
    }
    const element = root()
    element?.addEventListener('click', again)
    return () => element?.removeEventListener('click', again)
  }, [place.rest[0], place.anchor])
  return current
}

function useMargins(book: Book, entries: readonly Entry[]) {
  const { place } = useHouse()
  const { opened } = useOpen()
  const { facts, as } = place.lens
  const sound = opened.digest !== null
  const situation = valueIn(useAnswer('situation', sound ? [opened.key, facts] : null))
  const rows = valueIn(useAnswer('matrix', sound ? [opened.key, facts] : null))
  const all = useMemo(
    () => marginsOf(entries, { opened, book, situation, rows, as }),
    [entries, opened, book, situation, rows, as],
  )
  const of = useKept(all, (before, now) => keptByName(before ?? new Map(), now))
  return useMemo(() => ({ as, of }), [as, of])
}

/** A value that keeps what is the same of the one before. */
function useKept<T>(value: T, keep: (before: T | null, now: T) => T): T {
  const before = useRef<T | null>(null)
  const kept = useMemo(() => keep(before.current, value), [value])
  before.current = kept
  return kept
}

function useReaderKeys(entries: readonly Entry[], current: string | null): void {
  const { place, go } = useHouse()
  const step = (by: number) => {
    const next = entries[entryAt(entries, current ?? undefined) + by]
    if (next === undefined) return
    go({ rest: [next.key] })
    requestAnimationFrame(() => document.getElementById(next.key)?.focus({ preventScroll: true }))
  }
  const fold = () => {
    const { fold: folded = '', ...query } = place.query
    go({ rest: place.rest, anchor: place.anchor, query: folded === '' ? { ...query, fold: '1' } : query }, 'replace')
  }
  useKeys([
    { keys: ']', does: 'Next section', run: () => step(1) },
    { keys: '[', does: 'Section before', run: () => step(-1) },
    { keys: 'E', does: 'Fold or unfold all examples', run: fold },
  ])
}
