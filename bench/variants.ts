/** The same decisions asked of Bylaw in less convenient ways; nobody else has anything to be compared with here. */
import { createEngine } from '../packages/core/src/index.ts'
import { compiled } from './peers/bylaw.ts'
import { COMPARED, drawPolicy } from './policy.ts'
import { type Contestant, median, type RoundOptions, type Timing, timeRounds } from './rounds.ts'
import { drawQuestions, type NamedFact, situationsOf } from './situations.ts'

export interface VariantRow {
  readonly name: string
  /** Median decisions per second. */
  readonly rate: number
}

const ASKED = 4096

const WAYS: Record<string, (facts: readonly NamedFact[], index: number) => readonly NamedFact[]> = {
  'facts in one order, from memory': (facts) => facts,
  'facts in changing order': (facts, index) => facts.map((_, place) => facts[(place + index) % facts.length]!),
  'facts fresh out of JSON': (facts) => JSON.parse(JSON.stringify(facts)) as NamedFact[],
  'one more word that nobody vouches for': (facts, index) => [
    ...facts,
    { name: 'user.age_group', value: index % 2 === 0 ? 'adult' : 'under_18', by: 'user' },
  ],
  'no facts at all': () => [],
}

/** Value-only decisions per second, each way of asking beside the others. */
export async function measureVariants(options: RoundOptions): Promise<readonly VariantRow[]> {
  const model = drawPolicy(COMPARED)
  const policy = compiled(model)
  const questions = drawQuestions(model, situationsOf(model), ASKED)
  const contestants = Object.entries(WAYS).map(([name, way]): Contestant => {
    const engine = createEngine(policy)
    const asked = questions.map(({ behavior, situation }, index) => ({
      behavior: model.behaviors[behavior]!.id,
      tightest: model.behaviors[behavior]!.values[0]!,
      facts: way(situation.facts, index),
    }))
    const expected = asked.filter(({ behavior, tightest, facts }) => engine.decide(behavior, facts).value !== tightest)
    const run = (): number => {
      let count = 0
      for (const { behavior, tightest, facts } of asked) if (engine.value(behavior, facts) !== tightest) count++
      return count
    }
    return { name, decisions: asked.length, run, expected: expected.length }
  })
  return (await timeRounds(contestants, options)).map(({ name, rates }: Timing) => ({ name, rate: median(rates) }))
}
