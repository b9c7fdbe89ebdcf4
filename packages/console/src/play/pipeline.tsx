import { useHouse, useOpen } from '../app/house.ts'
import { useKeys } from '../app/keys.ts'
import { Link } from '../app/link.tsx'
import type { Book } from '../engine/book.ts'
import { Level } from '../ui/level.tsx'
import { Words } from '../ui/words.tsx'
import { readSource, sectionOf, shortSource } from './sources.ts'
import { type Explained, type Station, signOf, stationsOf, type ToldStep } from './stations.ts'

interface PipelineProps {
  readonly explained: Explained
  readonly book: Book | null
}

/** How the decision came about, level by level from the strongest. */
export function Pipeline({ explained, book }: PipelineProps) {
  const { place, go } = useHouse()
  const { opened, mounted } = useOpen()
  const expanded = place.query.trace === 'all'
  const turn = () => go({ query: { ...place.query, trace: expanded ? '' : 'all' } }, 'replace')
  useKeys([{ keys: 'T', does: 'Show every step of the trace', run: turn }])
  const levels = [...new Set((opened.digest === null ? mounted : opened).levels)]
  const stations = stationsOf(levels, explained.steps)
  const idle = stations.reduce((sum, station) => sum + station.idle.length, 0)
  return (
    <section class="play-part" aria-labelledby="play-trace-title">
      <div class="play-part-head">
        <h2 id="play-trace-title">How it came about</h2>
        {idle > 0 && (
          <button type="button" class="button button-quiet" aria-pressed={expanded} onClick={turn}>
            {expanded ? 'Only what counted' : `Show ${idle} more`} <kbd>T</kbd>
          </button>
        )}
      </div>
      <ol class="play-stations">
        {stations.map((station, rank) => (
          <StationShown key={station.level} {...{ station, book, expanded }}>
            {rank === 0 && <Declared explained={explained} book={book} />}
          </StationShown>
        ))}
      </ol>
    </section>
  )
}

interface StationProps extends Pick<PipelineProps, 'book'> {
  readonly station: Station
  readonly expanded: boolean
  readonly children: preact.ComponentChildren
}

function StationShown({ station: { level, steps, idle }, book, expanded, children }: StationProps) {
  const shown = expanded ? [...steps, ...idle] : steps
  const silent = steps.length === 0 && idle.length === 0
  return (
    <li class={`play-station${shown.length === 0 ? ' play-station-small' : ''}`}>
      <Level level={level} />
      <div class="play-station-said">
        {children}
        {shown.length === 0 && !children && (
          <p class="soft">{silent ? 'says nothing of it' : 'nothing of what it says applies here'}</p>
        )}
        {shown.map((told, place) => (
          <StepShown key={`${told.step.source} ${told.step.column} ${place}`} told={told} book={book} />
        ))}
      </div>
    </li>
  )
}

function StepShown({ told, book }: { readonly told: ToldStep; readonly book: Book | null }) {
  const { icon, word, tone } = signOf(told.step)
  return (
    <div class={`play-step play-tone-${tone}`}>
      <p class="play-step-head">
        <span class="play-sign">
          <span aria-hidden="true">{icon}</span> {word}
        </span>
        <code>{told.statement}</code>
      </p>
      <p class="play-step-did">
        <Words text={told.outcome} />
      </p>
      <p class="play-quote">
        <Source source={told.step.source} book={book} />
        {told.line !== null && <q>{told.line}</q>}
      </p>
    </div>
  )
}

/** Where the value starts: the declaration, and its default. */
function Declared({ explained, book }: PipelineProps) {
  const { opened, mounted } = useOpen()
  const { behavior: id } = explained.decision
  const behavior = [...opened.behaviors, ...mounted.behaviors].find((each) => each.id === id)
  if (behavior === undefined) return null
  return (
    <div class="play-step play-tone-quiet">
      <p class="play-step-head">
        <span class="play-sign">
          <span aria-hidden="true">◇</span> declares
        </span>
        <span>
          default <code>{behavior.default}</code>, authority <code>{behavior.authority}</code>
        </span>
      </p>
      <p class="play-quote">
        <Source source={behavior.source} book={book} />
      </p>
    </div>
  )
}

/** A place in a file, as a link to the section that it stands in; not one where the draft changed the file. */
export function Source({ source, book }: { readonly source: string; readonly book: Book | null }) {
  const { draft } = useHouse()
  const drafted = draft.changed[readSource(source)?.file ?? ''] !== undefined
  const section = book === null || drafted ? null : sectionOf(book, source)
  const text = <code title={source}>{shortSource(source)}</code>
  return section === null ? text : <Link to={{ screen: 'spec', rest: [section] }}>{text}</Link>
}
