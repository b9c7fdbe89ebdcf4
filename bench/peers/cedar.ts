import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import { type Dialect, type FlatBehavior, flattenPolicy, formulaText, permits } from '../flat.ts'
import type { PolicyModel } from '../policy.ts'
import type { Answer, Peer } from './peer.ts'

const DIALECT: Dialect = { prefix: 'context.', number: String }
const PRINCIPAL = { type: 'Situation', id: 'here' }
const RESOURCE = { type: 'Response', id: 'next' }

/** One permit for each value of each behavior, in one policy set parsed beforehand. */
export function cedar(policy: PolicyModel): Peer {
  const flat = flattenPolicy(policy)
  parse('all', policy, flat)
  return peer(flat, 'Cedar wasm, one policy set', () => 'all')
}

/** As `cedar`, with a policy set of its own for each behavior, so that few policies are tried. */
export function cedarSplit(policy: PolicyModel): Peer {
  const flat = flattenPolicy(policy)
  for (const behavior of flat) parse(behavior.id, policy, [behavior])
  return peer(flat, 'Cedar wasm, one policy set per behavior', (index) => flat[index]!.id)
}

function peer(flat: readonly FlatBehavior[], name: string, setFor: (behavior: number) => string): Peer {
  return {
    name,
    note: 'layers flattened by hand; the call crosses into wasm as JSON',
    prepare: (questions): Answer => {
      const calls = questions.map(({ behavior, value, situation }) => ({
        principal: PRINCIPAL,
        action: { type: 'Action', id: `${flat[behavior]!.id}/${flat[behavior]!.values[value]}` },
        resource: RESOURCE,
        context: situation.attributes,
        preparsedPolicySetId: setFor(behavior),
        entities: [],
      }))
      return () => {
        let count = 0
        for (const call of calls) {
          const answer = statefulIsAuthorized(call)
          if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors))
          if (answer.response.decision === 'allow') count++
        }
        return count
      }
    },
  }
}

function parse(id: string, policy: PolicyModel, flat: readonly FlatBehavior[]): void {
  const permit = (behavior: FlatBehavior, value: number): string => {
    const condition = formulaText(permits(behavior, value), policy.facts, DIALECT)
    const action = `Action::"${behavior.id}/${behavior.values[value]}"`
    return `permit(principal, action == ${action}, resource) when { ${condition} };`
  }
  const text = flat.flatMap((behavior) => behavior.values.map((_, value) => permit(behavior, value))).join('\n')
  const answer = preparsePolicySet(id, { staticPolicies: text })
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors))
}
