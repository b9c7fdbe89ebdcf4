import './detail.css'
import './rows.css'
import './analysis.css'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { type Loaded, valueIn } from '../app/loaded.ts'
import { Empty, Failed, Loading } from '../app/states.tsx'
import { DraftEffects } from './draft-effects.tsx'
import { freeOptions } from './free.ts'
import { Parts } from './parts.tsx'
import { type Part, parts, restOf, routeOf } from './route.ts'

const titles: Readonly<Record<Part, string>> = {
  findings: 'Findings',
  invariants: 'Invariants',
  envelope: 'Envelope',
}

/** What the layers add up to over all situations: what is suspicious, what is proved, and how far words could go. */
export function AnalysisScreen() {
  const { place } = useHouse()
  const { mounted, opened } = useOpen()
  const route = routeOf(place.rest)
  const { part } = route
  const free = freeOptions(place.query.words ?? '')
  const { facts } = place.lens
  const sound = opened.digest !== null
  const answers = {
    findings: useAnswer('found', part === 'findings' ? [opened.key] : null),
    invariants: useAnswer('prove', part === 'invariants' && sound ? [opened.key, free] : null),
    envelope: useAnswer('envelope', part === 'envelope' && sound ? [opened.key, { ...free, facts }] : null),
  }
  const drafted = opened.key !== mounted.key && sound && mounted.digest !== null
  const effects = useAnswer('effects', drafted ? [mounted.key, opened.key, free, facts] : null)
  const before = drafted ? valueIn(effects) : null
  const answer: Loaded<unknown> = answers[part]
  const refused = part !== 'findings' && !sound
  return (
    <div class="analysis" data-ready={refused || valueIn(answer) !== null ? '' : undefined}>
      <header class="analysis-head">
        <h1>Analysis</h1>
        <p class="soft">What the layers add up to, over every situation at once.</p>
        <Tabs part={part} words={place.query.words ?? ''} />
      </header>
      {before !== null && <DraftEffects effects={before} />}
      {answer.state === 'failed' && !refused && <Failed what="The analysis" error={answer.error} />}
      {refused ? (
        <Refused />
      ) : (
        <div aria-busy={answer.state === 'ready' && answer.stale}>
          {valueIn(answer) === null && answer.state === 'loading' && <Loading what="the analysis" />}
          <Parts
            route={route}
            found={valueIn(answers.findings)}
            proofs={valueIn(answers.invariants)}
            rows={valueIn(answers.envelope)}
            effects={before}
          />
        </div>
      )}
    </div>
  )
}

function Tabs({ part, words }: { readonly part: Part; readonly words: string }) {
  const query: Readonly<Record<string, string>> = words === '' ? {} : { words }
  return (
    <nav class="analysis-tabs" aria-label="Parts of the analysis">
      {parts.map((each) => (
        <Link
          key={each}
          to={{ rest: restOf({ part: each, of: null }), query }}
          aria-current={each === part ? 'page' : undefined}
        >
          {titles[each]}
        </Link>
      ))}
    </nav>
  )
}

function Refused() {
  return (
    <Empty
      title="The policy is refused"
      action={
        <Link class="button" to={{ rest: [], query: { sev: 'error' } }}>
          See what is wrong
        </Link>
      }
    >
      <p>There is nothing to prove of it, and nothing to reach, until what is wrong in its files is mended.</p>
    </Empty>
  )
}
