import type { Diagnostic, Policy } from '@bylaw/core'
import { measured } from '@bylaw/judge'
import type { DeploymentConfig } from '../config/schema.ts'
import type { JudgesByName } from './plan.ts'

/** What is wrong with how a deployment is checked under its policy: it stands in the configuration, not in a document. */
export type PlanProblem = Pick<Diagnostic, 'severity' | 'code' | 'message'>

/** Finds what names nothing, and what would let a bright line go unchecked. An error refuses the policy. */
export function planProblems(config: DeploymentConfig, policy: Policy, judges?: JudgesByName): readonly PlanProblem[] {
  const detectors = config.judges.filter((name) => judges?.get(name)?.kind === 'detector')
  return [...Object.keys(config.behaviors).flatMap((id) => ofBehavior(id, config, policy)), ...detectors.map(forAll)]
}

function ofBehavior(id: string, { behaviors }: DeploymentConfig, policy: Policy): PlanProblem[] {
  const own = behaviors[id]!
  if (id.startsWith('tool.')) {
    return [warning('tool-behavior', `\`${id}\` is authorised call by call: nothing under \`behaviors\` counts for it`)]
  }
  const behavior = measured(policy, id)
  if (behavior === null) return [error('unknown-behavior', `\`${id}\` under \`behaviors\` is not one of the policy's`)]
  const found: PlanProblem[] = []
  if (behavior.kind === 'bright-line' && own['on-failure'] === 'open') {
    found.push(error('open-bright-line', `\`${id}\` is a bright line: no failing check of it may let anything pass`))
  }
  for (const each of own.judges ?? []) {
    if (typeof each === 'string' || each.exhibits === undefined || behavior.values.includes(each.exhibits)) continue
    found.push(error('unknown-value', `\`${each.exhibits}\` is not a value of \`${id}\``))
  }
  return found
}

const forAll = (name: string): PlanProblem =>
  error('detector-for-all', `\`${name}\` is a detector: it judges the behaviors that name it, not all of them`)

const error = (code: string, message: string): PlanProblem => ({ severity: 'error', code, message })
const warning = (code: string, message: string): PlanProblem => ({ severity: 'warning', code, message })
