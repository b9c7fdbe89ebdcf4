import type { Document, Engine, Policy } from '@bylaw/core'
import { type GradedExample, type Provider, rehearsal } from '@bylaw/providers'
import type { DeploymentConfig } from './config/schema.ts'
import type { Fixtures } from './fixtures.ts'
import { Guide } from './generate/guide.ts'
import { type Plan, planOf } from './generate/plan.ts'
import type { MountedPolicy } from './mounting/policy.ts'
import { Refusal } from './refusal.ts'

/** One product that is served under one policy. A changed policy makes a new one. */
export interface Deployment {
  readonly name: string
  readonly config: DeploymentConfig
  readonly mounted: MountedPolicy
  /** Null where the policy is refused: then nothing is served. */
  readonly service: Service | null
}

/** What it takes to answer: never there without a policy. */
export interface Service {
  readonly policy: Policy
  readonly engine: Engine
  readonly guide: Guide
  readonly plan: Plan
  readonly provider: Provider
  readonly judges: Fixtures['judges']
}

/** The deployment of a policy that was mounted. */
export function deploymentOf(
  name: string,
  config: DeploymentConfig,
  mounted: MountedPolicy,
  { providers, judges }: Pick<Fixtures, 'providers' | 'judges'>,
): Deployment {
  if (mounted.state === 'refused') return { name, config, mounted, service: null }
  const { policy, engine } = mounted
  const provider = providers.get(name) ?? rehearsal(policy.layers.flatMap(({ document }) => goodAnswers(document)))
  const guide = new Guide(engine, config)
  const service = { policy, engine, guide, plan: planOf(config, policy, judges), provider, judges }
  return { name, config, mounted, service }
}

/**
 * The means to answer a caller at a level.
 * @throws Refusal 503, with the code of the diagnostic that refuses the policy
 */
export function serviceOf({ name, mounted, service }: Deployment, level: string): Service {
  if (service === null) {
    const found = mounted.diagnostics.find(({ severity }) => severity === 'error')
    const why = found ? `${found.message} (${found.file}:${found.line})` : 'it was refused'
    throw new Refusal(503, found?.code ?? 'policy-refused', `the policy of \`${name}\` is not in force: ${why}`)
  }
  const rank = service.policy.levels.indexOf(level)
  const mountedOnly = Math.max(0, service.policy.levels.indexOf('system'))
  if (rank > mountedOnly) return service
  throw new Refusal(503, 'unknown-level', `the policy of \`${name}\` has no level \`${level}\` for a key`)
}

/** The first good answer to the user of each example that has one. */
function goodAnswers({ examples }: Document): GradedExample[] {
  return examples.flatMap(({ title, turns, answers }) => {
    const user = turns.findLast(({ role }) => role === 'user')
    const good = answers.find(({ grade, attributes }) => grade === 'good' && attributes.recipient === undefined)
    return user && good ? [{ title, user: user.text, answer: good.text }] : []
  })
}
