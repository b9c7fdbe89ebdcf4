import { commandLine, offerCommand, withoutFacts } from '../app/copying.ts'
import { useHouse } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { Empty } from '../app/states.tsx'
import type { Answer } from '../engine/questions.ts'
import { Words } from '../ui/words.tsx'
import { Row } from './findings.tsx'
import { counted, freeFlags } from './free.ts'
import { AnswerMark } from './marks.tsx'
import { useListKeys } from './moving.ts'
import { usePiecemeal } from './piecemeal.ts'
import { Place } from './quoted.tsx'
import { restOf } from './route.ts'
import { WordsChoice } from './words-choice.tsx'

export type Proved = Answer<'prove'>[number]

/** What wants looking at first. */
const order: readonly Proved['answer'][] = ['refuted', 'undecided', 'holds']
const words: Readonly<Record<Proved['answer'], string>> = {
  refuted: 'Refuted',
  undecided: 'Undecided',
  holds: 'Proved',
}

/** The invariants that fit the filter, refuted ones first. */
export function provedFitting(proofs: readonly Proved[], { answer = '', q = '' }: Readonly<Record<string, string>>) {
  const text = q.toLowerCase().trim()
  const fits = proofs.filter(
    (proof) =>
      (answer === '' || proof.answer === answer) &&
      `${proof.invariant} ${proof.text} ${proof.source} ${proof.level}`.toLowerCase().includes(text),
  )
  return fits.toSorted((a, b) => order.indexOf(a.answer) - order.indexOf(b.answer))
}

/** Every invariant and whether it is proved, refuted, or neither. */
export function Invariants({ proofs }: { readonly proofs: readonly Proved[] }) {
  const house = useHouse()
  const { place } = house
  const fits = provedFitting(proofs, place.query)
  const shown = usePiecemeal(fits)
  useListKeys()
  offerCommand(() => commandLine(withoutFacts(house), ['prove', ...freeFlags(place.query.words ?? '')]))
  if (proofs.length === 0) return <NoneStated />
  return (
    <section aria-label="Invariants">
      <AnswerBar proofs={proofs} />
      <p class="analysis-note">
        Proved means: in every situation, whatever is claimed, and whatever those levels say. {looked(proofs)}
        {place.lens.facts.length > 0 && ' The situation in the lens does not narrow this.'}
      </p>
      {fits.length === 0 && (
        <Empty title="No invariant fits">
          <p>{counted(proofs.length, 'invariant')} left out by the filter.</p>
        </Empty>
      )}
      <ul class="analysis-list">
        {shown.map((proof) => (
          <li key={proof.invariant} class={`analysis-invariant analysis-invariant-${proof.answer}`}>
            <AnswerMark answer={proof.answer} />
            <div>
              <p>
                <Row rest={restOf({ part: 'invariants', of: proof.invariant })} class="analysis-row">
                  {proof.invariant}
                </Row>
              </p>
              <Place {...placeOf(proof)} />
              {proof.reason !== null && (
                <p class="analysis-reason">
                  <Words text={`Neither proved nor refuted, for ${proof.reason}.`} />
                </p>
              )}
            </div>
            <span class="soft analysis-count">{counted(proof.situations, 'situation')}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Where an invariant is stated. */
export function placeOf({ source, section }: Pick<Proved, 'source' | 'section'>) {
  const colon = source.lastIndexOf(':')
  return { file: source.slice(0, colon), line: Number(source.slice(colon + 1)), section }
}

function looked(proofs: readonly Proved[]): string {
  const situations = proofs.reduce((sum, proof) => sum + proof.situations, 0)
  return `${counted(situations, 'situation')} looked at.`
}

function AnswerBar({ proofs }: { readonly proofs: readonly Proved[] }) {
  const { place, go } = useHouse()
  const { query } = place
  const chosen = query.answer ?? ''
  return (
    <div class="analysis-bar">
      <ul class="analysis-facets" aria-label="Answers">
        {['', ...order].map((each) => (
          <li key={each}>
            <Link
              class="analysis-facet"
              to={{ query: { ...query, answer: each } }}
              aria-current={each === chosen ? 'true' : undefined}
            >
              {each === '' ? 'All' : words[each as Proved['answer']]}{' '}
              <b>{proofs.filter(({ answer }) => each === '' || answer === each).length}</b>
            </Link>
          </li>
        ))}
      </ul>
      <label class="analysis-filter">
        <span class="heard">Filter the invariants</span>
        <input
          type="search"
          data-filter
          placeholder="Filter by words or behavior"
          value={query.q ?? ''}
          onInput={({ currentTarget }) => go({ query: { ...query, q: currentTarget.value } }, 'replace')}
        />
      </label>
      <WordsChoice />
    </div>
  )
}

function NoneStated() {
  return (
    <Empty title="No invariant is stated">
      <p>
        A layer states one in a block: <code>invariant:</code> with its name, and <code>holds:</code> with what is to be
        true in every situation. Nothing was proved, and nothing was refuted.
      </p>
      <pre class="analysis-sample">{`invariant: nothing explicit for the young\nholds: 'behavior["erotica"] != "explicit" || user.age_group == "adult"'`}</pre>
    </Empty>
  )
}
