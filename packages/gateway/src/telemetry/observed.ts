import { declarationOf } from '@bylaw/core'
import type { Batch, Following, Message, Prompt } from '@bylaw/providers'
import type { Deployment } from '../deployment.ts'
import type { DecisionRecord } from '../record.ts'
import type { Metrics } from './metrics.ts'
import { AnswerSeen } from './seen.ts'
import type { RequestSpans } from './tracing.ts'

/** One request, observed from its head to the last byte of its answer. Nothing here ever throws into a request. */
export interface Observed {
  /**
   * A model is about to be asked.
   * @param messages what it is sent
   * @returns what goes along with the request; undefined where nothing is traced
   */
  asks(prompt: Prompt, messages: readonly Message[], deployment: Deployment): Following | undefined
  /** What leaves of the answer. */
  see(batch: Batch): void
  /**
   * The answer has left, or nobody takes it any more.
   * @param deployment null where the caller was not identified, as is then the record
   */
  ended(status: number, deployment: Deployment | null, record: DecisionRecord | null): void
}

/** Where nothing is counted and nothing traced. */
export const unobserved: Observed = { asks: () => undefined, see() {}, ended() {} }

/** Counts a request, and lets it be traced. */
export class ObservedRequest implements Observed {
  readonly #endpoint: string
  readonly #metrics: Metrics | null
  readonly #spans: RequestSpans | null
  readonly #began = performance.now()
  readonly #answer = new AnswerSeen()
  #over = false

  constructor(endpoint: string, metrics: Metrics | null, spans: RequestSpans | null) {
    this.#endpoint = endpoint
    this.#metrics = metrics
    this.#spans = spans
    metrics?.open.inc()
  }

  asks(prompt: Prompt, messages: readonly Message[], { config }: Deployment): Following | undefined {
    return this.#spans?.asks(prompt, messages, config.upstreams)
  }

  see(batch: Batch): void {
    this.#answer.see(batch)
    this.#spans?.see(batch)
  }

  ended(status: number, deployment: Deployment | null, record: DecisionRecord | null): void {
    if (this.#over) return
    this.#over = true
    if (this.#metrics !== null) this.#count(this.#metrics, status, deployment, record)
    this.#spans?.ended(status, record, this.#answer)
  }

  #count(metrics: Metrics, status: number, deployment: Deployment | null, record: DecisionRecord | null): void {
    const name = deployment?.name ?? 'none'
    const endpoint = this.#endpoint
    metrics.open.dec()
    metrics.requests.inc({ endpoint, deployment: name, status })
    metrics.duration.observe({ endpoint, deployment: name }, (performance.now() - this.#began) / 1000)
    const { first, input, output } = this.#answer
    if (first !== null) metrics.firstToken.observe({ deployment: name }, (first - this.#began) / 1000)
    if (input !== null) metrics.tokens.inc({ deployment: name, kind: 'input' }, input)
    if (output !== null) metrics.tokens.inc({ deployment: name, kind: 'output' }, output)
    if (deployment !== null && record !== null) countRecord(metrics, deployment, record)
  }
}

function countRecord(metrics: Metrics, served: Deployment, record: DecisionRecord): void {
  const { state, checks, toolCalls, noticed } = record
  const deployment = served.name
  if (state === 'open') return
  metrics.decisions.inc({ deployment, state })
  for (const { behavior, mode, outcome } of checks) {
    metrics.checks.inc({ deployment, behavior: checkedIn(served, behavior), mode, outcome })
  }
  for (const { behavior, outcome } of toolCalls) {
    metrics.tools.inc({ deployment, behavior: declaredIn(served, behavior), outcome })
  }
  for (const { kind } of noticed) metrics.noticed.inc({ deployment, kind })
}

/** What an end user's own layer declares is no label. */
function checkedIn({ mounted, config }: Deployment, behavior: string | null): string {
  if (behavior === null) return 'all'
  return mounted.policy?.behaviors.has(behavior) || Object.hasOwn(config.behaviors, behavior) ? behavior : 'other'
}

/** The declaration that covers a tool: its name may be a client's words, or a model's. */
function declaredIn({ mounted }: Deployment, tool: string): string {
  return (mounted.policy && declarationOf(tool, mounted.policy.behaviors)?.id) ?? 'none'
}
