import { type Change, type Decision, type Explanation, type FactReading, person, type Step } from '@bylaw/core'
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
    const rows = decision.trace.map((step) => [step.level, statement(step), outcome(step, decision), step.source])
    parts.push(titled('What was said, from the strongest level down', table(rows, style)))
  }
  if (facts.length > 0) parts.push(titled('What was taken to be so', facts.map(taken).map(visible).join('\n')))
  if (changes.length > 0) parts.push(titled('What would change this', changes.map(change).map(visible).join('\n')))
  if (discarded.length > 0) parts.push(titled('Not counted', discarded.map(uncounted).map(visible).join('\n')))
  return parts.join('\n\n')
}

const titled = (title: string, body: string): string => `${paint('underline', title)}\n${indented(body)}`

function statement({ statement, values, to, when }: Step): string {
  const condition = when === null ? '' : `, when ${when}`
  if (statement === 'asks') return `asks: ${to}${condition}`
  return `${statement} ${to === undefined ? '' : `${person(to)} `}${values.join(', ')}${condition}`
}

const why: Readonly<Record<string, string>> = {
  'out-of-reach': 'further than this level may go',
  unvouched: 'looser, and nobody entitled vouches for its condition',
  'not-below': 'names a level that is not below',
  'not-delegable': "can't be granted",
  'not-entitled': 'said by a level that may not vouch itself',
  'empty-limit': 'would leave no value',
  'bright-line': 'nobody may change a bright line',
}

function outcome(step: Step, decision: Decision): string {
  const { held, effect, reason, after = [], to } = step
  if (held === 'no') return 'its condition does not hold'
  const claimed = held === 'cautious' ? ' (on a claim: anyone may tighten)' : ''
  if (reason === 'capped') return `chose ${after.join()}, lowered by a limit (capped)`
  if (reason !== undefined) return `rejected: ${why[reason] ?? reason} (${reason})`
  if (effect === 'set') return `${after.join()}${claimed}`
  if (effect === 'lowered') return `lowered to ${after.join()}${claimed}`
  if (effect === 'limited') return `left: ${decision.kind === 'scale' ? 'up to ' : ''}${after.join(', ')}${claimed}`
  if (effect === 'granted')
    return `${person(to!)} may choose ${decision.kind === 'scale' ? 'up to ' : ''}${after.join(', ')}`
  if (effect === 'passed') return `${person(to!)} answers`
  return held === 'cautious' ? 'changed nothing: nobody entitled vouches for its condition' : 'changed nothing'
}

function taken({ name, value, by, trust, claimed, rejected }: FactReading): string {
  const entitled = trust === null ? '' : `, trusted by ${trust}`
  const who = by === null ? 'assumed: nobody entitled says' : `vouched for by ${person(by)}${entitled}`
  const others = claimed.map((claim) => `; ${person(claim.by)} says ${String(claim.value)}`).join('')
  const refused = rejected.map(({ source, reason }) => `; the trust in ${source} has no effect (${reason})`).join('')
  return `${name} is ${String(value)}, ${who}${others}${refused}`
}

function change({ level, how, value, to, without = [], source, fact }: Change): string {
  const first = without.length === 0 ? '' : `, once ${list(without)} ${without.length === 1 ? 'is' : 'are'} gone`
  if (how === 'set') return `${person(level)} sets \`${value}\`${first}`
  if (how === 'grant') return `${person(level)} grants ${person(to!)} \`${value}\`, and ${person(to!)} sets it`
  if (how === 'lift') return `${person(level)} takes back ${source}: then \`${value}\``
  return `${person(level)} vouches that ${fact!.name} is ${String(fact!.value)}: then \`${value}\``
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

const uncounted = ({ name, value, by, code }: Discarded): string =>
  `${name} = ${value}, said by ${person(by)}: no such fact, or not one of its values (${code})`
