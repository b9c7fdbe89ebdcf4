import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { commandLine, offerCommand, quoted } from '../app/copying.ts'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { valueIn } from '../app/loaded.ts'
import { useTrying } from '../app/trying.ts'
import type { Answer } from '../engine/questions.ts'
import { Level } from '../ui/level.tsx'
import { listed } from './free.ts'

type Granted = NonNullable<Answer<'minimalGrants'>>[number]

/** What a level would have to say so that a weaker one could choose a value. */
export function GrantForm({ behavior: fixed }: { readonly behavior: string | null }) {
  const house = useHouse()
  const { place, go } = house
  const { opened } = useOpen()
  const { query, lens } = place
  const id = fixed ?? query.behavior ?? ''
  const behavior = opened.behaviors.find((each) => each.id === id)
  const chain = [...new Set(opened.levels)].slice(0, -1)
  const by = chain.includes(query.by ?? '') ? query.by! : (chain[0] ?? '')
  const value = behavior?.values.includes(query.want ?? '') ? query.want! : ''
  const wanted = behavior === undefined || value === '' ? null : { behavior: id, value, by, facts: lens.facts }
  const grants = valueIn(useAnswer('minimalGrants', wanted === null ? null : [opened.key, wanted]))
  if (wanted !== null)
    offerCommand(() => commandLine(house, ['envelope', '--behavior', quoted(id), '--want', quoted(value), '--by', by]))
  const say = (more: Readonly<Record<string, string>>) => go({ query: { ...query, ...more } }, 'replace')
  return (
    <div>
      <div class="analysis-bar">
        {fixed === null && <BehaviorField id={id} onChoose={(behavior) => say({ behavior, want: '' })} />}
        <Choice
          label="Value"
          value={value}
          values={behavior?.values ?? []}
          disabled={behavior === undefined}
          onChoose={(want) => say({ want })}
        >
          <option value="">choose one</option>
        </Choice>
        <Choice label="Granted by" value={by} values={chain} onChoose={(level) => say({ by: level })} />
      </div>
      {wanted === null && id !== '' && behavior === undefined && <p role="status">Nothing declares {id}.</p>}
      {wanted !== null && grants !== null && (
        <ul class="analysis-list" aria-label={`What ${by} would have to say`}>
          {grants.map((grant) => (
            <Grant key={grant.to} grant={grant} by={by} value={value} />
          ))}
        </ul>
      )}
    </div>
  )
}

function BehaviorField({ id, onChoose }: { readonly id: string; onChoose(id: string): void }) {
  const { opened } = useOpen()
  const list = useId()
  return (
    <label class="analysis-choice">
      Behavior{' '}
      <input
        list={list}
        value={id}
        autocomplete="off"
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      />
      <datalist id={list}>
        {opened.behaviors
          .filter(({ kind }) => kind !== 'bright-line')
          .map((each) => (
            <option key={each.id} value={each.id} />
          ))}
      </datalist>
    </label>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly values: readonly string[]
  readonly disabled?: boolean
  /** What stands before the values. */
  readonly children?: ComponentChildren
  onChoose(value: string): void
}

function Choice({ label, value, values, disabled = false, children, onChoose }: ChoiceProps) {
  return (
    <label class="analysis-choice">
      {label}{' '}
      <select value={value} disabled={disabled} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {children}
        {values.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  )
}

function Grant({ grant, by, value }: { readonly grant: Granted; readonly by: string; readonly value: string }) {
  const { to, words, said, inTheWay } = grant
  const way = inTheWay.length === 0 ? 'No single statement is in the way.' : `In the way: ${listed(inTheWay)}.`
  return (
    <li class="analysis-grant">
      <Level level={to} />
      {words === null && (
        <p>
          could not choose {value}, whatever {by} adds. <span class="soft">{way}</span>
        </p>
      )}
      {words?.length === 0 && <p>may choose {value} as it is.</p>}
      {words !== null && words.length > 0 && (
        <p>
          could choose {value} once {said.join('; ')}. <DraftGrant grant={grant} />
        </p>
      )}
    </li>
  )
}

function DraftGrant({ grant: { layers, said } }: { readonly grant: Granted }) {
  const { asking } = useHouse()
  const { opened } = useOpen()
  const { tryFiles } = useTrying()
  const draft = async () => {
    const { files } = await asking.ask('replay', opened.key, layers, [], [])
    const text = said.join('; ')
    tryFiles(files, `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)
  }
  return (
    <button type="button" class="button button-quiet" onClick={draft}>
      Draft it
    </button>
  )
}
