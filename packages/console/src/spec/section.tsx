import { useCallback, useMemo, useState } from 'preact/hooks'
import { pinnedLink } from '../app/copying.ts'
import { useHouse } from '../app/house.ts'
import type { Chapter } from '../engine/book.ts'
import { Level } from '../ui/level.tsx'
import { BehaviorChip } from './block.tsx'
import type { Entry } from './contents.ts'
import type { Margin } from './margin.ts'
import { MarginNotes } from './margin.tsx'
import { type PieceScope, pieceNodes } from './pieces.tsx'

interface SectionProps {
  readonly entry: Entry
  readonly chapter: Chapter
  readonly margin: Margin | null
  readonly as: string | null
  /** Whether its text is on the page already, or only the room for it. */
  readonly shown: boolean
  /** The anchor within it that the address names. */
  readonly marked: string | null
  has(id: string): boolean
  titleOf(behavior: string): string
}

/** A heading with what stands under it, and beside it what it compiles to. */
export function SpecSection({ entry, chapter, margin, as, shown, marked, has, titleOf }: SectionProps) {
  const [lit, setLit] = useState<string | null>(null)
  const pointAt = useCallback((behavior: string | null) => setLit(behavior), [])
  const overlaid = margin?.overlaid.join(' ') ?? ''
  const text = useMemo(() => {
    const playable = entry.section !== null && entry.key === entry.section.id
    const scope: PieceScope = { entry: entry.key, has, marked, chapter, playable, titleOf, pointAt }
    return (
      <div class="spec-text">
        {shown && pieceNodes(entry.pieces, scope)}
        {shown && overlaid !== '' && (
          <div class="spec-block spec-chips">
            <span class="spec-chip-kind">an overlay says here</span>
            {overlaid.split(' ').map((behavior) => (
              <BehaviorChip key={behavior} behavior={behavior} scope={scope} />
            ))}
          </div>
        )}
      </div>
    )
  }, [entry, chapter, shown, marked, overlaid, has, titleOf])
  const notes = useMemo(
    () => margin !== null && shown && <MarginNotes title={entry.title} margin={margin} as={as} lit={lit} />,
    [margin, as, lit, shown, entry],
  )
  const application = margin?.application ?? null
  const off = application !== null && !application.applies
  return (
    <section
      class={off ? 'spec-section spec-off' : 'spec-section'}
      data-entry={entry.key}
      data-shown={shown ? '' : undefined}
      style={{ 'contain-intrinsic-size': `auto ${Math.round(entry.lines * 1.75 + 4)}rem` }}
    >
      <SectionHeading entry={entry} />
      {application !== null && (
        <p class="spec-applies">
          {off ? 'Does not apply in this situation' : 'Applies in this situation'}: {application.reason}.
        </p>
      )}
      {text}
      {notes}
    </section>
  )
}

function SectionHeading({ entry }: { readonly entry: Entry }) {
  const Heading = `h${entry.rank}` as 'h2'
  const authority = entry.section?.authority ?? null
  const own = (entry.section?.own ?? null) !== null
  return (
    <div class={`spec-heading spec-heading-${entry.rank}`}>
      <Heading id={entry.key} tabIndex={-1}>
        {entry.title}
      </Heading>
      {authority !== null && (
        <span class={own ? 'spec-authority' : 'spec-authority spec-inherited'} title={authorityTold(authority, own)}>
          <span class="heard">{own ? 'Authority: ' : 'Authority, as the section around it: '}</span>
          <Level level={authority} />
        </span>
      )}
      {(entry.section?.tags ?? []).map((tag) => (
        <span key={tag} class="spec-tag">
          <span class="heard">Tag: </span>
          {tag}
        </span>
      ))}
      <CopyLink entry={entry} />
    </div>
  )
}

const authorityTold = (authority: string, own: boolean): string =>
  `${authority === 'guideline' ? 'Every level may adjust this' : `May be loosened by ${authority} and above`}${own ? '' : ', as the section around it says'}`

function CopyLink({ entry }: { readonly entry: Entry }) {
  const house = useHouse()
  const copy = () => {
    const link = pinnedLink({ ...house, place: { ...house.place, rest: [entry.key], anchor: '' } })
    navigator.clipboard.writeText(link).then(
      () => house.tell('The link was copied. It names this version by its digest.'),
      () => house.tell('The browser does not let this page copy.'),
    )
  }
  return (
    <button type="button" class="spec-copy" aria-label={`Copy link to ${entry.title}`} title="Copy link" onClick={copy}>
      #
    </button>
  )
}
