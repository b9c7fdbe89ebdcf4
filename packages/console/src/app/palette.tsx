import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Step } from '../place/place.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useAnswer, useHouse } from './house.ts'
import { valueIn } from './loaded.ts'
import { rooms } from './screens.tsx'

interface Found {
  readonly kind: string
  readonly title: string
  readonly to: Step
}

/** Finds anything by its name: screens, sections, behaviors, stacks. */
export function Palette({ onClose }: { onClose(): void }) {
  const { go, announce } = useHouse()
  const all = useEverything()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const found = useMemo(() => matching(all, text), [all, text])
  useEffect(() => setAt(0), [text])
  useEffect(() => announce(text === '' ? '' : `${found.length} found`), [found.length])
  const choose = (one: Found | undefined) => {
    if (one === undefined) return
    onClose()
    go(one.to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move !== undefined) setAt((place) => (place + move + found.length) % Math.max(found.length, 1))
    else if (event.key === 'Enter') choose(found[at])
    else return
    event.preventDefault()
  }
  return (
    <Dialog title="Find anything" class="palette" onClose={onClose}>
      <input
        class="palette-input"
        type="text"
        role="combobox"
        aria-label="Find a section, a behavior, an operator or a screen"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found.length > 0 ? `palette-${at}` : undefined}
        placeholder="A section, a behavior, an operator, a screen"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <List found={found} at={at} choose={choose} />
      {found.length === 0 && <p class="soft">Nothing is called so.</p>}
    </Dialog>
  )
}

interface ListProps {
  readonly found: readonly Found[]
  readonly at: number
  choose(one: Found): void
}

/** What was found; the one that Enter chooses is kept in view. */
function List({ found, at, choose }: ListProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [at])
  return (
    <div id="palette-list" role="listbox" aria-label="Found" ref={list}>
      {found.map((one, place) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
        <div
          key={`${one.kind} ${one.title} ${place}`}
          id={`palette-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === at}
          onClick={() => choose(one)}
        >
          <span>{one.title}</span> <span class="soft">{one.kind}</span>
        </div>
      ))}
    </div>
  )
}

function useEverything(): readonly Found[] {
  const { list, open } = useHouse()
  const opened = valueIn(open)?.opened ?? null
  const book = valueIn(useAnswer('book', opened === null ? null : [opened.key]))
  return useMemo(() => {
    const screens = rooms.map(({ screen, title }): Found => ({ kind: 'screen', title, to: { screen } }))
    const sections = (book?.chapters ?? []).flatMap(({ sections: all }) =>
      all.map(({ id, title }): Found => ({ kind: 'section', title, to: { screen: 'spec', rest: [id] } })),
    )
    const behaviors = (opened?.behaviors ?? []).map(
      ({ id, title }): Found => ({
        kind: 'behavior',
        title: title === null ? id : `${title} (${id})`,
        to: { screen: 'play', query: { behavior: id } },
      }),
    )
    const stacks = (valueIn(list) ?? []).map(
      ({ name, title, kind }): Found => ({ kind, title: title ?? name, to: { packed: '', lens: { version: name } } }),
    )
    return [...screens, ...stacks, ...sections, ...behaviors]
  }, [book, opened, list])
}

const most = 40

/** What has every word in its name; names that begin so come first. */
function matching(all: readonly Found[], text: string): readonly Found[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = all.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
  const first = words[0] ?? ''
  const rank = ({ title }: Found) => (title.toLowerCase().startsWith(first) ? 0 : 1)
  return fits.toSorted((a, b) => rank(a) - rank(b)).slice(0, most)
}
