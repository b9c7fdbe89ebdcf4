import { createHmac } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'

/** Where an approval that is waited for is told of; without a secret it is not signed. */
export interface WebhookTarget {
  readonly url: string
  readonly secret: string | null
}

/** What a webhook is told: no content. */
export interface Told {
  readonly id: string
  readonly deployment: string
  readonly behavior: string
  /** The weakest level that may answer. */
  readonly level: string
  readonly expires: string
  /** Id of the decision that asked. */
  readonly decision: string
}

/** Milliseconds before each new attempt. */
const pauses = [1000, 5000]
const timeout = 5000
/** So many are told at a time; past them one is not told, and is found by asking for the list. */
const atOnce = 64

/** Tells of approvals, beside the answer: nothing waits for it, and what fails is logged. */
export class Webhooks {
  readonly #logger: Pick<Logger, 'warn'>
  readonly #pause: (milliseconds: number) => Promise<unknown>
  readonly #now: () => number
  readonly #telling = new Set<Promise<void>>()

  constructor(
    logger: Pick<Logger, 'warn'>,
    pause: (milliseconds: number) => Promise<unknown> = (milliseconds) => delay(milliseconds, null, { ref: false }),
    now: () => number = Date.now,
  ) {
    this.#logger = logger
    this.#pause = pause
    this.#now = now
  }

  /** Begins to tell, and returns at once. */
  tell(target: WebhookTarget, told: Told): void {
    if (this.#telling.size >= atOnce) return this.#gaveUp(told, 'too many are being told')
    const telling = this.#deliver(target, told).finally(() => this.#telling.delete(telling))
    this.#telling.add(telling)
  }

  /** Resolves when nothing is being told. */
  async settled(): Promise<void> {
    await Promise.all(this.#telling)
  }

  async #deliver(target: WebhookTarget, told: Told): Promise<void> {
    const body = JSON.stringify(told)
    for (let attempt = 0; ; attempt++) {
      const failed = await post(target, body, this.#now())
      if (failed === null) return
      const wait = pauses[attempt]
      if (!failed.again || wait === undefined) return this.#gaveUp(told, failed.reason)
      await this.#pause(wait)
    }
  }

  #gaveUp({ id }: Told, reason: string): void {
    this.#logger.warn({ approval: id, reason }, 'the webhook was not told of an approval')
  }
}

interface Failed {
  readonly reason: string
  readonly again: boolean
}

/** No redirect is followed: what is told goes where the configuration says, or nowhere. */
async function post({ url, secret }: WebhookTarget, body: string, now: number): Promise<Failed | null> {
  const signature = secret === null ? {} : { 'bylaw-signature': signatureOf(body, secret, now) }
  const headers = { 'content-type': 'application/json', 'user-agent': 'bylaw', ...signature }
  try {
    const signal = AbortSignal.timeout(timeout)
    const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal })
    await response.body?.cancel()
    const { ok, status } = response
    return ok ? null : { reason: `status ${status}`, again: status >= 500 || status === 429 || status === 408 }
  } catch (error) {
    return { reason: (error as Error).name, again: true }
  }
}

/**
 * `t=<unix seconds>,v1=<hex>`: HMAC-SHA-256 under the secret over `<t>.<body>`. Who checks it refuses one whose time is
 * long ago, so that nothing can be told twice.
 */
export function signatureOf(body: string, secret: string, now: number): string {
  const time = Math.floor(now / 1000)
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
}
