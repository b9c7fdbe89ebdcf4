import { Environment } from '@marcbachmann/cel-js'
import { type Dialect, flattenPolicy, formulaText, permits } from '../flat.ts'
import type { PolicyModel } from '../policy.ts'
import type { Answer, Peer } from './peer.ts'

const TYPES = { enum: 'string', bool: 'bool', number: 'double' } as const
const DIALECT: Dialect = { prefix: '', number: (value) => value.toFixed(1) }

/** One type-checked expression for each value of each behavior, parsed once. */
export function cel(policy: PolicyModel): Peer {
  const environment = new Environment()
  for (const { key, kind } of policy.facts) environment.registerVariable(key, TYPES[kind])
  const expressions = flattenPolicy(policy).map((behavior) =>
    behavior.values.map((_, value) => {
      const text = formulaText(permits(behavior, value), policy.facts, DIALECT)
      const checked = environment.check(text)
      if (!checked.valid) throw new Error(`${text}: ${checked.error?.message}`)
      return environment.parse(text)
    }),
  )
  return {
    name: 'cel-js',
    note: 'layers flattened by hand into one expression per value',
    prepare: (questions): Answer => {
      const prepared = questions.map(({ behavior, value, situation }) => ({
        permitted: expressions[behavior]![value]!,
        attributes: situation.attributes,
      }))
      return () => {
        let count = 0
        for (const { permitted, attributes } of prepared) if (permitted(attributes) === true) count++
        return count
      }
    },
  }
}
