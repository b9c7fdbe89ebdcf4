import type { Assertion, DecisionChange, Direction, PolicyDiff, ReachChange } from '@bylaw/core'
import { writtenFact } from '../place/lens.ts'

/** Directions as a shape and a word. */
export const turns: Readonly<Record<Direction, { readonly icon: string; readonly word: string }>> = {
  looser: { icon: '▲', word: 'looser' },
  tighter: { icon: '▼', word: 'tighter' },
  changed: { icon: '◆', word: 'another value' },
}

/** Where a change shows: a situation with the fewest words, and in how many others. */
export function where({ facts, situations }: Pick<DecisionChange, 'facts' | 'situations'>): string {
  const here = facts.length === 0 ? 'where nobody says anything of the situation' : `where ${said(facts)}`
  const others = situations - 1
  return others === 0 ? here : `${here}, and in ${others.toLocaleString('en')} more situation${others === 1 ? '' : 's'}`
}

const said = (facts: readonly Assertion[]): string => facts.map(writtenFact).join(' and ')

/** The changes, looser ones first: they are what somebody has to look at. */
export function ordered<C extends DecisionChange | ReachChange>(changes: readonly C[]): readonly C[] {
  const order: readonly Direction[] = ['looser', 'changed', 'tighter']
  return changes.toSorted((a, b) => order.indexOf(a.direction) - order.indexOf(b.direction))
}

/** What came in and went out beside decisions. */
export function listed({ added, removed }: PolicyDiff): readonly string[] {
  const told = (what: string, ids: readonly string[]): readonly string[] =>
    ids.length === 0 ? [] : [`${what}: ${ids.map((id) => `\`${id}\``).join(', ')}`]
  return [
    ...told('New behaviors', added.behaviors),
    ...told('Behaviors that are gone', removed.behaviors),
    ...told('New facts', added.facts),
    ...told('Facts that are gone', removed.facts),
  ]
}
