import { type Decision, type Explanation, person, toldChange, toldFact, toldOutcome, toldStatement } from '@bylaw/core'
import type { Discarded } from './facts.ts'
import { indented, paint, table, visible } from './output.ts'

/** A decision as a person reads it: the sentence, then each statement considered, then what would change it. */
export function explained(
  decision: Decision,
  { sentence, facts, changes }: Explanation,
  discarded: readonly Discarded[],
): string {
  const style = (column: number) => (column === 0 ? 'cyan' : column === 3 ? 'dim' : null)
  const parts = [paint('bold', visible(sentence))]
  if (decision.trace.length > 0) {
    const rows = decision.trace.map((step) => [
      step.level,
      toldStatement(step),
      toldOutcome(step, decision),
      step.source,
    ])
    parts.push(titled('What was said, from the strongest level down', table(rows, style)))
  }
  if (facts.length > 0) parts.push(titled('What was taken to be so', lines(facts.map(toldFact))))
  if (changes.length > 0) parts.push(titled('What would change this', lines(changes.map(toldChange))))
  if (discarded.length > 0) parts.push(titled('Not counted', lines(discarded.map(uncounted))))
  return parts.join('\n\n')
}

const titled = (title: string, body: string): string => `${paint('underline', title)}\n${indented(body)}`

const lines = (sentences: readonly string[]): string => sentences.map(visible).join('\n')

const uncounted = ({ name, value, by, code }: Discarded): string =>
  `${name} = ${value}, said by ${person(by)}: no such fact, or not one of its values (${code})`
