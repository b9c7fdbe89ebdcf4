import type { House } from '../choke.ts'
import type { Deployment } from '../deployment.ts'
import { layerOf } from '../ledger/specs.ts'
import { type Holds, holdsOf } from './holds.ts'
import { reasons } from './incident.ts'

/** What a person on the other side is told of an assistant. */
export interface About {
  readonly object: 'bylaw.about'
  readonly deployment: string
  readonly title: string
  readonly contact: string | null
  /** Null where the policy is refused: then nothing is answered. */
  readonly policy: {
    readonly digest: string
    readonly specs: readonly {
      readonly title: string | null
      readonly version: string | null
      readonly level: string
    }[]
    readonly holds: Holds
  } | null
  /** How a wish is kept beyond one conversation; null where none is. */
  readonly preferences: string | null
  /** What it can't tell, in sentences. */
  readonly untold: readonly string[]
  readonly flag: { readonly address: string; readonly reasons: typeof reasons }
  /** `checkpoint`: the signed head of the log; null while there is none. */
  readonly ledger: { readonly vkey: string; readonly checkpoint: string | null }
}

/** What holds in a deployment while nobody says anything. */
export async function aboutOf(house: Pick<House, 'log'>, deployment: Deployment): Promise<About> {
  const { name, config, service } = deployment
  const { title = name, contact = null } = config.people
  return {
    ...{ object: 'bylaw.about', deployment: name, title, contact },
    policy: service && {
      digest: service.policy.digest,
      specs: service.policy.layers.map((layer) => {
        const { title, version, level } = layerOf(layer, service.policy)
        return { title, version, level }
      }),
      holds: holdsOf(service.engine),
    },
    preferences: config.preferences ? '/v1/preferences' : null,
    untold: untold(deployment),
    flag: { address: `/about/${name}/flags`, reasons },
    ledger: { vkey: house.log.vkey, checkpoint: await checkpointOf(house) },
  }
}

function untold({ config: { deliberate, reasoning, behaviors } }: Deployment): readonly string[] {
  const reasons = deliberate || Object.values(behaviors).some((each) => each.deliberate === true)
  const withheld = reasons && reasoning === 'withhold'
  return [
    ...(withheld ? ['How it reasoned before it answered: that is checked against the answer, and kept back.'] : []),
    'The instructions of whoever runs it in their own words: what they amount to is listed above.',
    'What other people asked or were told: the log holds what was decided, and no messages and no answers.',
  ]
}

async function checkpointOf({ log }: Pick<House, 'log'>): Promise<string | null> {
  const bytes = await log.source.read('checkpoint')
  return bytes === null ? null : new TextDecoder().decode(bytes)
}
