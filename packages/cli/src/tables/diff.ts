import type { DecisionChange, PolicyDiff, ReachChange } from '@bylaw/core'
import { type Compared, type Group, grouped, type Otherwise, situationsOf, tally } from '../changes.ts'
import { hanging, inset } from '../layout.ts'
import { counted, paint } from '../output.ts'

const colours = { tighter: 'green', looser: 'red', changed: 'yellow' } as const

/** What is decided otherwise, as a person reviews it. */
export function drawnDiff(all: readonly Compared[]): string {
  return all
    .map(({ deployment, found }) =>
      deployment === null
        ? drawn(found)
        : `${paint('underline', hanging(`deployment ${deployment}`))}\n${drawn(found)}`,
    )
    .join('\n\n')
}

function drawn(found: PolicyDiff): string {
  const { textOnly, same, changes, added, removed, left } = found
  if (same)
    return paint('green', textOnly ? 'text only: nothing is decided otherwise' : 'nothing is decided otherwise there')
  const groups = grouped(found)
  const behaviors = groups.reduce((sum, each) => sum + each.behaviors.length, 0)
  const summary = changes.length === 0 ? [] : [`${tally(changes)}: ${counted(behaviors, 'behavior')} to look at\n`]
  const lists = [
    ['added', added],
    ['removed', removed],
  ] as const
  const named = lists.flatMap(([verb, each]) => [
    ...each.behaviors.map((id) => hanging(`${verb} the behavior ${id}`, 2)),
    ...each.facts.map((name) => hanging(`${verb} the fact ${name}`, 2)),
  ])
  const unseen = left.map(({ behavior, reason }) => paint('yellow', hanging(`${behavior}: not complete, ${reason}`, 2)))
  return [...summary, ...groups.map(group), ...named, ...unseen].join('\n')
}

function group({ behaviors, otherwise }: Group): string {
  return `${paint('bold', hanging(behaviors.join(', '), 2))}\n${inset(otherwise.map(told)).replace(/^ {2}(looser|tighter|changed)(?=:)/gm, coloured)}`
}

const coloured = (_: string, direction: keyof typeof colours): string => `  ${paint(colours[direction], direction)}`

const told = (each: Otherwise): string =>
  each.kind === 'decision' ? decision(each.change) : further(each.change, each.levels)

function decision(change: DecisionChange): string {
  const { direction, old, new: now, asks } = change
  const answered = asks === undefined ? '' : `, answered by ${asks.new} instead of ${asks.old}`
  return `${direction}: ${old} → ${now}${answered}${situations(change)}`
}

function further(change: ReachChange, levels: readonly string[]): string {
  const { direction, old, new: now } = change
  return `${levels.join(', ')} could reach ${now} instead of ${old} (${direction})${situations(change)}`
}

function situations(change: DecisionChange | ReachChange): string {
  const { count, where, args } = situationsOf(change)
  const as = where === '' ? 'where nobody asserts anything' : `where ${where}`
  return `, in ${count}, as ${as}${args === '' ? '' : `, with the arguments ${args}`}`
}
