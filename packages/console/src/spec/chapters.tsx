import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks'
import { type House, HouseContext, useHouse, useOpen } from '../app/house.ts'
import type { Book, Chapter } from '../engine/book.ts'
import { stepped, writtenPlace } from '../place/place.ts'
import { Level } from '../ui/level.tsx'
import type { Entry } from './contents.ts'
import type { Margin } from './margin.ts'
import { SpecSection } from './section.tsx'

interface ChaptersProps {
  readonly book: Book
  readonly entries: readonly Entry[]
  readonly margins: { readonly as: string | null; readonly of: ReadonlyMap<string, Margin> }
  shown(index: number): boolean
  readonly marked: { readonly entry: string; readonly anchor: string } | null
  /** Whether examples are folded. */
  readonly folded: boolean
}

/** All the text, file by file. */
export function Chapters({ book, entries, margins, shown, marked, folded }: ChaptersProps) {
  const house = useHouse()
  const still = useStill(house)
  const { opened } = useOpen()
  const box = useRef<HTMLDivElement>(null)
  const ids = useMemo(() => new Set(entries.map(({ key }) => key)), [entries])
  const has = useCallback((id: string) => ids.has(id), [ids])
  const titles = useMemo(() => new Map(opened.behaviors.map(({ id, title }) => [id, title ?? id])), [opened])
  const titleOf = useCallback((behavior: string) => titles.get(behavior) ?? behavior, [titles])
  const markedKey = marked === null ? '' : `${marked.entry} ${marked.anchor}`
  useEffect(() => {
    for (const example of box.current?.querySelectorAll<HTMLDetailsElement>('details.spec-example') ?? [])
      example.open = !folded
  }, [folded, shown])
  const text = useMemo(() => {
    const section = (entry: Entry, index: number) => (
      <SpecSection
        key={entry.key}
        entry={entry}
        chapter={book.chapters[entry.chapter]!}
        margin={margins.of.get(entry.key) ?? null}
        as={margins.as}
        shown={shown(index)}
        marked={marked?.entry === entry.key ? marked.anchor : null}
        has={has}
        titleOf={titleOf}
      />
    )
    return book.chapters.map((chapter, place) => (
      <div key={`${chapter.file} ${place}`} class="spec-chapter">
        <ChapterHead chapter={chapter} />
        {entries.flatMap((entry, index) => (entry.chapter === place ? [section(entry, index)] : []))}
      </div>
    ))
  }, [book, entries, margins, shown, markedKey, has, titleOf])
  return (
    <HouseContext.Provider value={still}>
      <div class="spec-body" ref={box}>
        {text}
      </div>
    </HouseContext.Provider>
  )
}

/** The house without where the reader is, so that scrolling builds no link of the text anew. */
function useStill(house: House): House {
  const { lens, query, packed } = house.place
  const about = JSON.stringify([lens, query, packed])
  return useMemo(() => {
    const place = { ...house.place, rest: [], anchor: '' }
    return { ...house, place, href: (step) => writtenPlace(stepped(place, step)) }
  }, [about, house.open, house.address, house.announce])
}

function ChapterHead({ chapter: { file, level, title, overlay } }: { readonly chapter: Chapter }) {
  return (
    <p class="spec-chapter-head">
      <Level level={level} />
      {title !== null && <b>{title}</b>}
      <code>{file.split('/').slice(-2).join('/')}</code>
      {overlay && <span class="spec-tag">overlay: says what another file’s sections compile to</span>}
    </p>
  )
}
