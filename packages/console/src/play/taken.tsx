import { Words } from '../ui/words.tsx'
import type { Explained } from './stations.ts'

/** What the facts were taken to be, on whose word. */
export function Taken({ explained: { facts, discarded } }: { readonly explained: Explained }) {
  if (facts.length === 0 && discarded.length === 0) return null
  return (
    <section class="play-part" aria-labelledby="play-taken-title">
      <h2 id="play-taken-title">What was taken to be so</h2>
      <ul class="play-taken">
        {facts.map(({ reading, told }) => (
          <li key={reading.name}>
            <Words text={told} />
          </li>
        ))}
        {discarded.map(({ name, value, by }) => (
          <li key={`${name} ${by}`}>
            <span class="play-wrong">not read:</span> <code>{`${name}=${String(value)}@${by}`}</code>, which the spec
            does not declare so
          </li>
        ))}
      </ul>
    </section>
  )
}
