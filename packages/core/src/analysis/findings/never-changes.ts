import type { Held } from '../../engine/hypothesis.ts'
import { type Target, withStatements } from '../../engine/target.ts'
import type { Reason } from '../../engine/types.ts'
import { covers } from '../../policy/pattern.ts'
import type { BehaviorStatement } from '../../policy/types.ts'
import { membersOf } from '../family.ts'
import { removal } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding, isTold, related, said, widthOf } from './report.ts'
import { accountOf, type Deed, stateOf } from './state.ts'
import type { DeepFinding, Related } from './types.ts'

/**
 * Statements without which everything stays as it is: in every situation the level's words come to the same, as far as
 * any words of weaker levels, mounted or not, could ever tell: value, limits, reach granted, who answers an `ask`.
 *
 * A level that says itself what a stronger one has made so already is left alone: it means to keep it, whatever becomes
 * of the stronger one's words.
 *
 * They are looked for from the last to the first, each beside those that are left, so that all of them can be taken out
 * together. What an ordinary warning calls refused, and what never holds, is left to those.
 * @param told findings that speak of a statement already
 */
export function neverChanges(ground: Ground, told: readonly DeepFinding[]): readonly DeepFinding[] {
  const found: DeepFinding[] = []
  let kept = ground.policy.statements
  for (const statement of ground.policy.statements.toReversed()) {
    if (statement.kind === 'asks' || ground.isRefused(statement) || !ground.canHold(statement.condition)) continue
    if (isTold(told, statement)) continue
    const left = kept.filter((each) => each !== statement)
    const without = new Without(ground, statement, kept)
    if (!without.isSame(left) || without.keeps()) continue
    found.push(without.finding())
    kept = left
  }
  return found.reverse()
}

const REASONS: Partial<Record<Reason, string>> = {
  'out-of-reach': 'it is rejected wherever it holds, for its level has no reach for that there',
  unvouched: 'it is rejected wherever it holds, for nobody entitled says so',
  'empty-limit': 'it is rejected wherever it holds, for it would leave no value',
}

/** One statement, and whether anything would be different without it. */
class Without {
  readonly #ground: Ground
  readonly #statement: BehaviorStatement
  readonly #kept: readonly BehaviorStatement[]
  /** The concrete ids that it speaks about. */
  readonly #members: readonly string[]

  constructor(ground: Ground, statement: BehaviorStatement, kept: readonly BehaviorStatement[]) {
    this.#ground = ground
    this.#statement = statement
    this.#kept = kept
    this.#members = membersOf(statement.pattern, ground.policy).filter(
      (id) => ground.target(id).behavior.kind !== 'bright-line',
    )
  }

  /** Whether other statements come to the same as those that are kept, for all ids that this one speaks about. */
  isSame(others: readonly BehaviorStatement[]): boolean {
    const members = this.#members.map((id) => this.#ground.target(id).behavior)
    // Who answers the `ask` of a choice may hang on limits that came to nothing else.
    const told = members.every(({ kind, values }) => kind === 'scale' || !values.includes('ask'))
    return told && members.length > 0 && this.#members.every((id) => this.#compare(id, this.#kept, others))
  }

  /** Whether it says, one level below, what is so wherever it holds. */
  keeps(): boolean {
    const { kind, rank } = this.#statement
    const saying = this.#deeds().filter(({ effect }) => effect !== 'rejected')
    if (kind === 'grant' || rank === 0 || saying.length === 0) return false
    const declared = this.#members.some((id) => this.#ground.target(id).behavior.declaredAt === rank)
    if (declared || this.#instead()?.rank === rank) return false
    if (saying.every(({ capped }) => capped !== null)) return false
    return saying.every(({ after, statement }) => {
      if (statement.kind === 'set') return after[0] === statement.value
      return statement.kind === 'limit' && after.join() === statement.values.toSorted((a, b) => a - b).join()
    })
  }

  finding(): DeepFinding {
    const { policy } = this.#ground
    const { source } = this.#statement
    const rejected = this.#rejection()
    const [why, places] = rejected === null ? this.#redundancy() : [rejected, []]
    return finding('never-changes', source, `\`${said(policy, this.#statement)}\` never changes anything: ${why}`, {
      severity: rejected === null ? 'info' : 'warning',
      length: widthOf(policy, this.#statement),
      related: places,
      help: 'take it out; nothing is decided differently without it, whatever the levels below say',
      edit: removal(policy, source),
    })
  }

  /** Whether two lists that differ in this statement only come to the same for an id. */
  #compare(id: string, some: readonly BehaviorStatement[], others: readonly BehaviorStatement[]): boolean {
    const { rank } = this.#statement
    const target = this.#ground.target(id)
    const [first, second] = [some, others].map((each) =>
      withStatements(
        target,
        each.filter((statement) => statement.rank <= rank && covers(statement.pattern, id)),
      ),
    )
    const after = (said: Target, held: Held): string => stateOf(said, rank, held, this.#ground.chain)
    return this.#holding(id)?.every((held) => after(first!, held) === after(second!, held)) ?? false
  }

  /** The ways in which its condition holds, as what is said down to its level can tell them apart; null for too many. */
  #holding(id: string): readonly Held[] | null {
    const { rank, condition } = this.#statement
    const ways = this.#ground.waysDownTo(this.#ground.target(id), rank)
    return ways?.filter((held) => held(condition) !== 0) ?? null
  }

  #redundancy(): readonly [string, readonly Related[]] {
    const { policy } = this.#ground
    const limits = this.#deeds().map(({ capped }) => capped)
    const [limit] = limits
    if (limit != null && !limits.includes(null)) {
      return [`\`${said(policy, limit)}\` lowers it wherever it holds`, [related(limit.source, 'the limit')]]
    }
    const reason = this.#instead()
    if (reason === null) return ['what it says is so without it', []]
    const later = reason.index > this.#statement.index
    const why = later ? 'comes later and counts instead' : 'sees to it already'
    return [`\`${said(policy, reason)}\` ${why}`, [related(reason.source, `what ${why}`)]]
  }

  /** Why it is rejected in every situation in which its condition holds; null where in some it is not. */
  #rejection(): string | null {
    const reasons = new Set(this.#deeds().map(({ reason }) => reason))
    const [only] = reasons
    return reasons.size !== 1 || only == null ? null : (REASONS[only] ?? null)
  }

  /** What it does in each situation in which its condition holds. */
  #deeds(): readonly Deed[] {
    const { chain } = this.#ground
    return this.#members.flatMap((id) => {
      const target = this.#ground.downTo(this.#ground.target(id), this.#statement.rank)
      return (this.#holding(id) ?? []).flatMap((held) =>
        accountOf(target, held, chain).deeds.filter(({ statement }) => statement === this.#statement),
      )
    })
  }

  /** The statement without which this one would count; null where there is no single one. */
  #instead(): BehaviorStatement | null {
    const { rank } = this.#statement
    const others = this.#kept.filter(
      (each) => each !== this.#statement && each.rank <= rank && this.#members.some((id) => covers(each.pattern, id)),
    )
    const counts = (without: BehaviorStatement): boolean => {
      const rest = this.#kept.filter((each) => each !== without)
      return !this.#members.every((id) =>
        this.#compare(
          id,
          rest,
          rest.filter((each) => each !== this.#statement),
        ),
      )
    }
    return others.findLast(counts) ?? null
  }
}
