import type { PolicyDiff } from '@bylaw/core'
import type { ComparedSection } from '../../engine/compare.ts'

/** What a section's changes mean for what is decided. */
export type Meaning = 'looser' | 'tighter' | 'changed' | 'moved' | 'added' | 'removed' | 'blocks' | 'words'

/** What each meaning is called, and what it says. */
export const meanings: Readonly<
  Record<Meaning, { readonly word: string; readonly shape: string; readonly says: string }>
> = {
  looser: { word: 'looser', shape: '▲', says: 'something is decided more loosely, or could be' },
  tighter: { word: 'tighter', shape: '▼', says: 'something is decided more tightly, or less is possible' },
  changed: { word: 'decided otherwise', shape: '◆', says: 'something else is decided' },
  moved: { word: 'moved level', shape: '⇅', says: 'another level may change it' },
  added: { word: 'new behavior', shape: '+', says: 'something is decided that nothing decided before' },
  removed: { word: 'behavior gone', shape: '−', says: 'something is not decided any more' },
  blocks: {
    word: 'block changed',
    shape: '▪',
    says: 'what the machine obeys is written otherwise; what follows is told at the behaviors',
  },
  words: { word: 'words only', shape: '=', says: 'nothing is decided otherwise' },
}

/** One behavior of a section that comes out otherwise: a short line about it. */
export interface Told {
  readonly behavior: string
  readonly meaning: Meaning
  readonly text: string
  /** Whether it is about what a level could do, and not about what is decided now. */
  readonly reach: boolean
}

/** What the changes of a section mean, weightiest first; words only where nothing is decided otherwise. */
export function toldOf({ behaviors, authority, state }: ComparedSection, diff: PolicyDiff): readonly Told[] {
  const speaks = (behavior: string) => behaviors.some((each) => covers(each, behavior))
  const told = [...decisions(diff), ...reaches(diff), ...comings(diff)].filter(({ behavior }) => speaks(behavior))
  const known = new Set<string>()
  const once = told.filter(
    ({ behavior, text }) => !known.has(`${behavior} ${text}`) && known.add(`${behavior} ${text}`),
  )
  const moved = state === 'changed' && authority.older !== authority.newer
  return moved ? [...once, movedLevel(authority)] : once
}

/** Whether a name is a behavior, or a family that it belongs to. */
export const covers = (name: string, behavior: string): boolean =>
  name === behavior || (name.endsWith('.*') && behavior.startsWith(name.slice(0, -1)))

const movedLevel = ({ older, newer }: ComparedSection['authority']): Told => ({
  behavior: '',
  meaning: 'moved',
  text: `authority: ${older ?? 'none'} → ${newer ?? 'none'}`,
  reach: false,
})

const decisions = ({ changes }: PolicyDiff): readonly Told[] =>
  changes.map(({ behavior, direction, old, new: now, facts, asks }) => {
    const where =
      facts.length === 0 ? '' : ` where ${facts.map(({ name, value }) => `${name} is ${String(value)}`).join(' and ')}`
    const what =
      asks === undefined ? `${old} → ${now}` : `${old}, answered by ${asks.old || 'nobody'} → ${asks.new || 'nobody'}`
    return { behavior, meaning: direction, text: what + where, reach: false }
  })

const reaches = ({ reach }: PolicyDiff): readonly Told[] =>
  reach.map(({ behavior, direction, old, new: now, level, granted }) => ({
    behavior,
    meaning: direction,
    text: `${level} could reach ${old} → ${now}${granted ? ', if it were granted' : ''}`,
    reach: true,
  }))

const comings = ({ added, removed }: PolicyDiff): readonly Told[] => [
  ...added.behaviors.map((behavior): Told => ({ behavior, meaning: 'added', text: 'new', reach: false })),
  ...removed.behaviors.map((behavior): Told => ({ behavior, meaning: 'removed', text: 'gone', reach: false })),
]

const weight: readonly Meaning[] = ['looser', 'changed', 'moved', 'removed', 'tighter', 'added']

/**
 * The one word for a section: the weightiest of what its changes mean. Words only is said where no block is another
 * one, or where nothing at all is decided otherwise.
 */
export function meaningOf(told: readonly Told[], { texts }: ComparedSection, diff: PolicyDiff): Meaning {
  const found = weight.find((meaning) => told.some((each) => each.meaning === meaning))
  if (found !== undefined) return found
  const blocks = texts.some(({ kind, stretches }) => kind === 'block' && stretches.some((each) => each.kind !== 'both'))
  return blocks && !diff.same ? 'blocks' : 'words'
}
