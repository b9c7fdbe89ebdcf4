import { useHouse, useOpen } from '../app/house.ts'
import { valueIn } from '../app/loaded.ts'
import type { Book } from '../engine/book.ts'
import { gradesOf } from './dialogue.ts'
import { OtherVersion } from './other-version.tsx'

/** What is read here, how much of it there is, and how it is shown. */
export function TitlePage({ book }: { readonly book: Book }) {
  const { list } = useHouse()
  const { stack, opened } = useOpen()
  const shelved = valueIn(list)?.find(({ name }) => name === stack.name)
  const [first] = opened.layers
  const examples = book.chapters.flatMap((chapter) => chapter.examples)
  const sections = book.chapters.reduce((count, chapter) => count + chapter.sections.length, 0)
  const told = [
    `${book.chapters.length} ${book.chapters.length === 1 ? 'file' : 'files'}`,
    `${sections} sections`,
    `${opened.behaviors.length} behaviors`,
    `${examples.length} examples`,
  ]
  return (
    <header class="spec-title">
      <h1>{shelved?.title ?? stack.name ?? first?.title ?? 'Spec'}</h1>
      <p class="soft">
        {told.join(' · ')}
        {first?.version != null && ` · version ${first.version}`}
        {opened.digest !== null && (
          <>
            {' · '}
            <code title={opened.digest}>{opened.digest.slice(0, 12)}</code>
          </>
        )}
      </p>
      <div class="spec-tools">
        {examples.length > 0 && <AnswersChoice {...gradesOf(examples)} />}
        <OtherVersion />
      </div>
    </header>
  )
}

/** Which answers the examples show. */
function AnswersChoice({ good, bad }: { readonly good: number; readonly bad: number }) {
  const { place, go } = useHouse()
  const { rest, anchor, query } = place
  return (
    <label class="spec-tool">
      <span>Answers</span>
      <select
        value={query.grade ?? ''}
        onChange={({ currentTarget }) =>
          go({ rest, anchor, query: { ...query, grade: currentTarget.value } }, 'replace')
        }
      >
        <option value="">all</option>
        <option value="good">good only ({good})</option>
        <option value="bad">bad only ({bad})</option>
      </select>
    </label>
  )
}
