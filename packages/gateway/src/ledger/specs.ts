import type { Layer, Policy } from '@bylaw/core'
import type { LedgerRecord } from '@bylaw/ledger'
import { compileLayers } from '../mounting/policy.ts'
import type { Policies } from '../store/policies.ts'

/** The layers of a policy, as a leaf names them. */
export type LeafSpecs = Extract<LedgerRecord['specs'], readonly unknown[]>

export function layerOf({ rank, digest, document }: Layer, policy: Policy): LeafSpecs[number] {
  const { title, version } = document.header
  return { level: policy.levels[rank]!, title, version, digest }
}

/** The layers of policies by their digest: of those in force, and of those that were kept. */
export class KnownSpecs {
  readonly #policies: Policies
  readonly #known = new Map<string, LeafSpecs>()

  constructor(policies: Policies) {
    this.#policies = policies
  }

  remember(policy: Policy): void {
    this.#known.set(
      policy.digest,
      policy.layers.map((layer) => layerOf(layer, policy)),
    )
  }

  /** None where there was no policy, or its layers compile no longer to the same one. */
  async of(digest: string | null): Promise<LeafSpecs> {
    if (digest === null) return []
    if (!this.#known.has(digest)) {
      const layers = await this.#policies.read(digest)
      const policy = layers && compileLayers(layers).policy
      if (policy?.digest === digest) this.remember(policy)
    }
    return this.#known.get(digest) ?? []
  }
}
