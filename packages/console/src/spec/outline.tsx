import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Link } from '../app/link.tsx'
import type { Book } from '../engine/book.ts'
import { Level } from '../ui/level.tsx'
import { ancestorsOf, type Branch, branchesOf, type Entry } from './contents.ts'

interface OutlineProps {
  readonly book: Book
  readonly entries: readonly Entry[]
  /** Strongest first. */
  readonly levels: readonly string[]
  /** The entry in view. */
  readonly current: string | null
  /** What is listed: everything, a level's sections, or those with examples or behaviors. */
  readonly only: string
  onOnly(only: string): void
}

/** So many headings are all shown at once. */
const fewEntries = 40

/** What there is to read, as a tree; it opens where the reader is. */
export function Outline({ book, entries, levels, current, only, onOnly }: OutlineProps) {
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map())
  const box = useRef<HTMLDivElement>(null)
  const chapters = useMemo(
    () =>
      book.chapters.map((chapter, place) => ({
        chapter,
        branches: branchesOf(entries.filter((entry) => entry.chapter === place)),
      })),
    [book, entries],
  )
  const around = useMemo(() => new Set([current, ...ancestorsOf(entries, current)]), [entries, current])
  const isOpen = (key: string) => turned.get(key) ?? (around.has(key) || entries.length <= fewEntries)
  const turn = (key: string) => setTurned((before) => new Map(before).set(key, !isOpen(key)))
  useEffect(() => keepInView(box.current), [current])
  const scope: Omit<TreeScope, 'level'> = { current, levels, isOpen, turn, fits: fitting(only) }
  return (
    <>
      <label class="spec-only">
        <span>Show</span>
        <select value={only} onChange={(event) => onOnly(event.currentTarget.value)}>
          <option value="">every section</option>
          <option value="behaviors">with behaviors</option>
          <option value="examples">with examples</option>
          {authoritiesOf(entries).map((level) => (
            <option key={level} value={level}>
              authority {level}
            </option>
          ))}
        </select>
      </label>
      <div class="spec-tree" ref={box}>
        {chapters.map(({ chapter, branches }, place) => (
          <div key={`${chapter.file} ${place}`} class="spec-chapter-tree">
            {branches.length !== 1 && (
              <p class="spec-tree-chapter">{chapter.title ?? chapter.file.split('/').at(-1)}</p>
            )}
            <Tree branches={branches} scope={{ ...scope, level: chapter.level }} />
          </div>
        ))}
      </div>
    </>
  )
}

const authoritiesOf = (entries: readonly Entry[]): readonly string[] => [
  ...new Set(entries.flatMap(({ section }) => section?.authority ?? [])),
]

/** Whether an entry itself is listed. */
export function fitting(only: string): (entry: Entry) => boolean {
  if (only === '') return () => true
  if (only === 'behaviors') return ({ section }) => (section?.behaviors.length ?? 0) > 0
  if (only === 'examples') return ({ pieces }) => pieces.some(({ kind }) => kind === 'example')
  return ({ section }) => section?.authority === only
}

interface TreeScope {
  /** That the file speaks at. */
  readonly level: string
  readonly levels: readonly string[]
  readonly current: string | null
  isOpen(key: string): boolean
  turn(key: string): void
  fits(entry: Entry): boolean
}

const anyFits = ({ entry, below }: Branch, fits: TreeScope['fits']): boolean =>
  fits(entry) || below.some((branch) => anyFits(branch, fits))

function Tree({ branches, scope }: { readonly branches: readonly Branch[]; readonly scope: TreeScope }) {
  const listed = branches.filter((branch) => anyFits(branch, scope.fits))
  return (
    <ul class="spec-branches">
      {listed.map((branch) => (
        <Row key={branch.entry.key} branch={branch} scope={scope} />
      ))}
    </ul>
  )
}

function Row({ branch: { entry, below, levels }, scope }: { readonly branch: Branch; readonly scope: TreeScope }) {
  const { key, title } = entry
  const narrowed = !scope.fits(entry)
  const open = below.length > 0 && (narrowed || scope.isOpen(key))
  const badges = open || below.length === 0 ? ownOf(entry, scope.level) : levels
  const here = key === scope.current
  const among = badges.length > 1
  return (
    <li>
      <div class={here ? 'spec-row spec-row-here' : 'spec-row'}>
        {below.length === 0 ? (
          <span class="spec-turn-room" />
        ) : (
          <button
            type="button"
            class="spec-turn-tree"
            aria-expanded={open}
            aria-label={`Sections of ${title}`}
            onClick={() => scope.turn(key)}
          >
            <span aria-hidden="true">{open ? '▾' : '▸'}</span>
          </button>
        )}
        <Link to={{ screen: 'spec', rest: [key] }} aria-current={here ? 'location' : undefined}>
          {title}
        </Link>
        <span class={among ? 'spec-row-levels spec-row-among' : 'spec-row-levels'}>
          {among && <span class="heard">Authorities within: </span>}
          {inOrder(badges, scope.levels).map((level) => (
            <Level key={level} level={level} short />
          ))}
        </span>
      </div>
      {open && <Tree branches={below} scope={scope} />}
    </li>
  )
}

/** What the heading itself says; a file's first one speaks at the file's level. */
const ownOf = ({ section, parent }: Entry, level: string): readonly string[] => {
  const own = section?.own ?? (parent === null && level !== 'root' ? level : null)
  return own === null ? [] : [own]
}

/** Strongest first; what is no level of the chain stands last. */
const inOrder = (badges: readonly string[], levels: readonly string[]): readonly string[] => {
  const rank = (level: string) => (levels.includes(level) ? levels.indexOf(level) : levels.length)
  return badges.toSorted((a, b) => rank(a) - rank(b))
}

/** Scrolls the outline, and nothing else, so that the present section is seen. */
function keepInView(box: HTMLElement | null): void {
  const row = box?.querySelector('[aria-current]')
  if (box == null || row == null) return
  const [outer, inner] = [box.getBoundingClientRect(), row.getBoundingClientRect()]
  if (inner.top < outer.top + 40) box.scrollTop -= outer.top + 40 - inner.top
  else if (inner.bottom > outer.bottom - 40) box.scrollTop += inner.bottom - outer.bottom + 40
}
