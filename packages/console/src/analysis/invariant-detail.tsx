import { commandLine, offerCommand, withoutFacts } from '../app/copying.ts'
import { useHouse, useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { Words } from '../ui/words.tsx'
import { counted, freeFlags, freeLevels, listed } from './free.ts'
import { type Proved, placeOf } from './invariants.tsx'
import { AnswerMark } from './marks.tsx'
import { useArrival } from './moving.ts'
import { Quoted } from './quoted.tsx'
import { restOf } from './route.ts'
import { WitnessShown } from './witness.tsx'
import { WordsChoice } from './words-choice.tsx'

/** One invariant: what it says, who says it, and why it is proved, refuted or undecided. */
export function InvariantDetail({ proof }: { readonly proof: Proved }) {
  const { invariant, answer, text, behaviors, counterexample, said } = proof
  const house = useHouse()
  const { opened } = useOpen()
  const heading = useArrival(invariant)
  const chosen = house.place.query.words ?? ''
  offerCommand(() => commandLine(withoutFacts(house), ['prove', ...freeFlags(chosen)]))
  return (
    <article class="analysis-detail">
      <header class={`analysis-verdict analysis-invariant-${answer}`}>
        <AnswerMark answer={answer} />
        <h2 ref={heading} tabIndex={-1}>
          {invariant}
        </h2>
        <p>
          <Words text={verdict(proof, freeLevels(opened, chosen))} />
        </p>
        <WordsChoice />
      </header>
      <section>
        <h3>What it says</h3>
        <pre class="analysis-sample">{text}</pre>
        <Quoted {...placeOf(proof)} told="Stated by" />
      </section>
      {counterexample !== null && (
        <section>
          <h3>What refutes it</h3>
          <WitnessShown
            key={JSON.stringify(counterexample)}
            witness={counterexample}
            said={said}
            values={counterexample.values}
          />
        </section>
      )}
      <section>
        <h3>The behaviors it speaks of</h3>
        <p class="analysis-actions">
          {behaviors.map((behavior) => (
            <Link key={behavior} class="button button-quiet" to={{ rest: restOf({ part: 'envelope', of: behavior }) }}>
              <code>{behavior}</code>
            </Link>
          ))}
        </p>
      </section>
    </article>
  )
}

function verdict({ answer, reason, situations }: Proved, free: readonly string[]): string {
  const whose = free.length === 0 ? 'with nothing said but what is mounted' : `whatever ${listed(free)} say`
  const said = free.length === 0 ? 'only what is mounted' : `words that ${listed(free)} could say`
  const looked = `${counted(situations, 'situation')} looked at`
  if (answer === 'holds')
    return `It holds in every situation, ${whose}: ${looked}, and there are no others to tell apart.`
  if (answer === 'refuted') return `It does not hold. Below is a smallest situation that breaks it, with ${said}.`
  return `It is neither proved nor refuted, ${whose}, for ${reason}. ${looked}; that is no proof.`
}
