import type { Failure } from '@bylaw/providers'
import type { Principal } from './identify.ts'
import type { DecisionRecord, RecordState } from './record.ts'
import { Refusal } from './refusal.ts'
import type { Store } from './store/store.ts'

/** The record of one request while it is being served. */
export class Recording {
  readonly #store: Store
  #record: DecisionRecord
  #closed = false

  constructor(store: Store, id: string, endpoint: string, principal: Principal, policy: string | null) {
    const { key, level, user, deployment } = principal
    this.#store = store
    this.#record = {
      id,
      state: 'open',
      created: new Date().toISOString(),
      finished: null,
      endpoint,
      deployment,
      principal: { key, level, user },
      policy,
      facts: [],
      model: null,
      streamed: false,
      guided: false,
      toolCalls: [],
      checks: [],
      error: null,
    }
  }

  get record(): DecisionRecord {
    return this.#record
  }

  /**
   * Notes more of what happened; resolves when it would survive a crash.
   * @throws Refusal 503 where it can't be written: what is not recorded is not answered
   */
  async write(more: Partial<DecisionRecord> = {}): Promise<void> {
    this.#record = { ...this.#record, ...more }
    try {
      await this.#store.write(this.#record)
    } catch (cause) {
      const refusal = new Refusal(503, 'not_recorded', 'the decision could not be recorded, so it is not answered')
      refusal.cause = cause
      throw refusal
    }
  }

  /** Ends the record; only the first end counts. */
  async close(state: RecordState, failure: Failure | null = null): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const error = failure && { status: failure.status, code: failure.code, message: failure.message }
    await this.write({ state, error, finished: new Date().toISOString() })
  }
}
