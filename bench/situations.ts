/** The situations and questions that everybody is asked about. */
import { verified } from './markdown.ts'
import { type FactModel, type FactValue, type PolicyModel, randomFrom } from './policy.ts'

/** A fact as Bylaw is told it: with the level that vouches for it. */
export interface NamedFact {
  readonly name: string
  readonly value: FactValue
  readonly by: string
}

export type Attributes = Readonly<Record<string, FactValue>>

/** One situation, as each kind of engine is told it. */
export interface SituationModel {
  /** By index of the fact. */
  readonly values: readonly FactValue[]
  /** Every fact asserted by a level that may vouch for it: what is known is agreed on. */
  readonly facts: readonly NamedFact[]
  readonly attributes: Attributes
}

/** May this value of this behavior be shown in this situation? */
export interface Question {
  readonly behavior: number
  /** Index into the behavior's values; never the tightest, which is always permitted. */
  readonly value: number
  readonly situation: SituationModel
}

const MOST_SITUATIONS = 512

/**
 * Every combination of values of the first `asserted` facts, or that many drawn ones where there are more; of the other
 * facts nobody says anything.
 */
export function situationsOf(policy: PolicyModel, asserted = policy.facts.length): readonly SituationModel[] {
  const facts = policy.facts.slice(0, asserted)
  const count = facts.reduce((product, fact) => product * fact.samples.length, 1)
  if (count <= MOST_SITUATIONS)
    return Array.from({ length: count }, (_, number) => situation(policy, numbered(facts, number)))
  const random = randomFrom(2)
  const drawn = (fact: FactModel): FactValue => fact.samples[random(fact.samples.length)]!
  return Array.from({ length: MOST_SITUATIONS }, () => situation(policy, facts.map(drawn)))
}

function numbered(facts: readonly FactModel[], number: number): FactValue[] {
  let rest = number
  return facts.map(({ samples }) => {
    const value = samples[rest % samples.length]!
    rest = Math.floor(rest / samples.length)
    return value
  })
}

function situation(policy: PolicyModel, asserted: readonly FactValue[]): SituationModel {
  const values = policy.facts.map((fact, index) => asserted[index] ?? fact.assume)
  const trust = policy.facts.findIndex((fact) => fact.name === verified(policy))
  const trusted = policy.layers.includes('developer') && values[trust] === true
  const by = ({ name, vouchedBy }: FactModel): string => (name === 'user.occupation' && trusted ? 'user' : vouchedBy)
  return {
    values,
    facts: asserted.map((value, index) => ({ name: policy.facts[index]!.name, value, by: by(policy.facts[index]!) })),
    attributes: Object.fromEntries(policy.facts.map((fact, index) => [fact.key, values[index]!])),
  }
}

/** Every question there is. */
export function allQuestions(policy: PolicyModel, situations: readonly SituationModel[]): readonly Question[] {
  return policy.behaviors.flatMap(({ values }, behavior) =>
    situations.flatMap((each) => values.slice(1).map((_, index) => ({ behavior, value: index + 1, situation: each }))),
  )
}

/** So many questions in a mixed order: behaviors, values and situations change from one to the next. */
export function drawQuestions(
  policy: PolicyModel,
  situations: readonly SituationModel[],
  count: number,
  seed = 3,
): readonly Question[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () => {
    const behavior = random(policy.behaviors.length)
    const value = 1 + random(policy.behaviors[behavior]!.values.length - 1)
    return { behavior, value, situation: situations[random(situations.length)]! }
  })
}
