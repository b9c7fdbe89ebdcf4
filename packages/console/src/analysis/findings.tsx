import type { ComponentChildren } from 'preact'
import { commandLine, offerCommand, withoutFacts } from '../app/copying.ts'
import { useAnswer, useHouse } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { valueIn } from '../app/loaded.ts'
import { Empty } from '../app/states.tsx'
import type { Found } from '../engine/analysed.ts'
import type { Answer } from '../engine/questions.ts'
import { Words } from '../ui/words.tsx'
import { counts, filterOf, fitting, severities } from './filtering.ts'
import { counted } from './free.ts'
import { SeverityMark, severityWord } from './marks.tsx'
import { useListKeys } from './moving.ts'
import { usePiecemeal } from './piecemeal.ts'
import { Place } from './quoted.tsx'
import { restOf } from './route.ts'

type FoundAll = Answer<'found'>

/** What was found in all layers together, and what was looked for. */
export function Findings({ all: { found, looked } }: { readonly all: FoundAll }) {
  const house = useHouse()
  const { place, go } = house
  const filter = filterOf(place.query)
  const fits = fitting(found, filter)
  const clear = () => go({ query: {} }, 'replace')
  useListKeys()
  offerCommand(() => commandLine(withoutFacts(house), ['check', '--deep']))
  return (
    <div class="analysis-columns">
      <section aria-label="Findings">
        <FilterBar found={found} />
        {looked === null && (
          <p class="notice notice-bad">
            This policy is refused. What is found over all situations was not looked for: only what shows when the files
            are read is listed.
          </p>
        )}
        {place.lens.facts.length > 0 && (
          <p class="analysis-note">
            Findings take all situations into account: the one in the lens does not narrow them.
          </p>
        )}
        {fits.length > 0 ? (
          <FoundList found={fits} />
        ) : found.length > 0 ? (
          <Empty
            title="No finding fits"
            action={
              <button type="button" class="button" onClick={clear}>
                Show all
              </button>
            }
          >
            <p>{counted(found.length, 'finding')} left out by the filter.</p>
          </Empty>
        ) : (
          <NothingFound looked={looked} />
        )}
      </section>
      <LookedFor found={found} looked={looked !== null} />
    </div>
  )
}

function FilterBar({ found }: { readonly found: readonly Found[] }) {
  const { place, go } = useHouse()
  const { query } = place
  const { severity, text, kind } = filterOf(query)
  const by = counts(found, 'severity')
  return (
    <div class="analysis-bar">
      <ul class="analysis-facets" aria-label="How grave">
        {['', ...severities].map((each) => (
          <li key={each}>
            <Link
              to={{ query: { ...query, sev: each } }}
              class="analysis-facet"
              aria-current={each === severity ? 'true' : undefined}
            >
              {each === '' ? 'All' : severityWord(each as Found['severity'])}{' '}
              <b>{each === '' ? found.length : (by.get(each) ?? 0)}</b>
            </Link>
          </li>
        ))}
        {kind !== '' && (
          <li>
            <Link
              to={{ query: { ...query, kind: '' } }}
              class="analysis-facet"
              aria-label={`Every kind, not ${kind} only`}
            >
              <code>{kind}</code> ×
            </Link>
          </li>
        )}
      </ul>
      <label class="analysis-filter">
        <span class="heard">Filter the findings</span>
        <input
          type="search"
          data-filter
          placeholder="Filter by words, file or level"
          value={text}
          onInput={({ currentTarget }) => go({ query: { ...query, q: currentTarget.value } }, 'replace')}
        />
      </label>
    </div>
  )
}

function FoundList({ found }: { readonly found: readonly Found[] }) {
  const shown = usePiecemeal(found)
  return (
    <ul class="analysis-list">
      {shown.map(({ id, severity, code, message, file, line, section }) => (
        <li key={id} class="analysis-finding">
          <p class="analysis-finding-head">
            <SeverityMark severity={severity} />
            <code class="soft">{code}</code>
          </p>
          <p>
            <Row rest={restOf({ part: 'findings', of: id })} class="analysis-row">
              <Words text={message} />
            </Row>
          </p>
          <Place file={file} line={line} section={section} />
        </li>
      ))}
    </ul>
  )
}

interface RowProps {
  readonly rest: readonly string[]
  readonly class: string
  readonly children: ComponentChildren
}

/** The link of a row, which the keys of a list go along. */
export function Row({ rest, class: name, children }: RowProps) {
  const { href, address } = useHouse()
  const place = href({ rest })
  return (
    <a class={name} data-row="" href={address.href(place)} data-place={place}>
      {children}
    </a>
  )
}

function NothingFound({ looked }: { readonly looked: FoundAll['looked'] }) {
  if (looked === null) return null
  const { behaviors, statements, facts, sections } = looked
  const what = [
    counted(behaviors, 'behavior'),
    counted(statements, 'statement'),
    counted(facts, 'fact'),
    counted(sections, 'section'),
  ]
  return (
    <Empty title="Nothing was found">
      <p>
        Looked at were {what.join(', ')}, in every situation that their conditions tell apart. What was looked for is
        listed on this page, each kind with how often it was found.
      </p>
    </Empty>
  )
}

/** Every kind of finding with its sentence and how many there are: what an empty list means. */
function LookedFor({ found, looked }: { readonly found: readonly Found[]; readonly looked: boolean }) {
  const { place } = useHouse()
  const { query } = place
  const sentences = valueIn(useAnswer('findingKinds', [])) ?? {}
  const by = counts(found, 'code')
  const known = Object.keys(sentences)
  const others = [...by.keys()].filter((code) => !known.includes(code)).toSorted()
  return (
    <section class="analysis-kinds" aria-labelledby="analysis-kinds">
      <h2 id="analysis-kinds">What was looked for</h2>
      <ul class="analysis-list">
        {known.map((code) => (
          <Kind key={code} code={code} count={looked ? (by.get(code) ?? 0) : null} query={query}>
            {sentences[code as keyof typeof sentences]}
          </Kind>
        ))}
        {others.map((code) => (
          <Kind key={code} code={code} count={by.get(code)!} query={query}>
            Seen when the files are read.
          </Kind>
        ))}
      </ul>
    </section>
  )
}

interface KindProps {
  readonly code: string
  /** Null: not looked for. */
  readonly count: number | null
  readonly query: Readonly<Record<string, string>>
  readonly children: ComponentChildren
}

function Kind({ code, count, query, children }: KindProps) {
  const chosen = query.kind === code
  const told = count === null ? 'not looked for' : String(count)
  return (
    <li class="analysis-kind">
      <p class="analysis-kind-head">
        {count === null || count === 0 ? (
          <code>{code}</code>
        ) : (
          <Link to={{ query: { ...query, kind: chosen ? '' : code } }} aria-current={chosen ? 'true' : undefined}>
            <code>{code}</code>
          </Link>
        )}
        <b class={count === 0 || count === null ? 'soft' : ''}>{told}</b>
      </p>
      <p class="soft">{children}</p>
    </li>
  )
}
