import type { NamedJudge } from '@bylaw/judge'
import type { LedgerStore } from '@bylaw/ledger/node'
import type { Logger } from 'pino'
import type { ConfigFile } from '../config/schema.ts'
import type { Incoming } from '../incoming.ts'
import type { Attempted } from '../upstreams/resilient.ts'
import { timed } from './judges.ts'
import { type Metrics, newMetrics, watchLedger } from './metrics.ts'
import { type Observed, ObservedRequest, unobserved } from './observed.ts'
import type { Tracing } from './tracing.ts'

/**
 * What the house tells of itself: Prometheus metrics and OpenTelemetry spans. Nothing of what was said is in either, unless
 * `telemetry.content` puts it into spans. Where neither is configured, nothing is done.
 */
export class Telemetry {
  readonly #metrics: Metrics | null
  readonly #tracing: Tracing | null

  private constructor(metrics: Metrics | null, tracing: Tracing | null) {
    this.#metrics = metrics
    this.#tracing = tracing
  }

  /** What traces are made with is loaded only where there is somewhere to send them. */
  static async open({ metrics, traces, content }: ConfigFile['telemetry'], logger: Logger): Promise<Telemetry> {
    const counted = metrics ? newMetrics() : null
    if (traces === undefined) return new Telemetry(counted, null)
    const { Tracing } = await import('./tracing.ts')
    if (content) logger.warn('`telemetry.content`: spans carry messages and answers')
    return new Telemetry(counted, new Tracing(traces, content))
  }

  /** A request has come in. */
  begun(endpoint: string, incoming: Pick<Incoming, 'method' | 'headers'>): Observed {
    if (this.#metrics === null && this.#tracing === null) return unobserved
    return new ObservedRequest(endpoint, this.#metrics, this.#tracing?.begun(endpoint, incoming) ?? null)
  }

  /** Hears of every attempt to reach an upstream of a deployment. */
  attempted(deployment: string): Attempted {
    const metrics = this.#metrics
    if (metrics === null) return () => {}
    return ({ upstream, outcome, milliseconds, leftAlone }) => {
      const labels = { deployment, upstream }
      metrics.attempts.inc({ ...labels, outcome })
      metrics.leftAlone.set(labels, leftAlone ? 1 : 0)
      if (milliseconds !== null) metrics.answering.observe(labels, milliseconds / 1000)
    }
  }

  /** The judges of a configuration, observed. */
  judges(judges: ReadonlyMap<string, NamedJudge>): ReadonlyMap<string, NamedJudge> {
    const metrics = this.#metrics
    if (metrics === null) return judges
    return new Map([...judges].map(([name, named]) => [name, timed(name, named, metrics)]))
  }

  /** Tells of the ledger, too: it is looked at whenever metrics are read. */
  ledger(store: Pick<LedgerStore, 'head' | 'checkpoint'>): void {
    if (this.#metrics !== null) watchLedger(this.#metrics.registry, store)
  }

  /** Everything that was counted, in Prometheus' text format; null where nothing is. */
  get metrics(): (() => Promise<{ readonly type: string; readonly text: string }>) | null {
    const metrics = this.#metrics
    if (metrics === null) return null
    const { registry } = metrics
    return async () => ({ type: registry.contentType, text: await registry.metrics() })
  }

  /** Sends the spans that are left. */
  async close(): Promise<void> {
    await this.#tracing?.close()
  }
}
