import type { DiffResult, PolicyDiff } from '@bylaw/core'
import { useMemo } from 'preact/hooks'
import { commandLine, offerCommand } from '../../app/copying.ts'
import { useAnswer, useHouse, useOpen } from '../../app/house.ts'
import { useKeys } from '../../app/keys.ts'
import { type Loaded, valueOf } from '../../app/loaded.ts'
import { Empty, Failed, Loading } from '../../app/states.tsx'
import type { ComparedSection } from '../../engine/compare.ts'
import { OtherVersion } from '../other-version.tsx'
import { ChangedSection } from './changed-section.tsx'
import { type Meaning, meaningOf, meanings, type Told, toldOf } from './meaning.ts'
import './compare.css'

/** One version beside another: what is written otherwise, and what is decided otherwise. */
export function CompareView() {
  const house = useHouse()
  const { compared, place, retry } = house
  const { opened } = useOpen()
  const older = compared === null ? null : valueOf(compared)
  const texts = useAnswer('compareBooks', older === null ? null : [older.key, opened.key])
  const decidable = older !== null && older.digest !== null && opened.digest !== null
  const diff = useAnswer('diff', decidable ? [older.key, opened.key] : null)
  offerCommand(() => commandLine(house, ['compose']))
  const sections = valueOf(texts)
  if (compared?.state === 'failed' && older === null)
    return <Failed what={`The version ${place.lens.compared}`} error={compared.error} retry={retry} />
  if (texts.state === 'failed' && sections === null)
    return <Failed what="The comparison" error={texts.error} retry={retry} />
  if (sections === null) return <Loading what="the comparison" />
  return <Comparison sections={sections} diff={diff} decidable={decidable} />
}

interface ComparisonProps {
  readonly sections: readonly ComparedSection[]
  readonly diff: Loaded<DiffResult>
  /** Whether both policies decide anything. */
  readonly decidable: boolean
}

function Comparison({ sections, diff, decidable }: ComparisonProps) {
  const changed = useMemo(() => sections.filter(({ state }) => state !== 'same'), [sections])
  const found = valueOf(diff)
  const meaning = found === null || 'error' in found ? null : found
  const told = useMemo(
    () => new Map(changed.map((section) => [section, meaning === null ? null : toldOf(section, meaning)])),
    [changed, meaning],
  )
  useChangeKeys(changed)
  return (
    <div class="spec-compare" data-ready>
      <header class="spec-title">
        <h1>What changed</h1>
        <div class="spec-tools">
          <OtherVersion />
        </div>
        <Summary sections={sections} meaning={meaning} told={told} diff={diff} decidable={decidable} />
      </header>
      {changed.length === 0 ? (
        <Empty title="Every section is the same">{sections.length} sections were compared, word by word.</Empty>
      ) : (
        <div class="spec-changes">
          {changed.map((section, place) => (
            <ChangedSection
              key={`${section.id} ${place}`}
              id={changeId(place)}
              section={section}
              told={told.get(section) ?? null}
            />
          ))}
        </div>
      )}
    </div>
  )
}

const changeId = (place: number): string => `change-${place + 1}`

/** `n` and `p` go from one changed section to the next. */
function useChangeKeys(changed: readonly ComparedSection[]): void {
  const step = (by: 1 | -1) => {
    const headings = changed.map((_, place) => document.getElementById(changeId(place))!)
    const at = headings.indexOf(document.activeElement as HTMLElement)
    const next = headings[at < 0 ? nearest(headings, by) : at + by]
    next?.scrollIntoView({ block: 'start', behavior: 'instant' })
    next?.focus({ preventScroll: true })
  }
  useKeys([
    { keys: 'n', does: 'Next changed section', run: () => step(1) },
    { keys: 'p', does: 'Changed section before', run: () => step(-1) },
  ])
}

function nearest(headings: readonly HTMLElement[], by: 1 | -1): number {
  const top = (heading: HTMLElement) => heading.getBoundingClientRect().top
  return by === 1 ? headings.findIndex((each) => top(each) > 100) : headings.findLastIndex((each) => top(each) < 100)
}

interface SummaryProps extends ComparisonProps {
  readonly meaning: PolicyDiff | null
  readonly told: ReadonlyMap<ComparedSection, readonly Told[] | null>
}

function Summary({ sections, meaning, told, diff, decidable }: SummaryProps) {
  const count = (state: ComparedSection['state']) => sections.filter((section) => section.state === state).length
  const states = (['changed', 'added', 'removed', 'same'] as const).flatMap((state) =>
    count(state) === 0 ? [] : [`${count(state)} ${state === 'same' ? 'the same' : state}`],
  )
  const elsewhere = meaning === null ? [] : unplaced(meaning, [...told.keys()])
  return (
    <div class="spec-summary" role="status">
      <p>
        Sections: {states.join(', ')}. <DecidedOtherwise meaning={meaning} diff={diff} decidable={decidable} />
      </p>
      <Counts told={[...told.values()]} />
      {elsewhere.length > 0 && (
        <p>
          Outside the changed sections:{' '}
          {elsewhere.map((behavior) => (
            <code key={behavior}>{behavior} </code>
          ))}
        </p>
      )}
    </div>
  )
}

function DecidedOtherwise({ meaning, diff, decidable }: Omit<SummaryProps, 'sections' | 'told'>) {
  const found = valueOf(diff)
  if (!decidable) return <>One of the two is refused, so what is decided can’t be compared.</>
  if (diff.state === 'failed') return <>What is decided could not be compared: {diff.error.message}</>
  if (found !== null && 'error' in found) return <>What is decided could not be compared: {found.error}</>
  if (meaning === null) return <>What is decided is being compared.</>
  if (meaning.textOnly) return <>Nothing is decided otherwise, whoever says what: only words have changed.</>
  const behaviors = behaviorsOf(meaning).length
  const left = meaning.left.length === 0 ? '' : ` ${meaning.left.length} could not be compared in full.`
  return (
    <>
      {behaviors} {behaviors === 1 ? 'behavior comes' : 'behaviors come'} out otherwise.{left}
    </>
  )
}

const behaviorsOf = ({ changes, reach, added, removed }: PolicyDiff): readonly string[] => [
  ...new Set([...changes, ...reach].map(({ behavior }) => behavior).concat(added.behaviors, removed.behaviors)),
]

/** Behaviors that come out otherwise though no changed section declares them. */
const unplaced = (meaning: PolicyDiff, changed: readonly ComparedSection[]): readonly string[] =>
  behaviorsOf(meaning).filter((behavior) => !changed.some(({ behaviors }) => behaviors.includes(behavior)))

function Counts({ told }: { readonly told: readonly (readonly Told[] | null)[] }) {
  const found = told.flatMap((each) => (each === null ? [] : [meaningOf(each)]))
  const names = Object.keys(meanings) as Meaning[]
  return (
    <ul class="spec-counts" aria-label="What the changes mean">
      {names.flatMap((name) => {
        const count = found.filter((each) => each === name).length
        const { word, shape, says } = meanings[name]
        return count === 0
          ? []
          : [
              <li key={name} class={`spec-meaning spec-meaning-${name}`} title={says}>
                <span aria-hidden="true">{shape}</span> {count} {word}
              </li>,
            ]
      })}
    </ul>
  )
}
