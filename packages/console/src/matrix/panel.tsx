import type { Change } from '@bylaw/core'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { valueIn } from '../app/loaded.ts'
import { Failed, Loading } from '../app/states.tsx'
import type { Answer } from '../engine/questions.ts'
import { Level } from '../ui/level.tsx'
import { Words } from '../ui/words.tsx'
import type { Selected } from './query.ts'
import type { Row } from './rows.ts'
import { toldCell } from './told.ts'
import type { Drafting } from './use-drafting.ts'

interface PanelProps {
  readonly selected: Selected
  readonly row: Row
  readonly drafting: Drafting
  select(selected: Selected): void
  close(): void
}

/** One behavior, and what one level may do about it. */
export function Panel({ selected, row, drafting, select, close }: PanelProps) {
  const { place } = useHouse()
  const { opened } = useOpen()
  const { behavior, level } = selected
  const explained = useAnswer('explain', [opened.key, behavior, place.lens.facts, null, place.lens.as])
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const covered = matchMedia('(width < 70rem)').matches
    if (covered && document.activeElement?.closest('.matrix-grid')) heading.current?.focus()
  }, [])
  const found = valueIn(explained)
  const current = found !== null && found.decision.behavior === behavior ? found : null
  return (
    <aside class="matrix-panel" aria-label="What is selected" data-behavior={behavior}>
      <div class="matrix-panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {row.row.title ?? behavior}
        </h2>
        <button type="button" class="tool tool-small" aria-label="Close" onClick={close}>
          ×
        </button>
      </div>
      <p>
        <code>{behavior}</code>
      </p>
      {explained.state === 'failed' && <Failed what="The explanation" error={explained.error} />}
      {current === null && explained.state === 'loading' && <Loading what="the explanation" lines={4} />}
      {current !== null && (
        <>
          <p class="matrix-sentence" role="status">
            <Words text={current.sentence} />
          </p>
          <Source explained={current} />
          <Elsewhere behavior={behavior} section={row.row.section} />
          <WhoMay row={row} level={level} select={(chosen) => select({ behavior, level: chosen })} />
          <Doing key={`${behavior} ${level}`} row={row} level={level} explained={current} drafting={drafting} />
          <Said explained={current} />
          <Values row={row} />
        </>
      )}
    </aside>
  )
}

type Explained = Answer<'explain'>

/** The line of the text that decides, quoted, and where it stands. */
function Source({ explained: { decision } }: { readonly explained: Explained }) {
  const { opened } = useOpen()
  const source = decision.value === null ? '' : decision.decidedBy.source
  const found = valueIn(useAnswer('quotedAt', source === '' ? null : [opened.key, source]))
  if (found === null || source === '') return null
  return (
    <figure class="matrix-source">
      <blockquote>
        <code>{found.text}</code>
      </blockquote>
      <figcaption>
        {found.section === null ? (
          source
        ) : (
          <Link to={{ screen: 'spec', rest: [found.section] }}>
            {found.title}, {source}
          </Link>
        )}
      </figcaption>
    </figure>
  )
}

interface ElsewhereProps {
  readonly behavior: string
  readonly section: string | null
}

/** The ways to other screens about it. */
function Elsewhere({ behavior, section }: ElsewhereProps) {
  return (
    <p class="matrix-panel-links">
      <Link class="button button-quiet" to={{ screen: 'play', query: { behavior } }}>
        Explain in the Playground
      </Link>
      {section !== null && (
        <Link class="button button-quiet" to={{ screen: 'spec', rest: [section] }}>
          Read in the Spec
        </Link>
      )}
    </p>
  )
}

interface WhoMayProps {
  readonly row: Row
  readonly level: string | null
  select(level: string): void
}

function WhoMay({ row: { row }, level, select }: WhoMayProps) {
  return (
    <section aria-labelledby="matrix-who">
      <h3 id="matrix-who">Who may change it</h3>
      <ul class="matrix-who">
        {Object.entries(row.levels).map(([each, cell]) => (
          <li key={each}>
            <button type="button" aria-pressed={each === level} onClick={() => select(each)}>
              <Level level={each} />
              <span>{toldCell(cell, row)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface DoingProps {
  readonly row: Row
  readonly level: string | null
  readonly explained: Explained
  readonly drafting: Drafting
}

/** What a level may do, each to be drafted; and whom it could ask. */
function Doing({ row: { row }, level, explained, drafting }: DoingProps) {
  const { place } = useHouse()
  const [onlyHere, setOnlyHere] = useState(false)
  const levels = Object.keys(row.levels)
  const own = explained.changes.filter(({ change }) => level === null || change.level === level)
  const asked = explained.changes.filter(({ change }) => level !== null && couldAsk(change, level, levels))
  const limits = level !== null && row.levels[level]?.tighten ? tighterThan(row.values, row.value) : []
  const nothing = own.length === 0 && limits.length === 0
  return (
    <section aria-labelledby="matrix-doing" class="matrix-doing">
      <h3 id="matrix-doing">{level === null ? 'What would change it' : `What the ${level} level may do`}</h3>
      {nothing && <p class="soft">{row.kind === 'bright-line' ? 'Nothing: it is a bright line.' : 'Nothing here.'}</p>}
      {!nothing && place.lens.facts.length > 0 && (
        <label class="matrix-only-here">
          <input
            type="checkbox"
            checked={onlyHere}
            onChange={({ currentTarget }) => setOnlyHere(currentTarget.checked)}
          />
          in this situation only
        </label>
      )}
      <ul class="matrix-changes">
        {own.map(({ change, told }) => (
          <Doable key={told} told={told} draft={() => drafting.change(row.behavior, change, onlyHere)} />
        ))}
        {limits.map((value) => (
          <Doable
            key={value}
            told={`limits it to \`${value}\``}
            draft={() => drafting.limit(row.behavior, { level: level!, value }, onlyHere)}
          />
        ))}
      </ul>
      {asked.length > 0 && (
        <>
          <h3>Whom it could ask</h3>
          <ul class="matrix-changes">
            {asked.map(({ change, told }) => (
              <Doable key={told} told={told} draft={() => drafting.change(row.behavior, change, onlyHere)} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** A stronger level's word that concerns this one: a grant is for the level that it names. */
const couldAsk = ({ level, to }: Change, by: string, levels: readonly string[]): boolean =>
  levels.indexOf(level) < levels.indexOf(by) && (to === undefined || to === by)

const tighterThan = (values: readonly string[], value: string): readonly string[] =>
  values.slice(0, values.indexOf(value)).toReversed()

function Doable({ told, draft }: { readonly told: string; draft(): void }) {
  return (
    <li>
      <span>
        <Words text={told} />
      </span>
      <button
        type="button"
        class="button button-quiet"
        aria-label={`Draft it: ${told.replaceAll('`', '')}`}
        onClick={draft}
      >
        Draft it
      </button>
    </li>
  )
}

/** Every statement about it, whether its condition holds or not. */
function Said({ explained: { steps, facts } }: { readonly explained: Explained }) {
  return (
    <section aria-labelledby="matrix-said">
      <h3 id="matrix-said">What is said about it</h3>
      {steps.length === 0 && <p class="soft">No statement; its default holds.</p>}
      <ol class="matrix-steps">
        {steps.map(({ step, statement, outcome }) => (
          <li key={`${step.source}:${step.column} ${statement}`}>
            <Level level={step.level} short />
            <span>
              {statement} <small class="soft">{outcome}</small>
            </span>
          </li>
        ))}
      </ol>
      {facts.length > 0 && (
        <ul class="matrix-facts" aria-label="Facts it turns on">
          {facts.map(({ told }) => (
            <li key={told}>{told}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Its values from tight to loose, and what each looks like. */
function Values({ row: { row, reach } }: { readonly row: Row }) {
  const { opened } = useOpen()
  const describe = opened.behaviors.find(({ id }) => id === row.behavior)?.describe ?? {}
  const limit = row.values.indexOf(reach?.envelope ?? row.value)
  const word = (value: string, place: number): string => {
    if (value === row.value) return 'holds'
    if (row.kind === 'choice') return reach?.reachable.includes(value) ? 'could be chosen' : ''
    return place > row.values.indexOf(row.value) && place <= limit ? 'could be reached' : ''
  }
  return (
    <section aria-labelledby="matrix-values">
      <h3 id="matrix-values">{row.kind === 'scale' ? 'From tight to loose' : 'Its values'}</h3>
      <dl class="matrix-values">
        {row.values.map((value, place) => (
          <div key={value} class={value === row.value ? 'matrix-holds' : ''}>
            <dt>
              <code>{value}</code> {word(value, place) !== '' && <em>{word(value, place)}</em>}
              {value === row.default && row.kind !== 'bright-line' && <em>default</em>}
            </dt>
            <dd>{describe[value]}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
