/** What the questions about a whole policy cost: as it grows, beside trying everything, and at the command line. */
import { diff, type Engine, envelope, findings, matrix, type PolicyDiff, prove } from '../packages/core/src/index.ts'
import { type Grown, grownBehaviors, grownFacts, grownLayers, oneBehavior } from './analysis-policies.ts'
import { type CommandRow, measureCommands } from './commands.ts'
import { type ExhaustionPoint, measureExhaustion } from './exhaustion.ts'
import { median } from './rounds.ts'

/** One question put to one policy. */
export interface AnalysisPoint {
  readonly size: number
  readonly statements: number
  /** For each question the median milliseconds; null where a smaller size took too long already. */
  readonly took: Readonly<Record<string, number | null>>
  readonly answered: Readonly<Record<string, Answered>>
}

export interface Answered {
  /** How many of the answers are complete, of how many. */
  readonly complete: number
  readonly all: number
  /** What an answer that is not complete says; null where all are. */
  readonly reason: string | null
}

export interface AnalysisAxis {
  readonly axis: string
  readonly points: readonly AnalysisPoint[]
}

export interface AnalysisReport {
  readonly axes: readonly AnalysisAxis[]
  readonly exhaustion: readonly ExhaustionPoint[]
  readonly commands: readonly CommandRow[]
}

/** More rounds than these would take longer than anyone waits. */
const MOST_ROUNDS = 3

/** What took longer than this, in milliseconds, is not asked of anything greater, and no second time. */
const PATIENCE = 3000

interface Question {
  readonly name: string
  ask(grown: Grown): Answered
}

/** @param reasonOf why an answer is not complete; null where it is */
function answered<T>(answers: readonly T[], reasonOf: (answer: T) => string | null): Answered {
  const reasons = answers.map(reasonOf).filter((reason) => reason !== null)
  return { complete: answers.length - reasons.length, all: answers.length, reason: reasons[0] ?? null }
}

const QUESTIONS: readonly Question[] = [
  { name: 'matrix', ask: ({ engine }) => answered(matrix(engine), () => null) },
  { name: 'envelope', ask: ({ engine }) => answered(envelope(engine), ({ undecided }) => undecided) },
  { name: 'prove', ask: ({ engine }) => answered(prove(engine), ({ reason }) => reason) },
  { name: 'diff', ask: ({ engine, changed }) => diffed(engine, changed) },
  { name: 'findings', ask: ({ engine }) => answered(findings(engine), () => null) },
]

function diffed(engine: Engine, changed: Engine): Answered {
  const { left } = diff(engine, changed) as PolicyDiff
  const behaviors = [...engine.policy.behaviors.keys()]
  return answered(behaviors, (id) => left.find(({ behavior }) => behavior === id)?.reason ?? null)
}

const AXES = [
  { axis: 'behaviors', sizes: [10, 100, 1000], grown: grownBehaviors },
  { axis: 'facts', sizes: [5, 10, 20, 40], grown: grownFacts },
  { axis: 'layers', sizes: [1, 5, 20, 50], grown: grownLayers },
  { axis: 'facts of one behavior', sizes: [2, 5, 8, 12, 20, 40], grown: oneBehavior },
]

/** Every question about every policy, cold: no engine answers twice. */
export function measureAnalysis(rounds: number): AnalysisReport {
  const few = Math.min(rounds, MOST_ROUNDS)
  const axes = AXES.map(({ axis, sizes, grown }) => {
    const slow = new Set<string>()
    return { axis, points: sizes.map((size) => measurePoint(size, grown, slow, few)) }
  })
  return { axes, exhaustion: measureExhaustion(few), commands: measureCommands(rounds) }
}

/** @param slow questions that took too long; what takes too long here is added */
function measurePoint(size: number, grown: (size: number) => Grown, slow: Set<string>, rounds: number): AnalysisPoint {
  const took: Record<string, number | null> = {}
  const answers: Record<string, Answered> = {}
  for (const { name, ask } of QUESTIONS) {
    took[name] = null
    if (slow.has(name)) continue
    const times: number[] = []
    while (times.length < rounds && sum(times) < PATIENCE) {
      const fresh = grown(size)
      globalThis.gc?.()
      const before = performance.now()
      answers[name] = ask(fresh)
      times.push(performance.now() - before)
    }
    took[name] = median(times)
    if (took[name] > PATIENCE) slow.add(name)
  }
  return { size, statements: grown(size).engine.policy.statements.length, took, answered: answers }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
