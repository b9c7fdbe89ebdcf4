import { compile, createEngine, type Diagnostic, type Policy } from '@bylaw/core'
import { layerOf } from './layer.ts'
import type { LiftedStatement } from './statement.ts'

/** What a statement tries that its level may not. */
export interface Overreach {
  readonly statement: LiftedStatement
  /** As the compiler or the engine says it: `out-of-reach`, `bright-line`, `not-below`, … */
  readonly reason: string
  readonly message: string
}

export type Trial =
  | { readonly outcome: 'stands' }
  | { readonly outcome: 'tries'; readonly tries: Overreach }
  /** It can't be compiled. */
  | { readonly outcome: 'fails'; readonly why: string }

/** The file that a statement is tried in. */
const TRIED = 'tried.md'

/** Mounts one statement by itself, at a level, over the policy, and sees what becomes of it. */
export function tried(statement: LiftedStatement, policy: Policy, level: string): Trial {
  const { document } = layerOf(TRIED, '', [statement], level)
  const mounts = policy.layers
    .filter(({ rank }) => rank < policy.levels.length - policy.mandates)
    .map((layer) => ({ level: policy.levels[layer.rank]!, document: layer.document }))
  const { policy: compiled, diagnostics } = compile({ layers: [...mounts, { level, document }] })
  const own = diagnostics.filter(({ file }) => file === TRIED)
  const error = own.find(({ severity }) => severity === 'error')
  if (error !== undefined) return failed(statement, error)
  if (compiled === null) return { outcome: 'fails', why: 'the policy does not compile with it' }
  const warning = own.find(({ code }) => refusals.has(code))
  if (warning !== undefined) return tries(statement, warning.code, warning.message)
  if (statement.kind === 'trust') return trial(statement, untrusted(statement, compiled, level))
  const decision = createEngine(compiled).decide(statement.about, [])
  const rejected = 'rejected' in decision ? decision.rejected.find((each) => each.source.startsWith(`${TRIED}:`)) : null
  return trial(statement, rejected == null || rejected.reason === 'capped' ? null : rejected.reason)
}

const refusals = new Set(['bright-line', 'out-of-reach', 'not-below', 'not-delegable', 'not-entitled'])

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

const trial = (statement: LiftedStatement, reason: string | null): Trial =>
  reason === null ? { outcome: 'stands' } : tries(statement, reason, messageOf(reason, statement))

const tries = (statement: LiftedStatement, reason: string, message: string): Trial => ({
  outcome: 'tries',
  tries: { statement, reason, message },
})

const messageOf = (reason: string, { kind, about }: LiftedStatement): string =>
  reason === 'not-entitled'
    ? `this level may not say whom to trust about \`${about}\``
    : `\`${kind}\` of \`${about}\` is refused here`
