import { type Assertion, canonicalLevel, type Engine, type Fact, type FactValue } from '@bylaw/core'
import { WrongUse } from './failure.ts'
import { speaks } from './stack.ts'

/** An assertion that counts in neither reading: nobody declares the fact, or the value does not fit it. */
export interface Discarded {
  readonly code: 'bad-assertion'
  readonly name: string
  readonly by: string
  /** Left out where it is a list, a map or null, which no fact is. */
  readonly value?: FactValue
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** Reads `NAME=VALUE@LEVEL`, the value as the type that the fact is declared with. */
export function parseFact(text: string, engine: Engine): Assertion {
  const equals = text.indexOf('=')
  const at = text.lastIndexOf('@')
  if (equals < 1 || at < equals) throw new WrongUse(`--fact ${text}: write it as NAME=VALUE@LEVEL`)
  const by = text.slice(at + 1)
  if (!speaks(by, engine)) {
    const levels = [...new Set(engine.policy.levels)].join(', ')
    throw new WrongUse(`--fact ${text}: \`${by}\` after the last @ is not a level; the levels are ${levels}`)
  }
  const name = text.slice(0, equals)
  const fact = engine.policy.facts.find((each) => each.name === name)
  return { name, value: asDeclared(text.slice(equals + 1, at), fact), by: canonicalLevel(by) }
}

/** What is not of the fact's type stays text, which the engine then discards. */
function asDeclared(text: string, fact: Fact | undefined): FactValue {
  if (fact?.type.kind === 'bool' && (text === 'true' || text === 'false')) return text === 'true'
  return fact?.type.kind === 'number' && NUMBER.test(text) ? Number(text) : text
}

export const parseFacts = (facts: readonly string[] | undefined, engine: Engine): readonly Assertion[] =>
  (facts ?? []).map((text) => parseFact(text, engine))

export const discardedOf = (facts: readonly Assertion[], engine: Engine): readonly Discarded[] =>
  engine.situation(facts).discarded.map(({ name, value, by }) => ({
    code: 'bad-assertion',
    name,
    by,
    ...(typeof value === 'object' ? {} : { value }),
  }))
