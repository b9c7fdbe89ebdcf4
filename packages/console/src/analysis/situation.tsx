import type { Assertion } from '@bylaw/core'
import { Level } from '../ui/level.tsx'

/** What is so, and who says it. */
export function Situation({ facts }: { readonly facts: readonly Assertion[] }) {
  if (facts.length === 0) return <p>Nobody says anything about the situation.</p>
  return (
    <ul class="analysis-facts">
      {facts.map(({ name, value, by }) => (
        <li key={`${name} ${String(value)} ${by}`}>
          <code>{name}</code> is <b>{String(value)}</b>, said by <Level level={by} />
        </li>
      ))}
    </ul>
  )
}

/** The same in one line. */
export const inOneLine = (facts: readonly Assertion[]): string =>
  facts.map(({ name, value, by }) => `${name} is ${String(value)} (${by})`).join(', ')
