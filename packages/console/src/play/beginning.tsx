import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import type { Book } from '../engine/book.ts'
import { BehaviorChooser } from './behavior-chooser.tsx'
import { factsIn, inviting } from './scenarios.ts'

interface BeginningProps {
  readonly book: Book | null
  /** What stands between the choice of a behavior and the examples. */
  readonly children?: ComponentChildren
}

/** The playground before anything is asked: choose a behavior, or an example of the spec. */
export function Beginning({ book, children }: BeginningProps) {
  const { opened, mounted } = useOpen()
  const sound = opened.digest === null ? mounted : opened
  const scenarios = useMemo(() => (book === null ? [] : inviting(book, sound.facts, 6)), [book, sound])
  const titleOf = (id: string | null) => sound.behaviors.find((each) => each.id === id)?.title ?? id
  return (
    <section class="play-beginning" aria-labelledby="play-beginning-title" {...(book !== null && { 'data-ready': '' })}>
      <h1 id="play-beginning-title">What would it do?</h1>
      <p class="play-lead">
        Choose a behavior and say what is so. You see what is decided, by which line of which file, and who could change
        it. Nothing you try here changes anything but this page.
      </p>
      <BehaviorChooser chosen={null} />
      {children}
      {scenarios.length > 0 && (
        <>
          <h2>Or begin with an example of the spec</h2>
          <ul class="play-cards">
            {scenarios.map(({ name, behavior, example, section }) => (
              <li key={name}>
                <Link
                  class="play-card"
                  to={{
                    query: { example: name, ...(behavior !== null && { behavior }) },
                    lens: { facts: factsIn(example, sound.facts) },
                  }}
                >
                  <span class="play-card-title">{titleOf(behavior)}</span>
                  <span>
                    {section.title}: {example.title}
                  </span>
                  <q class="soft">{begun(example.turns.findLast(({ role }) => role === 'user')?.text ?? '')}</q>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const longest = 120

/** The beginning of a text, cut between words. */
function begun(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ')
  return line.length <= longest ? line : `${line.slice(0, longest).replace(/\s\S*$/, '')} …`
}
