import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Policy } from '@bylaw/core'
import { pino } from 'pino'
import { configFile } from '../../src/config/schema.ts'
import type { Deployment } from '../../src/deployment.ts'
import { Pseudonyms } from '../../src/ledger/pseudonyms.ts'
import { Mounting, type MountingOptions } from '../../src/mounting/mounting.ts'
import type { OpenState } from '../../src/store/open.ts'
import type { Place } from '../store/states.ts'

export const spec = `---
bylaw: 1
title: A spec
layer: root
---
# A spec

~~~yaml bylaw
facts:
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}
~~~

## Weapons {#weapons authority=root}

~~~yaml bylaw
behavior: weapons
bright-line: never
~~~

## Drugs {#drugs authority=developer}

~~~yaml bylaw
behavior: drug-information
title: Detail about drugs
values: [refuse, general, detailed]
default: general
~~~

## Profanity {#profanity authority=user}

~~~yaml bylaw
behavior: profanity
title: Strong language
values: [none, mild, strong]
default: none
~~~
`

export const pseudonyms = new Pseudonyms(randomBytes(32))

export const block = (text: string): string => `# A layer\n\n~~~yaml bylaw\n${text}\n~~~\n`

export interface Given {
  readonly files?: Readonly<Record<string, string>>
  readonly deployments?: Readonly<Record<string, unknown>>
  readonly operators?: Readonly<Record<string, unknown>>
  readonly watch?: boolean
  readonly problems?: MountingOptions['problems']
}

export const save = (place: Place, file: string, text: string): void => {
  mkdirSync(dirname(join(place.folder, file)), { recursive: true })
  writeFileSync(join(place.folder, file), text)
}

/** Mounts what is in a folder; its deployments are served with nothing, which is all that is asked of them here. */
export async function mounting(place: Place, state: OpenState, given: Given = {}) {
  const {
    files = {},
    deployments = { shop: { layers: [{ developer: 'shop.md' }] } },
    operators = {},
    watch = false,
  } = given
  for (const [file, text] of Object.entries({
    'spec.md': spec,
    'shop.md': block('set: {drug-information: detailed}'),
    ...files,
  })) {
    save(place, file, text)
  }
  const config = configFile.parse({ specs: ['spec.md'], operators, deployments, watch })
  const lines: Record<string, unknown>[] = []
  const logger = pino({ level: 'info', base: null }, { write: (line) => void lines.push(JSON.parse(line)) })
  const inForce: Policy[] = []
  const mounted = await Mounting.open({
    config: { ...config, folder: place.folder },
    state,
    pseudonyms,
    logger,
    settling: 0,
    inForce: (policy) => void inForce.push(policy),
    deploymentOf: (name, own, policy) =>
      ({ name, config: own, mounted: policy, service: policy.policy && { policy: policy.policy } }) as Deployment,
    ...(given.problems && { problems: given.problems }),
  })
  return { mounting: mounted, lines, inForce }
}

/** What is decided of a behavior in a deployment while nobody says anything; null where nothing is in force. */
export function decided(deployment: Deployment | null, behavior = 'drug-information'): string | null {
  return deployment?.mounted.engine?.decide(behavior, []).value ?? null
}
