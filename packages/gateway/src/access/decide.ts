import { type Assertion, type Decision, declarationOf, type Engine, explain } from '@bylaw/core'
import { decidingStatement, digestOf } from '../check/tools.ts'
import type { CheckRecord, Outcome, ToolCallRecord } from '../record.ts'
import type { Evaluation } from './evaluation.ts'
import { behaviorType, type Question, questionOf } from './question.ts'

/** What questions are answered by. */
export interface AccessSituation {
  readonly engine: Engine
  readonly facts: readonly Assertion[]
  /** The level of whoever asks. */
  readonly viewer: string
  /** Id of the record. */
  readonly id: string
}

/** The answer to one question, as the Authorization API says it. */
export interface AccessDecision {
  readonly decision: boolean
  readonly context: Readonly<Record<string, unknown>>
}

/** The answer and what is recorded of it. */
export interface Decided {
  readonly answer: AccessDecision
  readonly toolCall: ToolCallRecord | null
  readonly check: CheckRecord | null
}

/** Permitted is what the engine permits: `ask`, and whatever nothing declares, is a denial that says so. */
export function decide(situation: AccessSituation, evaluation: Evaluation): Decided {
  const question = questionOf(evaluation)
  const { engine, facts, viewer, id } = situation
  const { behavior, args } = question
  const { decision, sentence } = explain(engine, behavior, facts, { args: { ...args }, viewer })
  const decided = decision.value === null ? null : decision
  const reason = reasonOf(decided, question)
  const by = decided?.decidedBy ?? null
  const asked = reason === 'ask' ? { level: decided?.asks ?? null } : {}
  const context = { id, behavior, value: decided?.value ?? null, sentence, by, ...(reason && { reason, ...asked }) }
  const outcome: Outcome = reason === null ? 'permitted' : reason === 'ask' ? 'ask' : 'blocked'
  const about = { question, decided, outcome, sentence }
  const answer = { decision: reason === null, context }
  if (evaluation.resource.type === behaviorType) return { answer, toolCall: null, check: checkOf(about, engine) }
  return { answer, toolCall: toolCallOf(about, engine), check: null }
}

/** Whether the same question would be permitted: for searches, which record no decision of their own. */
export function isPermitted({ engine, facts }: AccessSituation, evaluation: Evaluation): boolean {
  const { behavior, value, args } = questionOf(evaluation)
  const decision = engine.decide(behavior, facts, { ...args })
  return decision.value !== null && reasonOf(decision, { behavior, value, args }) === null
}

/** Why it is not permitted; null where it is. */
function reasonOf(decided: Decision | null, { value }: Question): string | null {
  if (decided === null) return 'unknown-behavior'
  if (decided.allowed.includes(value)) return null
  return decided.value === 'ask' && value === 'allow' ? 'ask' : 'not-permitted'
}

interface About {
  readonly question: Question
  readonly decided: Decision | null
  readonly outcome: Outcome
  readonly sentence: string
}

function toolCallOf({ question, decided, outcome, sentence }: About, { policy }: Engine): ToolCallRecord {
  const { behavior, args } = question
  const named = policy.behaviors.has(behavior) || policy.statements.some(({ pattern }) => pattern === behavior)
  return {
    choice: 0,
    behavior,
    declared: named,
    arguments: digestOf(JSON.stringify(args)),
    value: decided?.value ?? null,
    by: decided && decidingStatement(decided),
    outcome,
    sentence,
    asks: decided?.asks ?? null,
    trace: decided?.trace ?? [],
  }
}

/** A behavior or a value that nothing declares is a caller's words, which are not recorded. */
function checkOf({ question, decided, outcome }: About, { policy }: Engine): CheckRecord {
  if (decided === null) {
    const why = 'nothing declares the behavior that was asked about'
    return { what: 'request', mode: 'enforce', behavior: null, outcome, why }
  }
  const { behavior, value: permitted } = decided
  const declared = declarationOf(behavior, policy.behaviors)?.values.includes(question.value) === true
  const why = declared ? 'asked whether the value is permitted' : 'asked about a value that the behavior does not have'
  const exhibited = declared ? question.value : null
  return { what: 'request', mode: 'enforce', behavior, outcome, why, exhibited, permitted }
}
