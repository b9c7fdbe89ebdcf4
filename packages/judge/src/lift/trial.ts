import {
  type Behavior,
  compile,
  createEngine,
  type Diagnostic,
  declarationOf,
  type Engine,
  type Policy,
  type Step,
} from '@bylaw/core'
import { layerOf } from './layer.ts'
import { type Facts, situationsOf } from './situations.ts'
import type { LiftedStatement } from './statement.ts'

/** What a statement tries that its level may not. */
export interface Overreach {
  readonly statement: LiftedStatement
  /** As the compiler or the engine says it: `out-of-reach`, `bright-line`, `not-below`, …; `beyond-delegable`: more than any grant can give. */
  readonly reason: string
  /** With a situation in which it is so, where facts make it so. */
  readonly message: string
}

export type Trial =
  | { readonly outcome: 'stands' }
  | { readonly outcome: 'tries'; readonly tries: Overreach }
  /** It can't be compiled, or not be tried. */
  | { readonly outcome: 'fails'; readonly why: string }

/** The file that a statement is tried in: no layer has its name. */
const TRIED = '<tried>'

/** Mounts one statement by itself, at a level, over the policy, and sees what becomes of it where its condition holds. */
export function tried(statement: LiftedStatement, policy: Policy, level: string): Trial {
  const { policy: compiled, diagnostics } = mounted(statement, policy, level)
  const own = diagnostics.filter(({ file }) => file === TRIED)
  const error = own.find(({ severity }) => severity === 'error')
  if (error !== undefined) return failed(statement, error)
  if (compiled === null) return { outcome: 'fails', why: 'the policy does not compile with it' }
  const warning = own.find(({ code }) => refusals.has(code))
  if (warning !== undefined) return tries(statement, warning.code, warning.message)
  if (statement.kind !== 'trust') return triedWhereItHolds(statement, policy, createEngine(compiled), level)
  const reason = untrusted(statement, compiled, level)
  return reason === null ? { outcome: 'stands' } : tries(statement, reason, messageOf(reason, statement, null, []))
}

const refusals = new Set(['bright-line', 'out-of-reach', 'not-below', 'not-delegable', 'not-entitled'])

function mounted(statement: LiftedStatement, policy: Policy, level: string): ReturnType<typeof compile> {
  const { document } = layerOf(TRIED, '', [statement], level)
  const mounts = policy.layers
    .filter(({ rank }) => rank < policy.levels.length - policy.mandates)
    .map((layer) => ({ level: policy.levels[layer.rank]!, document: layer.document }))
  return compile({ layers: [...mounts, { level, document }] })
}

/**
 * Tries it in every situation that its own condition tells apart, nothing else being asserted. Where the condition may
 * hold, what is tried is the statement without it: of arguments that are not known yet, a condition says nothing.
 */
function triedWhereItHolds(statement: LiftedStatement, policy: Policy, engine: Engine, level: string): Trial {
  const condition = engine.policy.statements.find(({ source }) => source.file === TRIED)?.condition ?? null
  const situations = condition === null ? [[]] : situationsOf(engine, statement.about, condition)
  if (situations === null) return { outcome: 'fails', why: 'its condition tells too many situations apart to try it' }
  const holding = situations.filter((facts) => stepIn(engine, statement.about, facts)?.held !== 'no')
  const bare = condition === null ? engine.policy : mounted({ ...statement, when: null }, policy, level).policy
  if (bare === null) return { outcome: 'fails', why: 'the policy does not compile with it' }
  const always = createEngine(bare)
  for (const facts of holding.length > 0 ? holding : situations) {
    const reason = refusedIn(always, statement, facts)
    if (reason === null) continue
    const behavior = declarationOf(statement.about, bare.behaviors)
    return tries(statement, reason, messageOf(reason, statement, behavior, facts))
  }
  return { outcome: 'stands' }
}

/** What the engine tells of the statement that is tried. */
function stepIn(engine: Engine, about: string, facts: Facts): Step | null {
  const decision = engine.decide(about, facts)
  if (decision.value === null) return null
  return decision.trace.find(({ source }) => source.startsWith(`${TRIED}:`)) ?? null
}

/** Why it does not do what it says in a situation, leaving limits aside that stronger levels may lift again; null where it does. */
function refusedIn(engine: Engine, statement: LiftedStatement, facts: Facts): string | null {
  const step = stepIn(engine, statement.about, facts)
  if (step === null) return 'out-of-reach'
  if (step.reason !== undefined && step.reason !== 'capped') return step.reason
  return step.statement === 'grant' ? shortfall(step, declarationOf(statement.about, engine.policy.behaviors)!) : null
}

/** Why a grant gives less than it says: the giver has no such reach, or nobody may give it. */
function shortfall({ values, after = [] }: Step, { kind, values: domain, delegable }: Behavior): string | null {
  const places = (names: readonly string[]): readonly number[] => names.map((name) => domain.indexOf(name))
  const said = places(values)
  const given = places(after)
  const within = (value: number, some: readonly number[]): boolean =>
    kind === 'scale' ? some.some((each) => value <= each) : some.includes(value)
  if (said.every((value) => within(value, given))) return null
  return said.every((value) => within(value, delegable)) ? 'out-of-reach' : 'beyond-delegable'
}

/** A trust of a fact that this level may not vouch for itself, and that nobody trusts it with. */
function untrusted({ about }: LiftedStatement, policy: Policy, level: string): string | null {
  const rank = policy.levels.indexOf(level)
  const fact = policy.facts.find(({ name }) => name === about)!
  const trusted = policy.trusts.some((trust) => trust.fact === fact.index && trust.to === rank)
  return rank <= fact.vouchedBy || trusted ? null : 'not-entitled'
}

function failed(statement: LiftedStatement, { code, message }: Diagnostic): Trial {
  return refusals.has(code) ? tries(statement, code, message) : { outcome: 'fails', why: message }
}

const tries = (statement: LiftedStatement, reason: string, message: string): Trial => ({
  outcome: 'tries',
  tries: { statement, reason, message },
})

function messageOf(reason: string, { kind, about }: LiftedStatement, behavior: Behavior | null, facts: Facts): string {
  if (reason === 'not-entitled') return `this level may not say whom to trust about \`${about}\``
  const where = facts.length === 0 ? '' : ` where ${facts.map(({ name, value }) => `${name} is ${value}`).join(', ')}`
  if (reason !== 'beyond-delegable') return `\`${kind}\` of \`${about}\` is refused here${where}`
  const most = behavior!.delegable.map((value) => behavior!.values[value])
  const named = behavior!.kind === 'scale' ? most.slice(-1) : most
  return `no grant of \`${about}\` goes further than ${named.map((value) => `\`${value}\``).join(', ')}`
}
