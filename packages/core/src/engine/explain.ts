import type { Arguments } from '../policy/types.ts'
import { type Change, changesOf } from './changes.ts'
import type { Engine } from './engine.ts'
import type { Assertion, Decision, FactReading, Step, Undecided } from './types.ts'

/** A decision said in words, and what could change it. */
export interface Explanation {
  readonly decision: Decision | Undecided
  /** What holds, why, and who could loosen it: the same words wherever a decision is shown. */
  readonly sentence: string
  /** The facts that the statements about it turn on. */
  readonly facts: readonly FactReading[]
  /** Weakest level first. */
  readonly changes: readonly Change[]
}

/**
 * Explains one decision.
 * @param viewer the level of whoever reads the explanation; named in the sentence where given
 */
export function explain(
  engine: Engine,
  behavior: string,
  facts: readonly Assertion[],
  options: { readonly args?: Arguments | undefined; readonly viewer?: string | undefined } = {},
): Explanation {
  const decision = engine.decide(behavior, facts, options.args)
  const target = engine.target(behavior)
  if (decision.value === null || target === null) {
    const sentence = `Nothing declares \`${behavior}\`, so nothing permits it.`
    return { decision, sentence, facts: [], changes: [] }
  }
  const changes = changesOf(engine, target, facts, options.args)
  const parts = [`\`${behavior}\` is \`${decision.value}\`: ${cause(decision)}.`, outlook(decision, changes)]
  if (options.viewer !== undefined && changes.length > 0) parts.push(`You are ${person(options.viewer)}.`)
  const situation = engine.situation(facts, options.args)
  const sentence = parts.filter((part) => part !== '').join(' ')
  return { decision, sentence, facts: target.facts.map((fact) => situation.reading(fact)), changes }
}

/** A level as somebody in a sentence. */
export function person(level: string): string {
  if (level === 'root') return 'root'
  return `${level === 'system' || level === 'agent' ? 'the' : /^[aeio]/.test(level) ? 'an' : 'a'} ${level}`
}

function cause(decision: Decision): string {
  const { level, source } = decision.decidedBy
  const step = decision.trace.find((each) => each.level === level && each.source === source && each.effect !== 'none')
  if (decision.kind === 'bright-line') return `a bright line${at(source)}, which nobody may change`
  if (!decision.configured || step === undefined)
    return source === '' ? 'no declaration covers this tool' : `the default${at(source)}`
  const verb = step.statement === 'limit' ? 'limited' : 'set'
  return `${verb} by ${person(level)}${at(source)}${since(step)}`
}

const at = (source: string): string => (source === '' ? '' : ` (${source})`)

function since(step: Step): string {
  if (step.when === null) return ''
  return step.held === 'trusted'
    ? `, since ${step.when}`
    : `, since it may be that ${step.when}, and to tighten that is enough`
}

function outlook(decision: Decision, changes: readonly Change[]): string {
  if (decision.kind === 'bright-line') return ''
  if (changes.length === 0)
    return `No word from any level would ${decision.kind === 'scale' ? 'loosen' : 'change'} it here.`
  const scale = decision.kind === 'scale'
  const told = worthTelling(changes, scale)
  return told
    .map((change) => `${capitalised(scale || change.how !== 'set' ? one(change, scale) : choices(change, changes))}.`)
    .join(' ')
}

/** The weakest level for each value that a word of its own reaches, and the first fact worth vouching for; root, who can do anything, only where nobody else can. */
function worthTelling(changes: readonly Change[], scale: boolean): readonly Change[] {
  const firsts = changes.filter((change, place) => {
    if (change.how === 'vouch') return changes.findIndex((other) => other.how === 'vouch') === place
    if (change.how !== 'set') return false
    return changes.findIndex((other) => other.how === 'set' && (!scale || other.value === change.value)) === place
  })
  const told = firsts.length > 0 ? firsts : changes.slice(0, 1)
  const others = told.filter((change) => change.level !== 'root')
  return others.length > 0 ? others : told
}

function choices(first: Change, changes: readonly Change[]): string {
  const values = changes
    .filter((change) => change.how === 'set' && change.level === first.level)
    .map((change) => `\`${change.value}\``)
  return `${person(first.level)} may choose ${list(values)} instead${once(first)}`
}

const once = ({ without = [] }: Change): string =>
  without.length === 0 ? '' : ` once ${without.join(' and ')} ${without.length === 1 ? 'is' : 'are'} taken back`

function one(change: Change, scale: boolean): string {
  if (change.how === 'set') return `${person(change.level)} may raise it to \`${change.value}\`${once(change)}`
  const then = scale ? `raise it to \`${change.value}\`` : `choose \`${change.value}\``
  if (change.how === 'grant') return `${person(change.level)} may grant ${person(change.to!)} to ${then}`
  if (change.how === 'lift')
    return `it would be \`${change.value}\` if ${person(change.level)} took back ${change.source}`
  return `it would be \`${change.value}\` if ${person(change.level)} vouched that ${change.fact!.name} is ${String(change.fact!.value)}`
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
