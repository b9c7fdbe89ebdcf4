import type { DeploymentConfig } from '../config/schema.ts'
import type { Deployment } from '../deployment.ts'
import type { Policies } from '../store/policies.ts'
import { compiledAgain, type MountedPolicy } from './policy.ts'
import { Recent } from './recent.ts'

export type Furnish = (name: string, config: DeploymentConfig, mounted: MountedPolicy) => Deployment

/** How many policies that are not in force are kept compiled. */
const kept = 64

/** Policies of the past, compiled again from the layers that were kept. */
export class Past {
  readonly #policies: Policies
  readonly #deploymentOf: Furnish
  readonly #recent = new Recent<Deployment>(kept)

  constructor(policies: Policies, deploymentOf: Furnish) {
    this.#policies = policies
    this.#deploymentOf = deploymentOf
  }

  /** Null where there never was such a policy, it was forgotten, or its layers compile no longer to the same one. */
  async get(digest: string, { name, config }: Deployment): Promise<Deployment | null> {
    const key = `${name} ${digest}`
    const known = this.#recent.get(key)
    if (known) return (await this.#policies.has(digest)) ? known : null
    const layers = await this.#policies.read(digest)
    const mounted = layers && compiledAgain(digest, layers)
    if (mounted === null) return null
    const deployment = this.#deploymentOf(name, config, mounted)
    this.#recent.set(key, deployment)
    return deployment
  }
}
