import type { BehaviorStatement, Policy, Rank } from '../policy/types.ts'
import type { Account, Outcome } from './account.ts'
import { fold } from './fold.ts'
import { place } from './place.ts'
import { CAUTIOUS, TRUSTED } from './situation.ts'
import type { Target } from './target.ts'
import type { Decision, Finding, Held, Reason, Step } from './types.ts'

/** Decides one target and says how it came about. */
export function traceDecision(target: Target, held: Uint8Array, policy: Policy): Decision {
  const chain = policy.levels.length - policy.mandates
  const trace = new Trace(target, held, policy)
  const outcome = fold(target, held, chain, trace)
  const { behavior } = target
  const value = behavior.values[outcome.value]!
  const asks = value === 'ask' ? trace.askedOf(outcome, chain) : undefined
  const by = outcome.by < 0 ? null : target.statements[outcome.by]!
  return Object.freeze({
    behavior: target.id,
    kind: behavior.kind,
    value,
    configured: by !== null,
    decidedBy: Object.freeze({
      level: policy.levels[by?.rank ?? behavior.declaredAt]!,
      source: place(by?.source ?? behavior.source),
    }),
    allowed: Object.freeze(outcome.allowed.map((index) => behavior.values[index]!)),
    ...(asks === undefined ? {} : { asks: policy.levels[asks]! }),
    rejected: Object.freeze(trace.findings()),
    trace: Object.freeze(trace.steps()),
  })
}

interface Effect {
  readonly effect: Step['effect']
  readonly reason?: Reason
  readonly limit?: number
  readonly before?: readonly number[]
  readonly after?: readonly number[]
}

/** Keeps what each statement did, to be told in reading order. */
class Trace implements Account {
  readonly #target: Target
  readonly #held: Uint8Array
  readonly #policy: Policy
  readonly #effects: (Effect | undefined)[]

  constructor(target: Target, held: Uint8Array, policy: Policy) {
    this.#target = target
    this.#held = held
    this.#policy = policy
    this.#effects = new Array<Effect | undefined>(target.statements.length).fill(undefined)
  }

  did(position: number, effect: Step['effect'], before: readonly number[], after: readonly number[]): void {
    this.#effects[position] = { effect, before, after }
  }

  /** A capped set keeps what it did; any other rejected statement did nothing. */
  rejected(position: number, reason: Reason, limit?: number): void {
    const done = reason === 'capped' ? this.#effects[position] : undefined
    this.#effects[position] = { effect: 'rejected', ...done, reason, ...(limit === undefined ? {} : { limit }) }
  }

  /** The rank that answers an `ask`: that of the word which made it so, or the weaker one it was passed on to. */
  askedOf(outcome: Outcome, chain: number): Rank {
    const { behavior, statements } = this.#target
    const by = outcome.by < 0 ? null : statements[outcome.by]!
    let rank = by === null ? (behavior.asks ?? behavior.declaredAt) : Math.min(by.rank, chain - 1)
    statements.forEach((statement, position) => {
      if (statement.kind !== 'asks' || (this.#held[position]! & TRUSTED) === 0) return
      const agent = this.#policy.levels[statement.to] === 'agent'
      if (statement.to <= statement.rank || agent || statement.rank >= chain) this.rejected(position, 'not-below')
      else if (statement.rank > rank) this.rejected(position, 'out-of-reach')
      else if (statement.to > rank) {
        this.did(position, 'passed', [], [])
        rank = statement.to
      }
    })
    return rank
  }

  findings(): Finding[] {
    return this.#target.statements.flatMap((statement, position) => {
      const effect = this.#effects[position]
      if (effect?.reason === undefined) return []
      const { limit } = effect
      return Object.freeze({
        statement: statement.kind,
        level: this.#policy.levels[statement.rank]!,
        reason: effect.reason,
        source: place(statement.source),
        ...(limit === undefined ? {} : { limit: place(this.#target.statements[limit]!.source) }),
      })
    })
  }

  steps(): Step[] {
    return this.#target.statements.map((statement, position) => {
      const { effect, reason, before, after } = this.#effects[position] ?? { effect: 'none' }
      return Object.freeze({
        statement: statement.kind,
        level: this.#policy.levels[statement.rank]!,
        source: place(statement.source),
        column: statement.source.column,
        values: this.#names(valuesOf(statement)),
        ...(statement.kind === 'grant' || statement.kind === 'asks' ? { to: this.#policy.levels[statement.to]! } : {}),
        when: statement.condition?.text ?? null,
        held: heldAs(statement, this.#held[position]!),
        effect,
        ...(reason === undefined ? {} : { reason }),
        ...(before === undefined || after === undefined
          ? {}
          : { before: this.#names(before), after: this.#names(after) }),
      })
    })
  }

  #names(values: readonly number[]): string[] {
    return values.map((value) => this.#target.behavior.values[value]!)
  }
}

function valuesOf(statement: BehaviorStatement): readonly number[] {
  if (statement.kind === 'set') return [statement.value]
  return statement.kind === 'asks' ? [] : statement.values
}

function heldAs(statement: BehaviorStatement, held: number): Held {
  if (statement.condition === null) return 'always'
  if ((held & TRUSTED) !== 0) return 'trusted'
  return (held & CAUTIOUS) !== 0 ? 'cautious' : 'no'
}
