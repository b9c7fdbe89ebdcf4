import type { Edit } from '@bylaw/core'
import { commandLine, offerCommand, withoutFacts } from '../app/copying.ts'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { valueIn } from '../app/loaded.ts'
import { useTrying } from '../app/trying.ts'
import type { Found } from '../engine/analysed.ts'
import { Words } from '../ui/words.tsx'
import { changedLines } from './changed-lines.ts'
import { SeverityMark } from './marks.tsx'
import { useArrival } from './moving.ts'
import { Quoted } from './quoted.tsx'
import { Situation } from './situation.tsx'

/** One finding: where it is, a situation that shows it, and what could be written instead. */
export function FindingDetail({ found }: { readonly found: Found }) {
  const { severity, code, message, help, file, line, column, length, section, related, facts, edit, behaviors } = found
  const house = useHouse()
  const sentence = valueIn(useAnswer('findingKinds', []))?.[code as never]
  const heading = useArrival(found.id)
  offerCommand(() => commandLine(withoutFacts(house), ['check', '--deep']))
  return (
    <article class="analysis-detail">
      <header>
        <p class="analysis-finding-head">
          <SeverityMark severity={severity} />
          <code class="soft">{code}</code> {sentence !== undefined && <span class="soft">{sentence}</span>}
        </p>
        <h2 ref={heading} tabIndex={-1}>
          <Words text={message} />
        </h2>
        {help !== undefined && (
          <p class="analysis-help">
            <Words text={`${help.charAt(0).toUpperCase()}${help.slice(1)}.`} />
          </p>
        )}
      </header>
      <section>
        <h3>{related.length === 0 ? 'Where it is' : 'The places, side by side'}</h3>
        <div class="analysis-side">
          <Quoted {...{ file, line, column, length, section }} />
          {related.map((other) => (
            <Quoted key={`${other.file}:${other.line}:${other.column}`} {...other} told={upper(other.message)} />
          ))}
        </div>
      </section>
      <Shown facts={facts} behaviors={behaviors} />
      {edit !== null && <Suggested edit={edit} />}
    </article>
  )
}

const upper = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** The situation that shows it, what is decided there, and the way to the playground. */
function Shown({ facts, behaviors }: Pick<Found, 'facts' | 'behaviors'>) {
  const { opened } = useOpen()
  const { place } = useHouse()
  const [first] = behaviors
  const asked = facts !== null && first !== undefined ? ([opened.key, first, facts] as const) : null
  const explained = valueIn(useAnswer('explain', asked === null ? null : [...asked]))
  if (facts === null && first === undefined) return null
  return (
    <section>
      <h3>{facts === null ? 'What it is about' : 'A situation that shows it'}</h3>
      {facts !== null && <Situation facts={facts} />}
      {explained !== null && (
        <p class="analysis-sentence">
          <Words text={explained.sentence} />
        </p>
      )}
      {behaviors.length > 0 && (
        <p class="analysis-actions">
          <span class="soft">Open in the playground:</span>{' '}
          {behaviors.map((behavior) => (
            <Link
              key={behavior}
              class="button button-quiet"
              to={{ screen: 'play', query: { behavior }, lens: { facts: facts ?? place.lens.facts } }}
            >
              <code>{behavior}</code>
            </Link>
          ))}
        </p>
      )}
    </section>
  )
}

/** What would be written instead, as the lines that change. */
function Suggested({ edit }: { readonly edit: Edit }) {
  const { opened, files } = useOpen()
  const { tryFiles } = useTrying()
  const after = valueIn(useAnswer('applied', [opened.key, edit]))
  const before = files.find(({ file }) => file === edit.file)
  const now = after?.find(({ file }) => file === edit.file)
  const lines = before === undefined || now === undefined ? [] : changedLines(before.text, now.text)
  return (
    <section>
      <h3>What could be written instead</h3>
      <p>
        <Words text={`${upper(edit.title)}, in `} />
        <code>{edit.file}</code>.
      </p>
      <pre class="analysis-diff">
        {lines.map(({ kind, line, text }) => (
          <span key={`${kind} ${line}`} class={`analysis-line analysis-line-${kind}`}>
            <i>{line}</i>
            <b aria-hidden="true">{{ same: ' ', gone: '−', new: '+' }[kind]}</b>
            {kind !== 'same' && <span class="heard">{kind === 'gone' ? 'gone: ' : 'new: '}</span>}
            {text}
            {'\n'}
          </span>
        ))}
      </pre>
      <p>
        <button
          type="button"
          class="button"
          disabled={after === null}
          onClick={() => tryFiles(after!, `${upper(edit.title)}, in ${edit.file}:${edit.from.line}.`)}
        >
          Draft it
        </button>{' '}
        <span class="soft">Nothing is changed outside this draft.</span>
      </p>
    </section>
  )
}
