import type { DecisionChange, Direction, ReachChange } from '@bylaw/core'
import { type Compared, grouped, type Otherwise, situationsOf, tally } from '../changes.ts'
import type { Versions } from '../versions.ts'
import { code } from './escape.ts'

/** So many rows stand open; the rest is folded away. */
const OPEN = 12
/** So many characters a comment may have; what is longer is cut between rows. */
const LONGEST = 60_000

const signs: Readonly<Record<Direction, string>> = { looser: '🔓 looser', tighter: '🔒 tighter', changed: '🔁 changed' }

/** What is decided otherwise, for a comment on a pull request: a sentence, a table, and the rest folded away. */
export function markdownDiff(
  all: readonly Compared[],
  { added, removed }: Pick<Versions, 'added' | 'removed'>,
): string {
  const parts = all.flatMap(({ deployment, found }) => [
    ...(deployment === null ? [] : [`### Deployment ${code(deployment)}`]),
    ...sectionsOf({ deployment, found }),
  ])
  const deployments = [
    ...added.map((name) => `- the deployment ${code(name)} is new`),
    ...removed.map((name) => `- the deployment ${code(name)} is gone`),
  ]
  const whole = [`## Bylaw: ${headline(all)}`, ...parts, ...(deployments.length === 0 ? [] : [deployments.join('\n')])]
  return cut(whole)
}

function headline(all: readonly Compared[]): string {
  const changes = all.flatMap(({ found }) => found.changes)
  if (all.every(({ found }) => found.textOnly)) return 'only the text changes'
  if (changes.length > 0) return `decisions change (${tally(changes)})`
  return all.every(({ found }) => found.same)
    ? 'nothing is decided otherwise there'
    : 'no decision changes, but this does'
}

function sectionsOf({ found }: Compared): string[] {
  if (found.same) return ['Nothing is decided otherwise.']
  const rows = grouped(found).flatMap(({ behaviors, otherwise }) => otherwise.map((each) => [behaviors, each] as const))
  const decisions = rows.filter(([, { kind }]) => kind === 'decision').map(([behaviors, each]) => row(behaviors, each))
  const reach = rows.filter(([, { kind }]) => kind === 'reach').map(([behaviors, each]) => row(behaviors, each))
  const rest = [
    ...folded('More decisions', DECISIONS, decisions.slice(OPEN)),
    ...folded('How far levels could go', REACHES, reach),
    ...folded('Added and removed', ['', '', ''], named(found)),
  ]
  const unseen = found.left.map(({ behavior, reason }) => [code(behavior), code(reason)])
  return [
    ...(decisions.length === 0 ? [] : [tableOf(DECISIONS, decisions.slice(0, OPEN))]),
    ...rest,
    ...folded('Not looked at in every situation', ['behavior', 'why'], unseen),
  ]
}

const DECISIONS = ['', 'behavior', 'was', 'is', 'where']
const REACHES = ['', 'behavior', 'who', 'could reach', 'instead of', 'where']

function row(behaviors: readonly string[], each: Otherwise): string[] {
  const { change } = each
  const about = [signs[change.direction], behaviors.map(code).join(', ')]
  if (each.kind === 'decision') return [...about, answer(each.change, 'old'), answer(each.change, 'new'), where(change)]
  return [...about, each.levels.map(code).join(', '), code(change.new), code(change.old), where(change)]
}

function answer({ asks, ...change }: DecisionChange, side: 'old' | 'new'): string {
  return `${code(change[side])}${asks === undefined ? '' : ` (answered by ${code(asks[side])})`}`
}

function where(change: DecisionChange | ReachChange): string {
  const { count, where, args } = situationsOf(change)
  const as = where === '' ? 'where nobody asserts anything' : `where ${code(where)}`
  return `${count}, as ${as}${args === '' ? '' : ` with ${code(args)}`}`
}

function named({ added, removed }: Compared['found']): string[][] {
  return [
    ...added.behaviors.map((id) => ['added', 'behavior', code(id)]),
    ...added.facts.map((name) => ['added', 'fact', code(name)]),
    ...removed.behaviors.map((id) => ['removed', 'behavior', code(id)]),
    ...removed.facts.map((name) => ['removed', 'fact', code(name)]),
  ]
}

function folded(title: string, header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  return [`<details><summary>${title} (${rows.length})</summary>\n\n${tableOf(header, rows)}\n\n</details>`]
}

function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A comment that is too long for its place loses its last sections, and says so. */
function cut(parts: readonly string[]): string {
  const whole = parts.join('\n\n')
  if (whole.length <= LONGEST) return whole
  const kept: string[] = []
  for (const part of parts) {
    if ([...kept, part].join('\n\n').length > LONGEST) break
    kept.push(part)
  }
  return [...kept, 'There is more than a comment has room for: run `bylaw diff` to see all of it.'].join('\n\n')
}
