import type { DiffResult, PolicyDiff } from '@bylaw/core'
import { useMemo } from 'preact/hooks'
import { diffLine, offerCommand } from '../../app/copying.ts'
import { useAnswer, useHouse, useOpen } from '../../app/house.ts'
import { useKeys } from '../../app/keys.ts'
import { type Loaded, valueIn } from '../../app/loaded.ts'
import { Empty, Failed, Loading, Untitled } from '../../app/states.tsx'
import type { ComparedSection } from '../../engine/compare.ts'
import { OtherVersion } from '../other-version.tsx'
import { ChangedSection } from './changed-section.tsx'
import { meaningOf, toldOf } from './meaning.ts'
import { type Changed, Summary } from './summary.tsx'
import './compare.css'

/** One version beside another: what is written otherwise, and what is decided otherwise. */
export function CompareView() {
  const house = useHouse()
  const { compared, place, retry } = house
  const { opened } = useOpen()
  const older = compared === null ? null : valueIn(compared)
  const texts = useAnswer('compareBooks', older === null ? null : [older.key, opened.key])
  const decidable = older !== null && older.digest !== null && opened.digest !== null
  const diff = useAnswer('diff', decidable ? [older.key, opened.key] : null)
  offerCommand(diffLine(house))
  const sections = valueIn(texts)
  const missing = compared?.state === 'failed' && older === null
  if (sections !== null && !missing) return <Comparison sections={sections} diff={diff} decidable={decidable} />
  return (
    <Untitled title="What changed">
      {missing ? (
        <Failed what={`The version ${place.lens.compared}`} error={compared.error} retry={retry} />
      ) : texts.state === 'failed' ? (
        <Failed what="The comparison" error={texts.error} retry={retry} />
      ) : (
        <Loading what="the comparison" />
      )}
    </Untitled>
  )
}

interface ComparisonProps {
  readonly sections: readonly ComparedSection[]
  readonly diff: Loaded<DiffResult>
  /** Whether both policies decide anything. */
  readonly decidable: boolean
}

function Comparison({ sections, diff, decidable }: ComparisonProps) {
  const found = valueIn(diff)
  const meaning = found === null || 'error' in found ? null : found
  const changed = useMemo(() => changedOf(sections, meaning), [sections, meaning])
  useChangeKeys(changed.length)
  return (
    <div class="spec-compare" data-ready>
      <header class="spec-title">
        <h1>What changed</h1>
        <div class="spec-tools">
          <OtherVersion />
        </div>
        <Summary sections={sections} changed={changed} meaning={meaning} diff={diff} decidable={decidable} />
      </header>
      {changed.length === 0 ? (
        <Empty title="Every section is the same">{sections.length} sections were compared, word by word.</Empty>
      ) : (
        <div class="spec-changes">
          {changed.map(({ section, told }, place) => (
            <ChangedSection
              key={`${section.id} ${section.state}`}
              id={changeId(place)}
              section={section}
              told={told}
              meaning={meaning === null || told === null ? null : meaningOf(told, section, meaning)}
            />
          ))}
        </div>
      )}
    </div>
  )
}

/** Sections whose text is another one; after them those of which something else is decided though their text is the same. */
function changedOf(sections: readonly ComparedSection[], meaning: PolicyDiff | null): readonly Changed[] {
  const all = sections.map((section) => ({ section, told: meaning === null ? null : toldOf(section, meaning) }))
  const written = all.filter(({ section }) => section.state !== 'same')
  return [
    ...written,
    ...all.filter(({ section, told }) => section.state === 'same' && told !== null && told.length > 0),
  ]
}

const changeId = (place: number): string => `change-${place + 1}`

/** `n` and `p` go from one changed section to the next. */
function useChangeKeys(count: number): void {
  const step = (by: 1 | -1) => {
    const headings = Array.from({ length: count }, (_, place) => document.getElementById(changeId(place))!)
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
