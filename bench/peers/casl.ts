import { createMongoAbility, type MongoAbility, type MongoQuery, type RawRuleOf, subject } from '@casl/ability'
import { type FlatBehavior, type FlatRule, flattenPolicy } from '../flat.ts'
import type { Comparison, PolicyModel } from '../policy.ts'
import type { Attributes } from '../situations.ts'
import type { Answer, Peer } from './peer.ts'

type Situations = MongoAbility<[string, Attributes | string]>
type Rule = RawRuleOf<Situations>

const OPERATORS = { '==': '$eq', '!=': '$ne', '>=': '$gte', '<': '$lt' } as const

/** How a value of a behavior is named in a rule. */
interface Naming {
  action(behavior: FlatBehavior, value: number): string
  subject(behavior: FlatBehavior): string
}

const BY_ACTION: Naming = {
  action: (behavior, value) => `${behavior.id}/${behavior.values[value]}`,
  subject: () => 'situation',
}

const BY_SUBJECT: Naming = {
  action: (behavior, value) => behavior.values[value]!,
  subject: (behavior) => behavior.id,
}

/** One ability, built once. An action is a value of a behavior, the subject is the situation; the last rule wins. */
export function casl(policy: PolicyModel): Peer {
  const flat = flattenPolicy(policy)
  const ability = createMongoAbility<Situations>(rulesOf(policy, flat, BY_ACTION), {
    detectSubjectType: () => 'situation',
  })
  return {
    name: 'CASL, at its fastest',
    note: 'layers flattened by hand; every behavior and value an action of its own',
    prepare: (questions): Answer => {
      const prepared = questions.map(({ behavior, value, situation }) => ({
        action: BY_ACTION.action(flat[behavior]!, value),
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

/** As CASL's guide has it: an action on a kind of subject, which `subject()` makes out of the plain attributes. */
export function caslSubjects(policy: PolicyModel): Peer {
  const flat = flattenPolicy(policy)
  const ability = createMongoAbility<Situations>(rulesOf(policy, flat, BY_SUBJECT))
  return {
    name: 'CASL, as its guide has it',
    note: 'layers flattened by hand; each behavior a kind of subject',
    prepare: (questions): Answer => {
      const prepared = questions.map(({ behavior, value, situation }) => ({
        action: BY_SUBJECT.action(flat[behavior]!, value),
        behavior: flat[behavior]!.id,
        attributes: situation.attributes,
      }))
      return () => {
        let count = 0
        for (const { action, behavior, attributes } of prepared)
          if (ability.can(action, subject(behavior, { ...attributes }))) count++
        return count
      }
    },
  }
}

const rulesOf = (policy: PolicyModel, flat: readonly FlatBehavior[], naming: Naming): Rule[] =>
  flat.flatMap((behavior) => rulesAbout(policy, behavior, naming))

function rulesAbout(policy: PolicyModel, behavior: FlatBehavior, naming: Naming): Rule[] {
  const { values, sets, limits } = behavior
  const range = (from: number, to: number): string[] =>
    values.slice(from, to).map((_, index) => naming.action(behavior, from + index))
  const rules: Rule[] = []
  const say = (actions: string[], inverted: boolean, { when }: Pick<FlatRule, 'when'>): void => {
    if (actions.length > 0)
      rules.push({ action: actions, subject: naming.subject(behavior), inverted, ...conditions(policy, when) })
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
