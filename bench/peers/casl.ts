import { createMongoAbility, type MongoAbility, type MongoQuery, type RawRuleOf } from '@casl/ability'
import { type FlatBehavior, type FlatRule, flattenPolicy } from '../flat.ts'
import type { Comparison, PolicyModel } from '../policy.ts'
import type { Attributes } from '../situations.ts'
import type { Answer, Peer } from './peer.ts'

type Situations = MongoAbility<[string, Attributes | 'situation']>
type Rule = RawRuleOf<Situations>

const OPERATORS = { '==': '$eq', '!=': '$ne', '>=': '$gte', '<': '$lt' } as const

const action = (behavior: FlatBehavior, value: number): string => `${behavior.id}/${behavior.values[value]}`

/** One ability, built once. An action is a value of a behavior, the subject is the situation; the last rule wins. */
export function casl(policy: PolicyModel): Peer {
  const flat = flattenPolicy(policy)
  const ability = createMongoAbility<Situations>(
    flat.flatMap((behavior) => rulesOf(policy, behavior)),
    { detectSubjectType: () => 'situation' },
  )
  return {
    name: 'CASL',
    note: 'layers flattened by hand into ordered can/cannot rules',
    prepare: (questions): Answer => {
      const prepared = questions.map(({ behavior, value, situation }) => ({
        action: action(flat[behavior]!, value),
        situation: situation.attributes,
      }))
      return () => {
        let count = 0
        for (const { action, situation } of prepared) if (ability.can(action, situation)) count++
        return count
      }
    },
  }
}

function rulesOf(policy: PolicyModel, behavior: FlatBehavior): Rule[] {
  const { values, sets, limits } = behavior
  const range = (from: number, to: number): string[] =>
    values.slice(from, to).map((_, index) => action(behavior, from + index))
  const rules: Rule[] = []
  const say = (actions: string[], inverted: boolean, { when }: Pick<FlatRule, 'when'>): void => {
    if (actions.length > 0) rules.push({ action: actions, subject: 'situation', inverted, ...conditions(policy, when) })
  }
  say(range(1, behavior.default + 1), false, { when: [] })
  for (const set of sets) {
    say(range(1, set.value + 1), false, set)
    say(range(set.value + 1, values.length), true, set)
  }
  for (const limit of limits) say(range(limit.value + 1, values.length), true, limit)
  return rules
}

function conditions(policy: PolicyModel, when: readonly Comparison[]): { conditions?: MongoQuery } {
  if (when.length === 0) return {}
  const query = when.map(({ fact, operator, value }) => [
    policy.facts[fact]!.key,
    operator === '==' ? value : { [OPERATORS[operator]]: value },
  ])
  return { conditions: Object.fromEntries(query) }
}
