import type { FactValue } from '../document/types.ts'
import type { Arguments, BehaviorStatement, Rank } from '../policy/types.ts'
import { cellOf, factCells } from './cells.ts'
import type { Engine } from './engine.ts'
import { Hypothesis, plus } from './hypothesis.ts'
import { place } from './place.ts'
import type { Situation } from './situation.ts'
import type { Target } from './target.ts'
import type { Assertion } from './types.ts'

/** One thing that somebody could do, and what the decision would then be; found by trying it in the engine. */
export interface Change {
  /** The level whose word it takes. */
  readonly level: string
  readonly how: 'set' | 'grant' | 'lift' | 'vouch'
  readonly value: string
  /** With `grant`: the weaker level that then chooses the value. */
  readonly to?: string
  /** With `set`: the statements of this level and of weaker ones (`file:line`) that would have to go. */
  readonly without?: readonly string[]
  /** With `lift`: the statement (`file:line`) that would have to go. */
  readonly source?: string
  /** With `vouch`: what would have to be asserted. */
  readonly fact?: { readonly name: string; readonly value: FactValue }
}

interface Trial {
  readonly engine: Engine
  readonly target: Target
  readonly hypothesis: Hypothesis
  readonly situation: Situation
  readonly facts: readonly Assertion[]
  readonly args: Arguments | undefined
  /** Index of the value as decided. */
  readonly value: number
}

/**
 * Who could bring about another value, and how: by a `set` of their own, a grant to a weaker level, lifting a statement
 * of theirs, or vouching for a fact. For a scale only what loosens it, the loosest that each could reach; for a choice
 * every other value. Weakest level first. A bright line has none.
 */
export function changesOf(
  engine: Engine,
  target: Target,
  facts: readonly Assertion[],
  args?: Arguments,
): readonly Change[] {
  if (target.behavior.kind === 'bright-line') return []
  const trial = trialOf(engine, target, facts, args)
  const changes: Change[] = []
  for (let rank = trial.hypothesis.chain - 1; rank >= 0; rank--) {
    const found = [
      ...bySet(trial, rank),
      ...byGrant(trial, rank),
      ...byLifting(trial, rank),
      ...byVouching(trial, rank),
    ]
    changes.push(
      ...found.filter((change) => !changes.some((known) => known.level === change.level && same(known, change))),
    )
  }
  return changes
}

function trialOf(engine: Engine, target: Target, facts: readonly Assertion[], args: Arguments | undefined): Trial {
  const situation = engine.situation(facts, args)
  const chain = engine.policy.levels.length - engine.policy.mandates
  const hypothesis = new Hypothesis(target, (condition) => situation.held(condition), chain)
  return { engine, target, hypothesis, situation, facts, args, value: hypothesis.under(target.statements) }
}

const same = (a: Change, b: Change): boolean =>
  a.how === b.how && a.value === b.value && a.to === b.to && a.source === b.source && a.fact?.name === b.fact?.name

/** Values worth trying: looser ones from the loosest for a scale, all others for a choice. */
function wanted({ target, value }: Trial): number[] {
  const all = target.behavior.values.map((_, index) => index).reverse()
  return all.filter((each) => (target.behavior.kind === 'scale' ? each > value : each !== value))
}

function firstReached(trial: Trial, reaches: (value: number) => boolean): number[] {
  const values = wanted(trial)
  if (trial.target.behavior.kind === 'choice') return values.filter(reaches)
  return values.filter(reaches).slice(0, 1)
}

function bySet(trial: Trial, rank: Rank): Change[] {
  if (rank < trial.target.behavior.declaredAt) return []
  const { engine, target, hypothesis } = trial
  const level = engine.policy.levels[rank]!
  const change = (value: number): Change => ({ level, how: 'set', value: target.behavior.values[value]! })
  const reaches =
    (statements: readonly BehaviorStatement[]) =>
    (value: number): boolean =>
      hypothesis.under(plus(statements, hypothesis.set(rank, value))) === value
  const direct = firstReached(trial, reaches(target.statements))
  if (direct.length > 0) return direct.map(change)
  const above = target.statements.filter((statement) => statement.rank < rank)
  return firstReached(trial, reaches(above)).map((value) => {
    const gone = inTheWay(hypothesis, rank, value)
    return { ...change(value), without: [...new Set(gone.map(({ source }) => place(source)))] }
  })
}

/** The statements of a level and of weaker ones that would have to go before a `set` of that level brings about a value. */
export function inTheWay(hypothesis: Hypothesis, rank: Rank, value: number): readonly BehaviorStatement[] {
  const { statements } = hypothesis.target
  const set = hypothesis.set(rank, value)
  let kept = statements.filter((statement) => statement.rank < rank)
  return statements.filter((statement) => {
    if (statement.rank < rank) return false
    const more = plus(kept, statement)
    if (hypothesis.under(plus(more, set)) !== value) return true
    kept = more
    return false
  })
}

function byGrant(trial: Trial, rank: Rank): Change[] {
  if (rank < trial.target.behavior.declaredAt) return []
  const { engine, target, hypothesis } = trial
  const changes: Change[] = []
  for (let to = rank + 1; to < hypothesis.chain; to++) {
    const reached = firstReached(trial, (value) => {
      const asking = plus(target.statements, hypothesis.set(to, value))
      const granted = plus(asking, hypothesis.grant(rank, to, [value]))
      return hypothesis.under(asking) !== value && hypothesis.under(granted) === value
    })
    for (const value of reached) {
      changes.push({
        level: engine.policy.levels[rank]!,
        how: 'grant',
        to: engine.policy.levels[to]!,
        value: target.behavior.values[value]!,
      })
    }
  }
  return changes
}

function byLifting(trial: Trial, rank: Rank): Change[] {
  const { engine, target, hypothesis, value } = trial
  return target.statements.flatMap((statement) => {
    if (statement.rank !== rank || (statement.kind !== 'limit' && statement.kind !== 'set')) return []
    const without = hypothesis.under(target.statements.filter((each) => each !== statement))
    const other = target.behavior.kind === 'scale' ? without > value : without !== value
    const change: Change = {
      level: engine.policy.levels[rank]!,
      how: 'lift',
      value: target.behavior.values[without]!,
      source: place(statement.source),
    }
    return other ? [change] : []
  })
}

/** What a level could vouch for that nobody vouches now; only levels whose word would count. */
function byVouching(trial: Trial, rank: Rank): Change[] {
  const { engine, target, facts, args, value } = trial
  const level = engine.policy.levels[rank]!
  return target.facts.flatMap((index) => {
    const fact = engine.policy.facts[index]!
    const now = trial.situation.trusted[index]!
    return samples(engine, index).flatMap((asserted): Change[] => {
      if (asserted === now) return []
      const said = facts.filter((each) => each.name !== fact.name || each.by !== level)
      const after = engine.value(target.id, [...said, { name: fact.name, value: asserted, by: level }], args)
      const reached = target.behavior.values.indexOf(after ?? '')
      const other = target.behavior.kind === 'scale' ? reached > value : reached >= 0 && reached !== value
      return other ? [{ level, how: 'vouch', value: after!, fact: { name: fact.name, value: asserted } }] : []
    })
  })
}

/** One value for each cell of a fact; for a number its constants and its bounds. */
function samples(engine: Engine, fact: number): FactValue[] {
  const cells = factCells(engine.policy)[fact]!
  const { type } = cells.fact
  if (type.kind === 'enum') return [...type.values]
  if (type.kind === 'bool') return [false, true]
  const bounds = [type.min, type.max].filter((bound) => bound !== null)
  return [...new Set([...bounds, ...cells.constants])].filter((value) => cellOf(cells, value) >= 0)
}
