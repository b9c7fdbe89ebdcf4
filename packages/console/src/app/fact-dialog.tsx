import type { FactValue } from '@bylaw/core'
import { useState } from 'preact/hooks'
import type { OpenedFact } from '../engine/opened.ts'
import { withFact, withoutFact } from '../place/lens.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useAnswer, useHouse } from './house.ts'
import { valueIn } from './loaded.ts'

/** Everything that can be said of the situation: each fact with its values, unknown among them, and who says so. */
export function FactDialog({ onClose }: { onClose(): void }) {
  const { open } = useHouse()
  const opened = valueIn(open)?.opened
  return (
    <Dialog title="Situation" class="facts-dialog" onClose={onClose}>
      <h2>Situation</h2>
      <p class="soft">
        What is so, and who says it. Whoever may vouch for a fact decides it. Anyone else only claims it, and a claim is
        enough to tighten, never to loosen.
      </p>
      <FactList facts={opened?.facts ?? []} levels={[...new Set(opened?.levels ?? [])]} />
      <form method="dialog" class="dialog-end">
        <button type="submit" class="button">
          Done
        </button>
      </form>
    </Dialog>
  )
}

interface FactListProps {
  readonly facts: readonly OpenedFact[]
  readonly levels: readonly string[]
}

/** A control for every fact; what is chosen is in the lens at once, and what the engine takes to be so is told. */
export function FactList({ facts, levels }: FactListProps) {
  const { open, place } = useHouse()
  const opened = valueIn(open)?.opened
  const said = place.lens.facts.some(({ name }) => facts.some((fact) => fact.name === name))
  const asked = opened?.digest == null || !said ? null : ([opened.key, place.lens.facts] as const)
  const answer = valueIn(useAnswer('saidFacts', asked === null ? null : [...asked]))
  const told = asked === null || answer === null ? [] : answer
  return (
    <ul class="fact-list">
      {facts.map((fact) => (
        <li key={fact.name}>
          <FactControl
            fact={fact}
            levels={levels}
            told={told.find(({ reading }) => reading.name === fact.name)?.told ?? null}
          />
        </li>
      ))}
    </ul>
  )
}

interface FactControlProps {
  readonly fact: OpenedFact
  readonly levels: readonly string[]
  /** What is taken to be so, in words; null where nobody says anything. */
  readonly told: string | null
}

function FactControl({ fact, levels, told }: FactControlProps) {
  const { place, go } = useHouse()
  const { facts } = place.lens
  const said = facts.find(({ name }) => name === fact.name)
  const [chosen, setChosen] = useState(fact.vouchedBy)
  const by = said?.by ?? chosen
  const say = (value: FactValue | null, level: string) => {
    const others = said === undefined ? facts : withoutFact(facts, said)
    go(
      { lens: { facts: value === null ? others : withFact(others, { name: fact.name, value, by: level }) } },
      'replace',
    )
  }
  const sayBy = (level: string) => {
    setChosen(level)
    if (said !== undefined) say(said.value, level)
  }
  return (
    <fieldset class="fact">
      <legend>
        <code>{fact.name}</code> {fact.title !== null && <span class="soft">{fact.title}</span>}
      </legend>
      <ValueControl fact={fact} value={said?.value ?? null} say={(value) => say(value, by)} />
      <label class="fact-by">
        said by{' '}
        <select value={by} onChange={(event) => sayBy(event.currentTarget.value)}>
          {levels.map((level) => (
            <option key={level} value={level}>
              {level}
            </option>
          ))}
        </select>
      </label>
      {told !== null && <p class="fact-word">{told}</p>}
    </fieldset>
  )
}

interface ValueControlProps {
  readonly fact: OpenedFact
  readonly value: FactValue | null
  say(value: FactValue | null): void
}

function ValueControl({ fact: { name, type, assume }, value, say }: ValueControlProps) {
  const unknown = `nobody says (${String(assume)})`
  if (type.kind === 'number') {
    const { min, max } = type
    return (
      <input
        type="number"
        aria-label={name}
        placeholder={unknown}
        value={value === null ? '' : String(value)}
        min={min ?? undefined}
        max={max ?? undefined}
        step="any"
        onChange={({ currentTarget }) => say(currentTarget.value === '' ? null : currentTarget.valueAsNumber)}
      />
    )
  }
  const values: readonly FactValue[] = type.kind === 'bool' ? [true, false] : type.values
  return (
    <select
      aria-label={name}
      value={value === null ? '' : String(value)}
      onChange={({ currentTarget }) => say(values.find((each) => String(each) === currentTarget.value) ?? null)}
    >
      <option value="">{unknown}</option>
      {value !== null && !values.includes(value) && (
        <option value={String(value)}>{String(value)} (not a value of this fact)</option>
      )}
      {values.map((each) => (
        <option key={String(each)} value={String(each)}>
          {String(each)}
        </option>
      ))}
    </select>
  )
}
