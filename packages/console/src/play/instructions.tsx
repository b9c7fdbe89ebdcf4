import { useState } from 'preact/hooks'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { useRested, valueIn } from '../app/loaded.ts'

/** The instructions that a model would be given in this situation. */
export function Instructions() {
  const { place } = useHouse()
  const { opened } = useOpen()
  const [shown, setShown] = useState(false)
  const { facts, as } = place.lens
  const settled = useRested(opened.key) === opened.key
  const asked = shown && opened.digest !== null && settled
  const told = valueIn(useAnswer('compose', asked ? [opened.key, facts, as ?? 'user'] : null))
  return (
    <details class="play-part play-fold" open={shown} onToggle={({ currentTarget }) => setShown(currentTarget.open)}>
      <summary>
        <h2>What the model is told</h2>
      </summary>
      {told !== null && (
        <>
          {told.situation !== '' && (
            <>
              <h3>In this situation</h3>
              <Text text={told.situation} label="What the model is told in this situation" />
            </>
          )}
          <h3>In every situation</h3>
          <Text text={told.stable} label="What the model is told in every situation" />
        </>
      )}
    </details>
  )
}

function Text({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard as well
    <section class="play-code" aria-label={label} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  )
}
