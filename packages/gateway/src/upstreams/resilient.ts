import { setTimeout as delay } from 'node:timers/promises'
import {
  type Batch,
  type Following,
  type Passthrough,
  type Prompt,
  type Provider,
  type Raw,
  type Reply,
  type Revised,
  type Sent,
  UpstreamError,
} from '@bylaw/providers'
import type { BreakerConfig } from '../config/upstreams.ts'
import { Breaker } from './breaker.ts'
import { type Fault, faultOf, waitBefore } from './failures.ts'

/** One of the upstreams of a deployment. */
export interface Upstream {
  readonly provider: Provider
  /** Asked for in place of what the request names; null: what it names. */
  readonly model: string | null
  /** How often it is tried again. */
  readonly retries: number
}

/** What came of asking one upstream once. */
export interface Attempt {
  /** By its place in the configuration. */
  readonly upstream: number
  /** `refused`: the request itself was; `aborted`: the client went away; `left-alone`: it was not even asked. */
  readonly outcome: 'answered' | 'failed' | 'refused' | 'aborted' | 'left-alone'
  /** Until it began to answer or failed; null where it was not asked. */
  readonly milliseconds: number | null
  /** Whether the upstream is left alone from now on. */
  readonly leftAlone: boolean
}

/** Hears of every attempt. */
export type Attempted = (attempt: Attempt) => void

/** Time, as a test may have its own. */
export interface Timing {
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** Waits before an upstream is tried again, or rejects as soon as the client goes away. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

/**
 * Several upstreams as one: the first that answers, in order, each tried again a few times, and left alone while it keeps
 * failing. A request that an upstream refuses as such is not tried elsewhere. Nothing is tried again once something of an
 * answer was handed on: all that happens under one policy and one set of instructions.
 */
export function resilient(
  upstreams: readonly Upstream[],
  config: BreakerConfig,
  attempted: Attempted = () => {},
  timing: Timing = {},
): Provider {
  const line = new Line(upstreams, config, attempted, timing)
  return {
    send: (prompt, revised, signal, following) =>
      line.first(async ({ provider, model, place }) => {
        const own = model === null ? revised : { ...revised, model }
        const sent = await begun(provider, prompt, own, signal, following && at(place, following))
        return { ...sent, upstream: place }
      }, signal),
    models: (signal): Promise<Raw> => line.first(({ provider }) => provider.models(signal), signal),
    pass: (what: Passthrough, body, signal) => line.first(({ provider }) => provider.pass(what, body, signal), signal),
    close: async () => {
      await Promise.all(upstreams.map(({ provider }) => provider.close()))
    },
  }
}

interface Guarded extends Upstream {
  readonly place: number
  readonly breaker: Breaker
}

/** The upstreams of a deployment, in order. */
class Line {
  readonly #upstreams: readonly Guarded[]
  readonly #attempted: Attempted
  readonly #wait: NonNullable<Timing['wait']>

  constructor(upstreams: readonly Upstream[], config: BreakerConfig, attempted: Attempted, { now, wait }: Timing) {
    this.#upstreams = upstreams.map((upstream, place) => ({ ...upstream, place, breaker: new Breaker(config, now) }))
    this.#attempted = attempted
    this.#wait = wait ?? ((milliseconds, signal) => delay(milliseconds, null, { signal }))
  }

  /** @throws what the last one threw that was asked, or UpstreamError 503 where none was */
  async first<T>(ask: (upstream: Guarded) => Promise<T>, signal: AbortSignal): Promise<T> {
    let failure: unknown = null
    for (const upstream of this.#upstreams) {
      const tried = await this.#try(upstream, ask, signal)
      if ('answer' in tried) return tried.answer
      if (failure === null || faultOf(tried.failure) !== 'unsupported') failure = tried.failure ?? failure
    }
    throw failure ?? leftAlone(this.#upstreams)
  }

  async #try<T>(
    upstream: Guarded,
    ask: (upstream: Guarded) => Promise<T>,
    signal: AbortSignal,
  ): Promise<{ readonly answer: T } | { readonly failure: unknown }> {
    let failure: unknown = null
    for (let attempt = 0; attempt <= upstream.retries; attempt++) {
      if (!upstream.breaker.admits()) {
        this.#tell(upstream, 'left-alone', null)
        break
      }
      const began = performance.now()
      try {
        const answer = await ask(upstream)
        upstream.breaker.succeeded()
        this.#tell(upstream, 'answered', began)
        return { answer }
      } catch (error) {
        const fault = signal.aborted ? 'nobody' : faultOf(error)
        this.#settle(upstream, fault, signal, began)
        if (fault === 'request' || fault === 'nobody') throw error
        failure = error
        const wait = fault === 'upstream' || fault === 'busy' ? waitBefore(attempt, error) : null
        if (wait === null || attempt === upstream.retries) break
        await this.#wait(wait, signal)
      }
    }
    return { failure }
  }

  #settle(upstream: Guarded, fault: Fault, signal: AbortSignal, began: number): void {
    const { breaker } = upstream
    if (fault === 'upstream' || fault === 'slow') breaker.failed()
    else if (fault === 'request') breaker.succeeded()
    else breaker.undecided()
    const refused = fault === 'request' || fault === 'unsupported'
    this.#tell(upstream, signal.aborted ? 'aborted' : refused ? 'refused' : 'failed', began)
  }

  #tell({ place, breaker }: Guarded, outcome: Attempt['outcome'], began: number | null): void {
    const milliseconds = began === null ? null : performance.now() - began
    this.#attempted({ upstream: place, outcome, milliseconds, leftAlone: breaker.open })
  }
}

function leftAlone(upstreams: readonly Guarded[]): UpstreamError {
  const rest = Math.min(...upstreams.map(({ breaker }) => breaker.rest))
  const message = 'every upstream has failed too often, and is left alone for a while'
  const failure = { status: 503, message, type: 'api_error', param: null, code: 'upstream_left_alone' }
  return new UpstreamError(failure, String(Math.max(1, Math.ceil(rest / 1000))))
}

const at = (place: number, following: Following): Following => ({
  called: () => following.called(place),
  failed: (error) => following.failed(error),
})

/** An answer that has begun: a stream that fails before its first batch is a failure that may be tried again. */
async function begun(
  provider: Provider,
  prompt: Prompt,
  revised: Revised,
  signal: AbortSignal,
  following: Following | undefined,
): Promise<Sent> {
  try {
    const sent = await provider.send(prompt, revised, signal, following)
    if (sent.reply.kind === 'whole') return sent
    const batches = sent.reply.batches[Symbol.asyncIterator]()
    const first = await batches.next()
    const reply: Reply = { kind: 'stream', batches: resumed(first, batches) }
    return { ...sent, reply }
  } catch (error) {
    following?.failed(error)
    throw error
  }
}

async function* resumed(first: IteratorResult<Batch>, rest: AsyncIterator<Batch>): AsyncGenerator<Batch> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
