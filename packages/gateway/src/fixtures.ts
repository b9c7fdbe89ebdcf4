import { createJudges, type NamedJudge } from '@bylaw/judge'
import { connect, formats, type Provider, rehearsal } from '@bylaw/providers'
import type { Config } from './config/load.ts'
import type { DeploymentConfig, UpstreamConfig } from './config/schema.ts'
import type { Telemetry } from './telemetry/telemetry.ts'
import { type Attempted, resilient } from './upstreams/resilient.ts'

/** What of a configuration outlives every policy: connections and judges. */
export interface Fixtures {
  /** By deployment; null for one with nothing but the rehearsal, which answers from its policy's own examples. */
  readonly providers: ReadonlyMap<string, Provider | null>
  readonly judges: ReadonlyMap<string, NamedJudge>
  close(): Promise<void>
}

/** @throws where a judge can't be built: its name and why */
export async function fixturesOf(config: Config, telemetry: Telemetry): Promise<Fixtures> {
  const models: Provider[] = []
  const { judges, problems } = await createJudges(config.judges, (_, { format, url, key, timeout }) => {
    const times = { firstByte: timeout * 1000, whole: timeout * 1000 }
    const provider = connect(formats[format], { url, key: key ?? null, ...times })
    models.push(provider)
    return provider
  })
  const wrong = problems[0]
  if (wrong) throw new Error(`the judge \`${wrong.judge}\` can't be built: ${wrong.message}`)
  const providers = new Map(
    Object.entries(config.deployments).map(([name, own]) => [name, providerOf(own, telemetry.attempted(name))]),
  )
  const close = async () => {
    await Promise.all([...providers.values(), ...models].map((provider) => provider?.close()))
  }
  return { providers, judges: telemetry.judges(judges), close }
}

function providerOf({ upstreams, breaker }: DeploymentConfig, attempted: Attempted): Provider | null {
  if (upstreams.every(({ format }) => format === 'rehearsal')) return null
  const connected = upstreams.map((upstream) => ({
    provider: connectionTo(upstream),
    model: upstream.model ?? null,
    retries: upstream.retries,
  }))
  return resilient(connected, breaker, attempted)
}

/** A rehearsal behind a model has no examples to answer from: it says that it is one. */
function connectionTo({ format, url, key, headers, timeout, ...times }: UpstreamConfig): Provider {
  if (format === 'rehearsal') return rehearsal([])
  return connect(formats[format], {
    url: url!,
    key: key ?? null,
    headers,
    firstByte: times['first-byte'] * 1000,
    whole: timeout * 1000,
    connections: 4096,
  })
}
