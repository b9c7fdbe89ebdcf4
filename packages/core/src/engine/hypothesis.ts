import type { BehaviorStatement, Condition, Rank } from '../policy/types.ts'
import type { Outcome } from './account.ts'
import { fold } from './fold.ts'
import { refolded, type Target } from './target.ts'

/** The readings a condition holds in, as `Situation.held` gives them. */
export type Held = (condition: Condition | null) => number

/** What one behavior would be under other words than those mounted: folded as the engine folds, never guessed. */
export class Hypothesis {
  readonly target: Target
  /** How many ranks the chain of command has, mandates not counted. */
  readonly chain: number
  readonly #held: Held

  constructor(target: Target, held: Held, chain: number) {
    this.target = target
    this.chain = chain
    this.#held = held
  }

  /** Index of the value under these statements, which stand in reading order. */
  under(statements: readonly BehaviorStatement[]): number {
    return this.#fold(statements).value
  }

  /** Indices of the values that are still permitted under these statements. */
  allowedUnder(statements: readonly BehaviorStatement[]): readonly number[] {
    return this.#fold(statements).allowed
  }

  #fold(statements: readonly BehaviorStatement[]): Outcome {
    const changed = refolded(this.target, statements)
    const held = Uint8Array.from(changed.statements, (statement) => this.#held(statement.condition))
    return fold(changed, held, this.chain, null)
  }

  set(rank: Rank, value: number): BehaviorStatement {
    return { ...UNWRITTEN, kind: 'set', rank, value, pattern: this.target.id }
  }

  grant(rank: Rank, to: Rank, values: readonly number[]): BehaviorStatement {
    return { ...UNWRITTEN, kind: 'grant', rank, to, values, pattern: this.target.id }
  }

  limit(rank: Rank, values: readonly number[]): BehaviorStatement {
    return { ...UNWRITTEN, kind: 'limit', rank, values, pattern: this.target.id }
  }
}

const UNWRITTEN = { index: -1, layer: -1, condition: null, source: { file: '', line: 0, column: 0 } } as const

/** The statements with one more at the end of what its level says. */
export function plus<T extends { readonly rank: Rank }>(statements: readonly T[], added: T): T[] {
  const at = statements.findIndex((statement) => statement.rank > added.rank)
  return statements.toSpliced(at < 0 ? statements.length : at, 0, added)
}
