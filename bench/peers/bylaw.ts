import { type Compilation, compile, createEngine, type Engine, readDocument } from '../../packages/core/src/index.ts'
import { layerTexts } from '../markdown.ts'
import type { PolicyModel } from '../policy.ts'
import type { NamedFact, Question } from '../situations.ts'
import type { Answer, Peer } from './peer.ts'

/** The policy as Bylaw reads it: the layers' Markdown, read and compiled. Throws where it is not clean. */
export function compiled(policy: PolicyModel): NonNullable<Compilation['policy']> {
  const layers = layerTexts(policy).map(({ level, file, text }) => ({ level, document: readDocument(file, text) }))
  const compilation = compile({ layers })
  const error = compilation.diagnostics.find((each) => each.severity === 'error')
  if (compilation.policy === null || error !== undefined) throw new Error(`not compiled: ${JSON.stringify(error)}`)
  return compilation.policy
}

/** A question as a caller of the engine has it. */
interface Asked {
  readonly behavior: string
  readonly values: readonly string[]
  readonly value: number
  readonly facts: readonly NamedFact[]
}

function asked(policy: PolicyModel, { behavior, value, situation }: Question): Asked {
  const { id, values } = policy.behaviors[behavior]!
  return { behavior: id, values, value, facts: situation.facts }
}

/** Whether `values[value]` is at most what was decided. */
function permitted(values: readonly string[], value: number, decided: string | null): boolean {
  for (let index = value; index < values.length; index++) if (values[index] === decided) return true
  return false
}

/** `engine.value(behavior, facts)`. */
export function bylawValue(policy: PolicyModel, engine: Engine = createEngine(compiled(policy))): Peer {
  return {
    name: 'Bylaw, value only',
    note: 'four layers, who vouches, two readings',
    prepare: (questions): Answer => {
      const prepared = questions.map((question) => asked(policy, question))
      return () => {
        let count = 0
        for (const { behavior, values, value, facts } of prepared)
          if (permitted(values, value, engine.value(behavior, facts))) count++
        return count
      }
    },
  }
}

/** `engine.at(facts).value(behavior)`: each situation is read once for all questions asked in it, as a service does. */
export function bylawAt(policy: PolicyModel, engine: Engine = createEngine(compiled(policy))): Peer {
  return {
    name: 'Bylaw, value only, situation read once',
    note: 'the same; the facts of a situation are read once for all that is asked in it',
    prepare: (questions): Answer => {
      const prepared = Map.groupBy(
        questions.map((question) => asked(policy, question)),
        ({ facts }) => facts,
      )
      const situations = [...prepared]
      return () => {
        let count = 0
        for (const [facts, inIt] of situations) {
          const moment = engine.at(facts)
          for (const { behavior, values, value } of inIt) if (permitted(values, value, moment.value(behavior))) count++
        }
        return count
      }
    },
  }
}

/** `engine.decide(behavior, facts)`: the value and the whole trace that led to it. */
export function bylawTrace(policy: PolicyModel, engine: Engine = createEngine(compiled(policy))): Peer {
  return {
    name: 'Bylaw, full trace, warm',
    note: 'traces made once per situation, then found again',
    prepare: (questions): Answer => {
      const prepared = questions.map((question) => asked(policy, question))
      return () => {
        let count = 0
        for (const { behavior, values, value, facts } of prepared)
          if (permitted(values, value, engine.decide(behavior, facts).value)) count++
        return count
      }
    },
  }
}

/** The full trace by an engine that has never met any of the situations: each is folded, and told, for the first time. */
export function bylawCold(policy: PolicyModel): Peer {
  const shared = compiled(policy)
  return {
    name: 'Bylaw, full trace, cold',
    note: 'a new engine each time; each situation folded and told for the first time',
    prepare: (questions): Answer => {
      const prepared = questions.map((question) => asked(policy, question))
      return () => {
        const engine = createEngine(shared)
        let count = 0
        for (const { behavior, values, value, facts } of prepared)
          if (permitted(values, value, engine.decide(behavior, facts).value)) count++
        if (engine.stats().tabulated > 0) throw new Error('a cold engine had met a situation before')
        return count
      }
    },
  }
}

/** Those questions that a new engine has to fold: one for each behavior and situation that differ in what it reads. */
export function firstMet(policy: PolicyModel, questions: readonly Question[]): readonly Question[] {
  const engine = createEngine(compiled(policy))
  return questions.filter((question) => {
    const before = engine.stats().computed
    const { behavior, facts } = asked(policy, question)
    engine.decide(behavior, facts)
    return engine.stats().computed > before
  })
}
