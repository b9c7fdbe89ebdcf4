import type { Engine } from '../engine/engine.ts'
import { person } from '../engine/explain.ts'
import { CAUTIOUS, type Situation, TRUSTED } from '../engine/situation.ts'
import type { Assertion, FactReading } from '../engine/types.ts'
import type { Condition } from '../policy/types.ts'
import type { Application } from './types.ts'

/**
 * For every section of every layer whether its text applies in a situation, and why. Tags are read cautiously: a
 * section applies where somebody's word makes its condition true, whoever it is.
 */
export function applications(engine: Engine, facts: readonly Assertion[]): readonly Application[] {
  const situation = engine.situation(facts)
  return engine.policy.sections.map(({ id, layer, condition }) => {
    if (condition === null) return { section: id, layer, applies: true, condition: null, reason: null }
    const held = situation.held(condition)
    return {
      section: id,
      layer,
      applies: held !== 0,
      condition: condition.text,
      reason: why(condition, held, situation),
    }
  })
}

function why(condition: Condition, held: number, situation: Situation): string {
  const readings = condition.facts.map((fact) => situation.reading(fact))
  if ((held & TRUSTED) === 0 && (held & CAUTIOUS) !== 0) {
    const claims = readings.flatMap(({ name, claimed }) =>
      claimed.map(({ value, by }) => `${person(by)} says ${name} is ${String(value)}`),
    )
    const maybe = `it may be that ${condition.text}, and that is enough for its text to apply`
    return claims.length === 0 ? maybe : `${maybe}: ${listed(claims)}`
  }
  if (readings.length === 0) return held === 0 ? 'its condition holds in no situation' : 'its condition always holds'
  return listed(readings.map(taken))
}

const taken = ({ name, value, by }: FactReading): string =>
  by === null
    ? `${name} is assumed to be ${String(value)}`
    : `${name} is ${String(value)}, vouched for by ${person(by)}`

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join('; ')}; and ${words.at(-1)}`
