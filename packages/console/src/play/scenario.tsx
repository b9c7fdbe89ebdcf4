import type { Example } from '@bylaw/core'
import { useHouse, useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { withFact, writtenFact } from '../place/lens.ts'
import { factsIn, type Scenario } from './scenarios.ts'

const grades = {
  good: { icon: '✓', word: 'good' },
  bad: { icon: '✕', word: 'bad' },
  ok: { icon: '○', word: 'acceptable' },
} as const

/** An example of the spec: its conversation, and the answers as they are graded. */
export function ScenarioShown({ scenario }: { readonly scenario: Scenario }) {
  const { place, go } = useHouse()
  const { opened, mounted } = useOpen()
  const { example, section } = scenario
  const { example: _, ...query } = place.query
  const told = factsIn(example, (opened.digest === null ? mounted : opened).facts)
  const { facts } = place.lens
  const missing = told.filter((fact) => !facts.some((each) => writtenFact(each) === writtenFact(fact)))
  const take = () => go({ lens: { facts: missing.reduce(withFact, facts) } }, 'replace')
  return (
    <section class="play-part play-scenario" aria-labelledby="play-scenario-title">
      <div class="play-part-head">
        <h2 id="play-scenario-title">{example.title || 'Example'}</h2>
        <Link
          class="button button-quiet"
          to={{
            query: { ...query, ...(scenario.behavior !== null && { behavior: query.behavior ?? scenario.behavior }) },
          }}
        >
          Close the example
        </Link>
      </div>
      <p class="soft">
        From <Link to={{ screen: 'spec', rest: [section.id] }}>{section.title}</Link>
      </p>
      {missing.length > 0 && (
        <p class="play-take">
          <button type="button" class="button" onClick={take}>
            Take over what it says
          </button>{' '}
          {missing.map((fact) => (
            <code key={fact.name}>{writtenFact(fact)}</code>
          ))}
        </p>
      )}
      <Conversation example={example} />
    </section>
  )
}

function Conversation({ example: { turns, answers, title } }: { readonly example: Example }) {
  return (
    <>
      <ol class="play-turns" aria-label={`Conversation: ${title}`}>
        {turns.map(({ role, text, line }) => (
          <li key={line} class={`play-said play-said-${role.startsWith('untrusted') ? 'untrusted' : role}`}>
            <b>{role.replaceAll('_', ' ')}</b>
            <p>{unwrapped(text)}</p>
          </li>
        ))}
      </ol>
      <ul class="play-answers" aria-label="Graded answers">
        {answers
          .filter(({ grade }) => grade !== null)
          .map(({ grade, why, text, line }) => (
            <li key={line} class={`play-answer play-answer-${grade}`}>
              <b>
                <span aria-hidden="true">{grades[grade!].icon}</span> {grades[grade!].word}
              </b>
              {why !== null && <p class="play-answer-why">{why}</p>}
              <p>{unwrapped(text)}</p>
            </li>
          ))}
      </ul>
    </>
  )
}

/** Text without the line ends at which a file wraps it; a short line, a list item or an indented line stays one. */
const unwrapped = (text: string): string => text.trim().replace(/(?<=^.{70,})\n(?=[\p{L}\d"'(])/gmu, ' ')
