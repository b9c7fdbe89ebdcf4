import type { FactValue } from '../../document/types.ts'
import type { Fact } from '../../policy/types.ts'
import { axisOf, vouched } from '../space.ts'
import { factSaying, quoted } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding } from './report.ts'
import type { DeepFinding } from './types.ts'

/** What a gateway vouches for in every request: there nothing is ever assumed. */
const SUPPLIED = ['context.untrusted', 'context.turn', 'context.modality', 'agent.depth']
/** So many behaviors are named. */
const NAMED = 3

/**
 * Facts that assume the least careful of their values: with everything else as assumed and under the words of the levels
 * that know the fact, no value makes any scale looser, and some other one makes at least one tighter. What is assumed in
 * between, neither the loosest nor the tightest, was weighed by somebody.
 */
export function uncautiousAssumes(ground: Ground): readonly DeepFinding[] {
  return ground.policy.facts
    .filter(({ name }) => !SUPPLIED.includes(name))
    .flatMap((fact) => uncautious(ground, fact) ?? [])
}

/** For each behavior what is decided under each value of a fact, what is assumed first. */
type Outcomes = readonly { readonly id: string; readonly values: readonly number[] }[]

function uncautious(ground: Ground, fact: Fact): DeepFinding | null {
  const { policy } = ground
  const conditions = policy.statements.flatMap(({ condition }) =>
    condition?.facts.includes(fact.index) ? [condition] : [],
  )
  const { values, opaque } = axisOf(fact, conditions)
  if (opaque || conditions.length === 0) return null
  const outcomes = outcomesOf(ground, fact, values)
  const tighter = outcomes.filter(({ values: [assumed, ...others] }) => others.some((each) => each < assumed!))
  if (
    tighter.length === 0 ||
    outcomes.some(({ values: [assumed, ...others] }) => others.some((each) => each > assumed!))
  )
    return null
  const cautious = values.find((_, at) => outcomes.every((each) => each.values[at]! === Math.min(...each.values)))
  const shown = cautious ?? values.find((_, at) => tighter[0]!.values[at]! < tighter[0]!.values[0]!)!
  const names = tighter.slice(0, NAMED).map(({ id }) => `\`${id}\``)
  const more = tighter.length > NAMED ? ` and ${tighter.length - NAMED} more` : ''
  const message = `\`${fact.name}\` assumes \`${String(fact.assume)}\`, the least careful of its values: \`${String(shown)}\` would decide ${names.join(', ')}${more} tighter`
  return finding('uncautious-assume', fact.source, message, {
    severity: 'info',
    length: fact.name.length,
    facts: [vouched(policy, fact, shown)],
    help: 'assume what does least harm where nobody entitled says anything',
    edit: cautious === undefined ? null : assuming(ground, fact, cautious),
  })
}

const assuming = ({ policy }: Ground, { source }: Fact, value: FactValue) =>
  factSaying(
    policy,
    source,
    'assume',
    typeof value === 'string' ? quoted(value) : String(value),
    `assume \`${String(value)}\``,
  )

function outcomesOf(ground: Ground, fact: Fact, values: readonly FactValue[]): Outcomes {
  const { policy, engine } = ground
  const situations = values.map((value) => engine.situation([vouched(policy, fact, value)]))
  return [...policy.behaviors.values()].flatMap(({ id, kind }) => {
    const whole = ground.target(id)
    if (kind !== 'scale' || !whole.facts.includes(fact.index)) return []
    const target = ground.downTo(whole, fact.declaredAt)
    const outcome = situations.map((situation) =>
      ground.hypothesis(target, (condition) => situation.held(condition)).under(target.statements),
    )
    return [{ id, values: outcome }]
  })
}
