import { digestText } from '@bylaw/core'
import type { Deployment } from '../deployment.ts'
import { Refusal } from '../refusal.ts'
import type { Policies } from '../store/policies.ts'
import type { Furnish } from './past.ts'
import { withLayer } from './policy.ts'
import type { KeptPreferences } from './preferences.ts'
import { Recent } from './recent.ts'

/** How many are kept compiled. */
const kept = 64

/** Deployments as they are for one end user each. */
export class Personal {
  readonly #preferences: KeptPreferences
  readonly #policies: Policies
  readonly #deploymentOf: Furnish
  readonly #recent = new Recent<Deployment>(kept)

  constructor(preferences: KeptPreferences, policies: Policies, deploymentOf: Furnish) {
    this.#preferences = preferences
    this.#policies = policies
    this.#deploymentOf = deploymentOf
  }

  async of(deployment: Deployment, user: string): Promise<Deployment> {
    const { name, config, mounted, service } = deployment
    if (!config.preferences || service === null) return deployment
    const preferences = await this.#preferences.read(name, user)
    if (preferences === null) return deployment
    const key = JSON.stringify([name, user, service.policy.digest, digestText(preferences.text)])
    const known = this.#recent.get(key)
    if (known) return known
    const own = withLayer(mounted, this.#preferences.layerOf(name, user, preferences.text))
    if (own.state === 'refused') {
      throw new Refusal(503, 'preferences-refused', "this user's preferences can not be read with the policy in force")
    }
    await this.#policies.keep(own.policy.digest, own.layers)
    const furnished = this.#deploymentOf(name, config, own)
    this.#recent.set(key, furnished)
    return furnished
  }
}
