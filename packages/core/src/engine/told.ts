import type { Change } from './changes.ts'
import { person } from './explain.ts'
import type { Decision, FactReading, Reason, Step } from './types.ts'

/** What a statement says: `limit general, when user.age_group == "under_18"`. */
export function toldStatement({ statement, values, to, when }: Step): string {
  const condition = when === null ? '' : `, when ${when}`
  if (statement === 'asks') return `asks: ${to}${condition}`
  return `${statement} ${to === undefined ? '' : `${person(to)} `}${values.join(', ')}${condition}`
}

const why: Readonly<Record<Exclude<Reason, 'capped'>, string>> = {
  'out-of-reach': 'further than this level may go',
  unvouched: 'looser, and nobody entitled vouches for its condition',
  'not-below': 'names a level that is not below',
  'not-delegable': "can't be granted",
  'not-entitled': 'said by a level that may not vouch itself',
  'empty-limit': 'would leave no value',
  'bright-line': 'nobody may change a bright line',
}

/** What a statement did in a decision, or why it did nothing. */
export function toldOutcome(step: Step, { kind }: Pick<Decision, 'kind'>): string {
  const { held, effect, reason, after = [], to } = step
  const most = kind === 'scale' ? 'up to ' : ''
  if (held === 'no') return 'its condition does not hold'
  const claimed = held === 'cautious' ? ' (on a claim: anyone may tighten)' : ''
  if (reason === 'capped') return `chose ${after.join()}, lowered by a limit (capped)`
  if (reason !== undefined) return `rejected: ${why[reason]} (${reason})`
  if (effect === 'set') return `${after.join()}${claimed}`
  if (effect === 'lowered') return `lowered to ${after.join()}${claimed}`
  if (effect === 'limited') return `left: ${most}${after.join(', ')}${claimed}`
  if (effect === 'granted') return `${person(to!)} may choose ${most}${after.join(', ')}`
  if (effect === 'passed') return `${person(to!)} answers`
  return held === 'cautious' ? 'changed nothing: nobody entitled vouches for its condition' : 'changed nothing'
}

/** What a fact was taken to be, on whose word, and what else was said of it. */
export function toldFact({ name, value, by, trust, claimed, rejected }: FactReading): string {
  const entitled = trust === null ? '' : `, trusted by ${trust}`
  const who = by === null ? 'assumed: nobody entitled says' : `vouched for by ${person(by)}${entitled}`
  const others = claimed.map((claim) => `; ${person(claim.by)} says ${String(claim.value)}`).join('')
  const refused = rejected.map(({ source, reason }) => `; the trust in ${source} has no effect (${reason})`).join('')
  return `${name} is ${String(value)}, ${who}${others}${refused}`
}

/** Who could bring about which value, and by what. */
export function toldChange({ level, how, value, to, without = [], source, fact }: Change): string {
  const first = without.length === 0 ? '' : `, once ${list(without)} ${without.length === 1 ? 'is' : 'are'} gone`
  if (how === 'set') return `${person(level)} sets \`${value}\`${first}`
  if (how === 'grant') return `${person(level)} grants ${person(to!)} \`${value}\`, and ${person(to!)} sets it`
  if (how === 'lift') return `${person(level)} takes back ${source}: then \`${value}\``
  return `${person(level)} vouches that ${fact!.name} is ${String(fact!.value)}: then \`${value}\``
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
