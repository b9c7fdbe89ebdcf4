import type { Failure } from '@bylaw/providers'
import type { Principal } from './identify.ts'
import type { Records } from './ledger/records.ts'
import type { DecisionRecord, EndState } from './record.ts'
import { Refusal } from './refusal.ts'

/** The record of one request while it is being served. */
export class Recording {
  readonly #records: Records
  #record: DecisionRecord
  #closed = false

  constructor(records: Records, id: string, endpoint: string, principal: Principal, policy: string | null) {
    const { key, level, user, deployment } = principal
    this.#records = records
    this.#record = {
      id,
      state: 'open',
      created: new Date(records.now()).toISOString(),
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
   * Notes more of what happened; resolves when it would outlive the process.
   * @throws Refusal 503 where it can't be written: what is not recorded is not answered
   */
  async write(more: Partial<DecisionRecord> = {}): Promise<void> {
    this.#record = { ...this.#record, ...more }
    await this.#recorded(() => this.#records.write(this.#record))
  }

  /**
   * Ends the record, which is in the log then; only the first end counts.
   * @throws Refusal 503 as `write` does
   */
  async close(state: EndState, failure: Failure | null = null): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const error = failure && { status: failure.status, code: failure.code, message: failure.message }
    const ended = { ...this.#record, state, error, finished: new Date(this.#records.now()).toISOString() }
    this.#record = ended
    await this.#recorded(() => this.#records.end(ended))
  }

  async #recorded(writing: () => Promise<void>): Promise<void> {
    try {
      await writing()
    } catch (cause) {
      const refusal = new Refusal(503, 'not_recorded', 'the decision could not be recorded, so it is not answered')
      refusal.cause = cause
      throw refusal
    }
  }
}
