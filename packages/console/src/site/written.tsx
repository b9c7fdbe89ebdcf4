import { type ComponentChildren, options, type VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Address } from '../app/address.ts'
import { type House, HouseContext } from '../app/house.ts'
import { LensBar } from '../app/lens-bar.tsx'
import { Link } from '../app/link.tsx'
import type { Loaded } from '../app/loaded.ts'
import type { Book } from '../engine/book.ts'
import type { Opened } from '../engine/opened.ts'
import type { Answer } from '../engine/questions.ts'
import { noDraft } from '../place/draft.ts'
import { home, readPlace, type Screen, screens, stepped, writtenPlace } from '../place/place.ts'
import { Chapters } from '../spec/chapters.tsx'
import { type Branch, branchesOf, entriesOf } from '../spec/contents.ts'
import { domId } from '../spec/inline.tsx'
import { marginsOf } from '../spec/margin.ts'
import { Outline } from '../spec/outline.tsx'
import { SearchField } from '../spec/search.tsx'
import { TitlePage } from '../spec/title-page.tsx'
import { Troubles } from '../spec/troubles.tsx'
import type { Carried } from './carried.ts'

/** What is known of the stack whose text is in the page. */
export interface Written {
  readonly title: string
  readonly carried: Carried
  readonly opened: Opened
  readonly book: Book
  /** Null where the policy is refused. */
  readonly situation: Answer<'situation'> | null
  readonly rows: Answer<'matrix'> | null
}

/** The page as it is before any script runs, made of what the app itself is made of. */
export function written(page: ComponentChildren): string {
  const before = options.vnode
  options.vnode = (node) => {
    withoutStyle(node)
    before?.(node)
  }
  try {
    return renderToString(page as VNode)
  } finally {
    if (before === undefined) delete options.vnode
    else options.vnode = before
  }
}

/** The page's rules allow no style but that of its sheet. */
function withoutStyle({ type, props }: VNode): void {
  if (typeof type === 'string') delete (props as { style?: unknown }).style
}

/** The spec, to be read from top to bottom, in the frame of the app. */
export function WrittenSpec({ written: shown }: { readonly written: Written }) {
  return (
    <HouseContext.Provider value={stillHouse(shown)}>
      <div class="shell">
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <Rail />
        <div class="shell-page">
          <header class="shell-top">
            <LensBar />
            <span class="tool site-tool">Copy link</span>
          </header>
          <noscript>
            <p class="notice">The matrix, the playground and the analysis need JavaScript. The text does not.</p>
          </noscript>
          <main id="main" class="shell-main" tabIndex={-1}>
            <WrittenText written={shown} />
          </main>
        </div>
      </div>
    </HouseContext.Provider>
  )
}

function WrittenText({ written: { opened, book, situation, rows } }: { readonly written: Written }) {
  const entries = entriesOf(book)
  const margins = marginsOf(entries, { opened, book, situation, rows, as: null })
  const outline = (
    <>
      <Outline book={book} entries={entries} levels={opened.levels} current={null} only="" onOnly={nothing} />
      <noscript>
        <WholeOutline branches={branchesOf(entries)} />
      </noscript>
    </>
  )
  return (
    <div class="spec">
      <aside class="spec-side" aria-label="Search and outline">
        <SearchField entries={entries} />
        <nav class="spec-outline site-wide" aria-label="Outline">
          {outline}
        </nav>
        <details class="spec-outline-folded site-narrow">
          <summary>Outline</summary>
          <nav class="spec-outline" aria-label="Outline">
            {outline}
          </nav>
        </details>
      </aside>
      <article class="spec-page">
        <TitlePage book={book} />
        <Troubles opened={opened} book={book} entries={entries} />
        <Chapters
          book={book}
          entries={entries}
          margins={{ as: null, of: margins }}
          shown={() => true}
          marked={null}
          folded={false}
        />
      </article>
    </div>
  )
}

/** Every heading, for who can't open the branches of a tree. */
function WholeOutline({ branches }: { readonly branches: readonly Branch[] }) {
  return (
    <ul>
      {branches.map(({ entry: { key, title }, below }) => (
        <li key={key}>
          <Link to={{ screen: 'spec', rest: [key] }}>{title}</Link>
          {below.length > 0 && <WholeOutline branches={below} />}
        </li>
      ))}
    </ul>
  )
}

const titles: Readonly<Record<Screen, string>> = {
  spec: 'Spec',
  matrix: 'Matrix',
  play: 'Playground',
  analysis: 'Analysis',
}

function Rail() {
  return (
    <nav class="rail" aria-label="Screens">
      <p class="rail-name" aria-hidden="true">
        Bylaw
      </p>
      <span class="tool rail-find">
        Find <kbd>Ctrl K</kbd>
      </span>
      <ul class="site-screens">
        {screens.map((screen) => (
          <li key={screen}>
            <Link to={{ screen }} aria-current={screen === home.screen ? 'page' : undefined}>
              {titles[screen]}
            </Link>
          </li>
        ))}
      </ul>
      <div class="rail-tools site-tool">
        <span class="tool theme">
          <select aria-label="Theme" disabled>
            <option>Auto</option>
          </select>
        </span>
        <span class="tool">?</span>
      </div>
    </nav>
  )
}

/** Without a script, a link to a place of the text leads to the element that the place names. */
const address: Address = {
  read: () => '/spec',
  write: nothing,
  href: (place) => {
    const { screen, rest, anchor } = readPlace(place)
    return screen === 'spec' && rest[0] !== undefined ? `#${domId(rest[0], anchor)}` : `#${place}`
  },
}

/** A house in which nothing happens: the first stack is open, nobody in particular looks. */
function stillHouse({ carried, opened }: Written): House {
  const ready = <T,>(value: T): Loaded<T> => ({ state: 'ready', value, stale: false })
  const [stack] = carried.stacks
  const files = stack!.files.map((file) => ({ ...file, text: carried.texts[file.text]! }))
  return {
    address,
    place: home,
    go: nothing,
    href: (step) => writtenPlace(stepped(home, step)),
    list: ready(carried.stacks),
    open: ready({ stack: { ...stack!, files }, mounted: opened, opened, files }),
    compared: null,
    draft: noDraft,
    setDraft: nothing,
    announce: nothing,
    tell: nothing,
    retry: nothing,
  } as Partial<House> as House
}

function nothing(): void {}
