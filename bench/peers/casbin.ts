import { type Enforcer, newCachedEnforcer, newEnforcer, newModelFromString } from 'casbin'
import { type Dialect, type FlatBehavior, flattenPolicy, formulaText, permits } from '../flat.ts'
import type { PolicyModel } from '../policy.ts'
import type { Answer, Peer } from './peer.ts'

const modelText = (request: string): string => `
[request_definition]
r = behavior, value, ${request}
[policy_definition]
p = behavior, value, rule
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.behavior == p.behavior && r.value == p.value && eval(p.rule)
`

const OBJECT: Dialect = { prefix: 'r.situation.', number: String }
/** The cache keeps requests of strings only: a number is compared as JavaScript reads it out of one. */
const STRINGS: Dialect = { prefix: 'r.', number: String, bool: (name, value) => `${name} == "${value}"` }

/** One rule for each value of each behavior, evaluated by casbin's `eval(p.rule)`; all behaviors in one enforcer. */
export async function casbin(policy: PolicyModel): Promise<Peer> {
  const enforcer = await newEnforcer(newModelFromString(modelText('situation')))
  await enforcer.addPolicies(rulesOf(policy, flattenPolicy(policy), OBJECT))
  return synchronous(policy, 'casbin, one policy', 'layers flattened by hand', () => enforcer)
}

/** As `casbin`, with an enforcer of its own for each behavior, so that few rules are tried. */
export async function casbinSplit(policy: PolicyModel): Promise<Peer> {
  const enforcers = flattenPolicy(policy).map(async (behavior) => {
    const enforcer = await newEnforcer(newModelFromString(modelText('situation')))
    await enforcer.addPolicies(rulesOf(policy, [behavior], OBJECT))
    return enforcer
  })
  const ready = await Promise.all(enforcers)
  return synchronous(policy, 'casbin, one policy per behavior', 'layers flattened by hand', (index) => ready[index]!)
}

/** casbin's own cache of results, keyed by the joined words of the request: what it has not met it evaluates. */
export async function casbinCached(policy: PolicyModel): Promise<Peer> {
  const request = policy.facts.map(({ key }) => key).join(', ')
  const enforcers = flattenPolicy(policy).map(async (behavior) => {
    const enforcer = await newCachedEnforcer(newModelFromString(modelText(request)))
    await enforcer.addPolicies(rulesOf(policy, [behavior], STRINGS))
    return enforcer
  })
  const ready = await Promise.all(enforcers)
  return {
    name: 'casbin, cached, one policy per behavior',
    note: 'layers flattened by hand; results met before, behind a promise',
    prepare: (questions): Answer => {
      const prepared = questions.map(({ behavior, value, situation }) => {
        const { id, values } = policy.behaviors[behavior]!
        return { enforcer: ready[behavior]!, request: [id, values[value]!, ...situation.values.map(String)] }
      })
      return async () => {
        let count = 0
        for (const { enforcer, request } of prepared) if (await enforcer.enforce(...request)) count++
        return count
      }
    },
  }
}

function synchronous(policy: PolicyModel, name: string, note: string, enforcerFor: (index: number) => Enforcer): Peer {
  return {
    name,
    note,
    prepare: (questions): Answer => {
      const prepared = questions.map(({ behavior, value, situation }) => ({
        enforcer: enforcerFor(behavior),
        behavior: policy.behaviors[behavior]!.id,
        value: policy.behaviors[behavior]!.values[value]!,
        situation: situation.attributes,
      }))
      return () => {
        let count = 0
        for (const { enforcer, behavior, value, situation } of prepared)
          if (enforcer.enforceSync(behavior, value, situation)) count++
        return count
      }
    },
  }
}

function rulesOf(policy: PolicyModel, flat: readonly FlatBehavior[], dialect: Dialect): string[][] {
  return flat.flatMap((behavior) =>
    behavior.values.map((name, value) => {
      const rule = formulaText(permits(behavior, value), policy.facts, dialect)
      return [behavior.id, name, rule]
    }),
  )
}
