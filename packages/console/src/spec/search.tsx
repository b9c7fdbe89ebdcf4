import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { useKeys } from '../app/keys.ts'
import { valueIn } from '../app/loaded.ts'
import type { Found, FoundSection, Hit } from '../engine/search.ts'
import { useChoosing, useListInView } from '../ui/choosing.ts'
import { Level } from '../ui/level.tsx'
import type { Entry } from './contents.ts'

/** One hit, and where it leads. */
interface Option {
  readonly entry: string
  readonly hit: Hit
}

/** Finds passages of the text while somebody types. */
export function SearchField({ entries }: { readonly entries: readonly Entry[] }) {
  const { place, go, announce } = useHouse()
  const { opened } = useOpen()
  const [text, setText] = useState(place.query.q ?? '')
  const [open, setOpen] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const found = valueIn(useAnswer('search', text.trim() === '' ? null : [opened.key, text], useLayoutEffect))
  const groups = found === null || text.trim() === '' ? [] : groupsOf(found, entries)
  const options = groups.flatMap(({ options: each }) => each)
  useKeys([{ keys: '/', does: 'Search the text', run: () => field.current?.focus() }])
  useEffect(() => {
    if (open && found !== null && text.trim() !== '') announce(`${found.count} found`)
  }, [found?.count, open])
  const choose = (option: Option) => {
    setOpen(false)
    field.current?.blur()
    go({ rest: [option.entry], anchor: option.hit.anchor, query: { ...place.query, q: text } })
    document.getElementById(option.entry)?.focus({ preventScroll: true })
  }
  const { at, onKeyDown: chooseByKey } = useChoosing(options, found, choose)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && open) setOpen(false)
    else if (options.length > 0) return chooseByKey(event)
    else return
    event.preventDefault()
  }
  const shown = open && text.trim() !== ''
  return (
    <search class="spec-search">
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-label="Search the text"
        aria-expanded={shown}
        aria-controls="spec-found"
        aria-autocomplete="list"
        aria-activedescendant={shown && options.length > 0 ? `spec-hit-${at}` : undefined}
        placeholder="Search the text  ( / )"
        title="Words, and filters such as level:root, behavior:tone, example:bad"
        autocomplete="off"
        value={text}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value)
          setOpen(true)
        }}
        onKeyDown={onKeyDown}
      />
      {shown && found !== null && <FoundList found={found} groups={groups} at={at} onChoose={choose} />}
    </search>
  )
}

interface Group {
  readonly section: FoundSection
  readonly options: readonly Option[]
}

function groupsOf({ sections }: Found, entries: readonly Entry[]): readonly Group[] {
  return sections.flatMap((section) => {
    const entry = entries.find(({ chapter, index }) => chapter === section.chapter && index === section.section)
    return entry === undefined ? [] : [{ section, options: section.hits.map((hit) => ({ entry: entry.key, hit })) }]
  })
}

interface FoundProps {
  readonly found: Found
  readonly groups: readonly Group[]
  readonly at: number
  onChoose(option: Option): void
}

function FoundList({ found, groups, at, onChoose }: FoundProps) {
  const list = useListInView(at)
  let place = 0
  return (
    <div class="spec-found">
      <div id="spec-found" role="listbox" aria-label="Found" ref={list}>
        {groups.map(({ section, options }) => (
          // biome-ignore lint/a11y/useSemanticElements: a list of choices has groups of its own
          <div key={`${section.chapter} ${section.section}`} role="group" aria-label={section.title}>
            <p class="spec-found-title" role="presentation">
              <span>{section.title}</span> {section.authority !== null && <Level level={section.authority} short />}
            </p>
            {options.map((option) => {
              const own = place++
              return <HitRow key={own} place={own} selected={own === at} option={option} onChoose={onChoose} />
            })}
            {section.more > 0 && (
              <p class="spec-found-more" role="presentation">
                and {section.more} more here
              </p>
            )}
          </div>
        ))}
      </div>
      {found.count === 0 && <p class="spec-found-none">Nothing was found.</p>}
      <p class="spec-found-help">
        {found.unread.length > 0 && <>No such filter: {found.unread.join(', ')}. </>}
        Filters: <code>level:root</code> <code>behavior:tone</code> <code>example:bad</code>
      </p>
    </div>
  )
}

const kinds: Readonly<Record<Hit['kind'], string>> = {
  title: 'title',
  sentence: '',
  example: 'example',
  block: 'as written',
  behavior: 'behavior',
}

interface HitProps {
  readonly place: number
  readonly selected: boolean
  readonly option: Option
  onChoose(option: Option): void
}

function HitRow({ place, selected, option, onChoose }: HitProps) {
  const { kind, text } = option.hit
  return (
    <div
      id={`spec-hit-${place}`}
      class="spec-hit"
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      onMouseDown={(event) => {
        event.preventDefault()
        onChoose(option)
      }}
    >
      {kinds[kind] !== '' && <span class="spec-chip-kind">{kinds[kind]} </span>}
      {text.map(({ text: words, hit }, each) => (hit ? <mark key={each}>{words}</mark> : words))}
    </div>
  )
}
