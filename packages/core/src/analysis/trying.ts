import { type Change, inTheWay } from '../engine/changes.ts'
import { person } from '../engine/explain.ts'
import { Hypothesis } from '../engine/hypothesis.ts'
import { place } from '../engine/place.ts'
import { Situation } from '../engine/situation.ts'
import { targetOf } from '../engine/target.ts'
import type { Assertion } from '../engine/types.ts'
import { TOOLS } from '../policy/pattern.ts'
import type { Arguments, BehaviorStatement, Policy, Rank } from '../policy/types.ts'
import { conditionOver } from './condition-over.ts'
import { quoted } from './findings/edits.ts'
import { isWrittenAs, type WrittenFile, withBlock, withoutStatements } from './writing.ts'

/** The layers and the facts as they would be once somebody did something. */
export interface Trial {
  readonly layers: readonly WrittenFile[]
  readonly facts: readonly Assertion[]
  /** What was done, in one sentence. */
  readonly done: string
}

/** In what a change is tried. */
interface Trying {
  readonly policy: Policy
  readonly behavior: string
  readonly change: Change
  readonly rank: Rank
  readonly hypothesis: Hypothesis
  readonly when: string | undefined
}

/**
 * Does a change that `explain` found, in the texts and facts it was found in. Null where it can't be done: where the
 * layers are not those of the policy, or a statement to be taken out stands in a mandate, in a file mounted twice or in
 * one whose errors cost it its word, or where the level can't read the condition.
 * @param options `when`: the condition that what is added stands under; `args`: the arguments that the change was found with
 */
export function tried(
  policy: Policy,
  layers: readonly WrittenFile[],
  behavior: string,
  change: Change,
  facts: readonly Assertion[],
  options: { readonly when?: string | undefined; readonly args?: Arguments | undefined } = {},
): Trial | null {
  const target = targetOf(behavior, policy)
  const rank = policy.levels.indexOf(change.level)
  if (target === null || rank < 0 || !isWhole(change) || !isWrittenAs(policy, layers)) return null
  if (change.how === 'vouch')
    return { layers, facts: vouched(facts, change), done: doneBy(behavior, change, undefined) }
  const situation = new Situation(policy, facts, options.args)
  const chain = policy.levels.length - policy.mandates
  const hypothesis = new Hypothesis(target, (condition) => situation.held(condition), chain)
  const trying = { policy, behavior, change, rank, hypothesis, when: options.when }
  const written = change.how === 'lift' ? lifted(trying, layers) : said(trying, layers)
  return written === null ? null : { layers: written, facts, done: doneBy(behavior, change, options.when) }
}

/** Whether a change says what its kind needs. */
const isWhole = ({ how, to, source, fact }: Change): boolean =>
  (how !== 'grant' || to !== undefined) &&
  (how !== 'lift' || source !== undefined) &&
  (how !== 'vouch' || fact !== undefined)

/** The facts with a level's word for one, in place of what it said of it before. */
function vouched(facts: readonly Assertion[], { level, fact }: Change): readonly Assertion[] {
  const { name, value } = fact!
  return [...facts.filter((each) => each.name !== name || each.by !== level), { name, value, by: level }]
}

function lifted({ policy, change, rank, hypothesis }: Trying, layers: readonly WrittenFile[]) {
  const { statements, behavior } = hypothesis.target
  const named = statements.filter(
    ({ rank: by, kind, source }) =>
      by === rank && (kind === 'set' || kind === 'limit') && place(source) === change.source,
  )
  const without = (gone: BehaviorStatement): number => hypothesis.under(statements.filter((each) => each !== gone))
  const gone = named.find((each) => behavior.values[without(each)] === change.value) ?? named[0]
  return gone === undefined ? null : withoutStatements(policy, layers, [gone])
}

/** What is in the way of a `set` goes; then the grant is said, and the `set`. */
function said({ policy, behavior, change, rank, hypothesis, when }: Trying, layers: readonly WrittenFile[]) {
  const value = hypothesis.target.behavior.values.indexOf(change.value)
  const setting = change.how === 'grant' ? policy.levels.indexOf(change.to!) : rank
  if (value < 0 || setting < 0 || !isReadable(policy, behavior, rank, when)) return null
  const gone = change.without === undefined ? [] : inTheWay(hypothesis, rank, value)
  const condition = when === undefined ? [] : [`when: ${scalar(when)}`]
  const setTo = `{${quoted(behavior)}: ${quoted(change.value)}}`
  const words = [{ rank: setting, behavior, lines: [...condition, `set: ${setTo}`] }]
  if (change.how === 'grant')
    words.unshift({ rank, behavior, lines: [...condition, `grant: {${quoted(change.to!)}: ${setTo}}`] })
  return words.reduce<readonly WrittenFile[] | null>(
    (files, word) => (files === null ? null : withBlock(policy, files, word)),
    withoutStatements(policy, layers, gone),
  )
}

/** Whether a level can read a condition where it speaks of a behavior. */
export const isReadable = (policy: Policy, behavior: string, rank: Rank, when: string | undefined): boolean =>
  when === undefined || typeof conditionOver(policy, when, { rank, args: behavior.startsWith(TOOLS) }) !== 'string'

/** A condition as YAML: as it stands where that is read as text, else in quotes. */
export const scalar = (when: string): string =>
  /^[a-z]/i.test(when) && !/: |:$| #|\p{Cc}|\s$|^(true|false|null)$/iu.test(when) ? when : JSON.stringify(when)

function doneBy(behavior: string, change: Change, when: string | undefined): string {
  const { level, how, value, to, without = [], source, fact } = change
  const condition = when === undefined ? '' : `, when ${when}`
  const who = `${person(level).charAt(0).toUpperCase()}${person(level).slice(1)}`
  if (how === 'lift') return `${who} takes back ${source} as to \`${behavior}\`.`
  if (how === 'vouch') return `${who} vouches that ${fact!.name} is ${String(fact!.value)}.`
  if (how === 'grant')
    return `${who} grants ${person(to!)} \`${value}\` of \`${behavior}\`, and ${person(to!)} sets it${condition}.`
  const gone = without.length === 0 ? '' : `, and ${without.join(' and ')} ${without.length === 1 ? 'goes' : 'go'}`
  return `${who} sets \`${behavior}\` to \`${value}\`${condition}${gone}.`
}
