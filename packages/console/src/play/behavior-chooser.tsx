import { useMemo, useState } from 'preact/hooks'
import { useHouse, useOpen } from '../app/house.ts'
import { useChoosing, useListInView } from '../ui/choosing.ts'
import { type Choice, choicesFor } from './choices.ts'

/** Finds a behavior by its title, its id or its section, and opens it. */
export function BehaviorChooser({ chosen }: { readonly chosen: string | null }) {
  const { opened, mounted } = useOpen()
  const { go, place } = useHouse()
  const [text, setText] = useState<string | null>(null)
  const behaviors = opened.digest === null ? mounted.behaviors : opened.behaviors
  const found = useMemo(() => (text === null ? [] : choicesFor(behaviors, text)), [behaviors, text])
  const current = behaviors.find(({ id }) => id === chosen)
  const shown = chosen === null ? '' : (current?.title ?? chosen)
  const isOpen = text !== null
  const choose = (choice: Choice) => {
    setText(null)
    const { show: _, example: __, args: ___, ...query } = place.query
    go({ query: { ...query, behavior: choice.id } })
  }
  const { at, onKeyDown: chooseByKey } = useChoosing(found, text, choose)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && isOpen) setText(null)
    else if (isOpen) return chooseByKey(event)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setText('')
    else return
    event.preventDefault()
  }
  return (
    <div class="play-chooser">
      <label for="play-behavior">Behavior</label>
      <input
        id="play-behavior"
        type="text"
        role="combobox"
        autocomplete="off"
        aria-expanded={isOpen}
        aria-controls="play-behaviors"
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found.length > 0 ? `play-behavior-${at}` : undefined}
        placeholder="Drugs, tone, tool.* …"
        value={text ?? shown}
        onClick={() => setText((before) => before ?? '')}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setText(null)}
      />
      <Choices found={found} at={at} isOpen={isOpen} onChoose={choose} />
      {isOpen && found.length === 0 && <p class="soft">No behavior is called so.</p>}
    </div>
  )
}

interface ChoicesProps {
  readonly found: readonly Choice[]
  readonly at: number
  readonly isOpen: boolean
  onChoose(choice: Choice): void
}

function Choices({ found, at, isOpen, onChoose }: ChoicesProps) {
  const list = useListInView(at)
  return (
    <div
      id="play-behaviors"
      class="play-choices"
      role="listbox"
      aria-label="Behaviors"
      hidden={!isOpen}
      ref={list}
      onMouseDown={(event) => event.preventDefault()}
    >
      {found.map((choice, place) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
        <div
          key={choice.id}
          id={`play-behavior-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === at}
          onClick={() => onChoose(choice)}
        >
          <span>{choice.title}</span> <code class="soft">{choice.more}</code>
        </div>
      ))}
    </div>
  )
}
