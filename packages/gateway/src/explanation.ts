import { createEngine, type Engine, explain, type Layer } from '@bylaw/core'
import type { Deployment } from './deployment.ts'
import { layerOf } from './ledger/specs.ts'
import { compileLayers } from './policy.ts'
import type { DecisionRecord } from './record.ts'
import type { Store } from './store/store.ts'

/** How many policies of the past are kept compiled. */
const kept = 4

/** Engines by the digest of their policy: the one in force, or one compiled again from the layers that were kept. */
export class PastEngines {
  readonly #store: Store
  readonly #past = new Map<string, Engine>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Null where there never was a policy, or its layers compile no longer to the same one. */
  async get(digest: string | null, deployment: Deployment): Promise<Engine | null> {
    if (digest === null) return null
    if (deployment.mounted.policy?.digest === digest) return deployment.mounted.engine
    const known = this.#past.get(digest)
    if (known) return known
    const layers = await this.#store.readPolicy(digest)
    const policy = layers && compileLayers(layers).policy
    if (policy?.digest !== digest) return null
    const engine = createEngine(policy)
    if (this.#past.size >= kept) this.#past.delete(this.#past.keys().next().value!)
    this.#past.set(digest, engine)
    return engine
  }
}

/**
 * A record with everything that was decided in its situation, in words. The decisions are derived again from the
 * record's facts and policy: the engine is a function, so they are the ones that held.
 * @param viewer the level of whoever reads it
 */
export function explainRecord({ policy, ...record }: DecisionRecord, engine: Engine | null, viewer: string) {
  return {
    object: 'bylaw.decision',
    ...record,
    policy: { digest: policy, layers: engine?.policy.layers.map((layer) => mountedLayer(layer, engine)) ?? [] },
    discarded: engine?.situation(record.facts).discarded ?? [],
    behaviors: engine === null ? [] : behaviorsOf(engine, record, viewer),
  }
}

function mountedLayer(layer: Layer, { policy }: Engine) {
  return { ...layerOf(layer, policy), file: layer.document.file, sound: layer.sound }
}

function behaviorsOf(engine: Engine, { facts }: Pick<DecisionRecord, 'facts'>, viewer: string) {
  return [...engine.policy.behaviors.values()].map(({ id, title }) => {
    const { decision, sentence, changes } = explain(engine, id, facts, { viewer })
    if (decision.value === null) return { behavior: id, title, value: null, sentence }
    const { kind, value, configured, decidedBy, allowed, rejected } = decision
    return { behavior: id, title, kind, value, sentence, configured, decidedBy, allowed, rejected, changes }
  })
}
