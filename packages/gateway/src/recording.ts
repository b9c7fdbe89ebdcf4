import type { Failure } from '@bylaw/providers'
import type { Records } from './ledger/records.ts'
import type { DecisionRecord, EndState } from './record.ts'
import { Refusal } from './refusal.ts'
import type { Principal } from './who/principal.ts'

type Quoting = Partial<Pick<DecisionRecord, 'instructions'>>

/** What is recorded of who speaks. */
export type Recorded = Pick<Principal, 'key' | 'level' | 'user' | 'deployment'> & {
  readonly operator: DecisionRecord['operator']
}

/** The record of one request while it is being served. */
export class Recording {
  readonly #records: Records
  #record: DecisionRecord
  #quoting: Quoting = {}
  #closed = false
  #unwritten = false

  constructor(records: Records, id: string, endpoint: string, principal: Recorded, policy: string | null) {
    const { key, level, user, deployment, operator } = principal
    this.#records = records
    this.#record = {
      id,
      state: 'open',
      created: new Date(records.now()).toISOString(),
      finished: null,
      endpoint,
      deployment,
      principal: { key, level, user },
      operator: operator && { id: operator.id, accepted: operator.accepted },
      conversation: null,
      policy,
      facts: [],
      model: null,
      streamed: false,
      guided: false,
      toolCalls: [],
      checks: [],
      noticed: [],
      instructions: null,
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
    this.note(more)
    this.#unwritten = false
    await this.#recorded(() => this.#records.write(this.#record))
  }

  /** Whether something was noted that would not outlive the process. */
  get unwritten(): boolean {
    return this.#unwritten
  }

  /** Notes more of what happened, to be written with what is written next. */
  note(more: Partial<DecisionRecord>): void {
    this.#record = { ...this.#record, ...more }
    this.#unwritten = true
  }

  /** Notes what quotes the request: it is written when the record ends, encrypted, and never before. */
  quote(quoting: Quoting): void {
    this.#quoting = quoting
  }

  /**
   * Ends the record, which is in the log then; only the first end counts.
   * @throws Refusal 503 as `write` does
   */
  async close(state: EndState, failure: Failure | null = null): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#unwritten = false
    const error = failure && { status: failure.status, code: failure.code, message: failure.message }
    const finished = new Date(this.#records.now()).toISOString()
    const ended = { ...this.#record, ...this.#quoting, state, error, finished }
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
