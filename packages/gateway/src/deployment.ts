import type { Document, Engine, Policy } from '@bylaw/core'
import { type GradedExample, openAiChat, type Provider, rehearsal } from '@bylaw/providers'
import type { Config } from './config/load.ts'
import type { DeploymentConfig, UpstreamConfig } from './config/schema.ts'
import { Guide } from './guide.ts'
import { type MountedPolicy, mountPolicy } from './policy.ts'
import { Refusal } from './refusal.ts'

/** One product that is served under one policy. */
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
  readonly provider: Provider
}

export function mountDeployment(config: Config, name: string): Deployment {
  const own = config.deployments[name]!
  const mounted = mountPolicy(config, name)
  if (mounted.state === 'refused') return { name, config: own, mounted, service: null }
  const { policy, engine } = mounted
  const provider = providerOf(own.upstreams[0]!, policy)
  return { name, config: own, mounted, service: { policy, engine, provider, guide: new Guide(engine) } }
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

function providerOf(upstream: UpstreamConfig, policy: Policy): Provider {
  if (upstream.format === 'rehearsal') return rehearsal(policy.layers.flatMap(({ document }) => goodAnswers(document)))
  return openAiChat({ url: upstream.url!, key: upstream.key ?? null })
}

/** The first good answer to the user of each example that has one. */
function goodAnswers({ examples }: Document): GradedExample[] {
  return examples.flatMap(({ title, turns, answers }) => {
    const user = turns.findLast(({ role }) => role === 'user')
    const good = answers.find(({ grade, attributes }) => grade === 'good' && attributes.recipient === undefined)
    return user && good ? [{ title, user: user.text, answer: good.text }] : []
  })
}
