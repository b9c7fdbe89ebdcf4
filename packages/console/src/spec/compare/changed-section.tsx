import { Link } from '../../app/link.tsx'
import type { ComparedSection, ComparedText, Stretch } from '../../engine/compare.ts'
import { Level } from '../../ui/level.tsx'
import { type Meaning, meanings, type Told } from './meaning.ts'

interface ChangedSectionProps {
  readonly id: string
  readonly section: ComparedSection
  /** What its changes mean; null where that is not known. */
  readonly told: readonly Told[] | null
  /** The same in one word. */
  readonly meaning: Meaning | null
}

/** A section that is not the same in both versions. */
export function ChangedSection({ id, section, told, meaning }: ChangedSectionProps) {
  const { title, olderTitle, state, authority, texts } = section
  return (
    <section class="spec-change">
      <div class="spec-change-head">
        <h2 id={id} tabIndex={-1}>
          {state === 'removed' ? (
            title
          ) : (
            <Link to={{ screen: 'spec', rest: [section.id], lens: { compared: null } }}>{title}</Link>
          )}
        </h2>
        {state !== 'changed' && <span class="spec-state">{state === 'same' ? 'same text' : state}</span>}
        {meaning !== null && <Badge meaning={meaning} state={state} />}
        <Authority authority={authority} state={state} />
      </div>
      {olderTitle !== null && (
        <p>
          Called <del>{olderTitle}</del> before.
        </p>
      )}
      <ToldList told={(told ?? []).filter(({ reach }) => !reach)} />
      <Reaches told={(told ?? []).filter(({ reach }) => reach)} />
      <div class="spec-change-texts">
        <Texts texts={texts} />
      </div>
    </section>
  )
}

function Badge({ meaning, state }: { readonly meaning: Meaning; readonly state: ComparedSection['state'] }) {
  const { word, shape, says } = meanings[meaning]
  const shown = meaning === 'words' && state !== 'changed' ? 'no behavior' : word
  return (
    <span class={`spec-meaning spec-meaning-${meaning}`} title={says}>
      <span aria-hidden="true">{shape}</span> {shown}
    </span>
  )
}

function Authority({ authority: { older, newer }, state }: Pick<ComparedSection, 'authority' | 'state'>) {
  if (state !== 'changed' || older === newer) {
    const level = newer ?? older
    return level === null ? null : <Level level={level} />
  }
  return (
    <span class="spec-moved">
      {older === null ? 'no authority' : <Level level={older} />} <span aria-hidden="true">→</span>
      <span class="heard">became</span> {newer === null ? 'no authority' : <Level level={newer} />}
    </span>
  )
}

/** What levels could do, folded where there is much of it. */
function Reaches({ told }: { readonly told: readonly Told[] }) {
  if (told.length < 2) return <ToldList told={told} />
  return (
    <details class="spec-same">
      <summary>What levels could reach: {told.length} changes</summary>
      <ToldList told={told} />
    </details>
  )
}

function ToldList({ told }: { readonly told: readonly Told[] }) {
  if (told.length === 0) return null
  return (
    <ul class="spec-list spec-told" aria-label="What is decided otherwise">
      {told.map(({ behavior, meaning, text }) => (
        <li key={`${behavior} ${text}`}>
          <span class={`spec-meaning spec-meaning-${meaning}`}>
            <span aria-hidden="true">{meanings[meaning].shape}</span> {meanings[meaning].word}
          </span>{' '}
          {behavior !== '' && (
            <Link to={{ screen: 'play', query: { behavior } }}>
              <code>{behavior}</code>
            </Link>
          )}{' '}
          {text}
        </li>
      ))}
    </ul>
  )
}

const isSame = ({ stretches }: ComparedText): boolean => stretches.every(({ kind }) => kind === 'both')

/** Texts that changed, with those around them; longer runs of what is the same are folded. */
function Texts({ texts }: { readonly texts: readonly ComparedText[] }) {
  return (
    <>
      {runsOf(texts).map(({ texts: run, folded }, place) =>
        folded ? (
          <details key={place} class="spec-same">
            <summary>
              {run.length} {run.length === 1 ? 'paragraph is' : 'paragraphs are'} the same
            </summary>
            {run.map((text, each) => (
              <TextBox key={each} text={text} />
            ))}
          </details>
        ) : (
          run.map((text, each) => <TextBox key={`${place} ${each}`} text={text} />)
        ),
      )}
    </>
  )
}

interface Run {
  readonly folded: boolean
  readonly texts: readonly ComparedText[]
}

/** Texts in runs of those that changed and those that did not. */
export function runsOf(texts: readonly ComparedText[]): readonly Run[] {
  const runs: { folded: boolean; texts: ComparedText[] }[] = []
  for (const text of texts) {
    const last = runs.at(-1)
    if (last?.folded === isSame(text)) last.texts.push(text)
    else runs.push({ folded: isSame(text), texts: [text] })
  }
  return runs
}

function TextBox({ text: { kind, stretches } }: { readonly text: ComparedText }) {
  const shown = stretches.map((stretch, place) => <StretchOf key={place} stretch={stretch} />)
  if (kind === 'text') return <p class="spec-compared">{shown}</p>
  return (
    <div class={`spec-compared spec-compared-${kind}`}>
      <p class="spec-label">{kind === 'example' ? 'Example' : 'Block'}</p>
      <div class="spec-said">{shown}</div>
    </div>
  )
}

function StretchOf({ stretch: { kind, text } }: { readonly stretch: Stretch }) {
  if (kind === 'both') return <>{text}</>
  return kind === 'newer' ? <ins>{text}</ins> : <del>{text}</del>
}
