import { type LedgerRecord, parseLeaf } from '@bylaw/ledger'
import type { Body, LedgerStore } from '@bylaw/ledger/node'
import type { DecisionRecord } from '../record.ts'
import type { OpenDecisions } from '../store/decisions.ts'
import { type EndedRecord, leafOf, recordIn } from './leaf.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import type { KnownSpecs } from './specs.ts'

/** A record that has its place in the log. */
export interface Logged {
  readonly index: number
  /** Byte for byte as in the log. */
  readonly entry: Uint8Array
  readonly leaf: LedgerRecord
}

/** The record of a decision, null where it was forgotten or can't be read. */
export interface Kept extends Logged {
  readonly record: DecisionRecord | null
  /** Why there is none. */
  readonly state: Body['state']
}

/** Where the records of requests are: in the state while they are open, then as one leaf each in the ledger. */
export class Records {
  readonly #decisions: OpenDecisions
  readonly #ledger: LedgerStore
  readonly #specs: KnownSpecs
  readonly #pseudonyms: Pseudonyms

  constructor(decisions: OpenDecisions, ledger: LedgerStore, specs: KnownSpecs, pseudonyms: Pseudonyms) {
    this.#decisions = decisions
    this.#ledger = ledger
    this.#specs = specs
    this.#pseudonyms = pseudonyms
  }

  /** Milliseconds since 1970, never less than before. */
  now(): number {
    return this.#ledger.now()
  }

  /** Writes an open record, as durably as the state says. */
  write(record: DecisionRecord): Promise<void> {
    return this.#decisions.write(record)
  }

  /** Appends an ended record to the log; resolves when it would survive a power failure. Then it lies in the clear no longer. */
  async end(record: EndedRecord): Promise<void> {
    const { entry, body } = leafOf(record, await this.#specs.of(record.policy), this.#pseudonyms)
    await this.#ledger.append(entry, { id: record.id, body })
    this.#decisions.drop(record.id)
  }

  /**
   * Appends what an earlier run, or a replica that is gone, left open as cut off; nothing whose end is in the log already.
   * @returns what could not be appended, by id: it stays open until it is taken over again
   */
  async endCutOff(left: readonly DecisionRecord[]): Promise<ReadonlyMap<string, unknown>> {
    const failed = new Map<string, unknown>()
    await Promise.all(
      left.map(async (record) => {
        try {
          if ((await this.#ledger.find(record.id)) === null) await this.end(this.#ended(record))
          else this.#decisions.drop(record.id)
        } catch (error) {
          failed.set(record.id, error)
        }
      }),
    )
    return failed
  }

  #ended(record: DecisionRecord): EndedRecord {
    const { state } = record
    if (state !== 'open') return { ...record, state }
    return { ...record, state: 'cut-off', finished: new Date(this.now()).toISOString() }
  }

  /** A record that is still open. */
  open(id: string): Promise<DecisionRecord | null> {
    return this.#decisions.read(id)
  }

  async logged(id: string): Promise<Logged | null> {
    const found = await this.#ledger.find(id)
    const parsed = found && parseLeaf(found.entry)
    return parsed?.ok ? { index: found!.index, entry: found!.entry, leaf: parsed.record } : null
  }

  /** Null for an id that is not in the log. */
  async kept(id: string): Promise<Kept | null> {
    const logged = await this.logged(id)
    if (logged === null) return null
    const body = await this.#ledger.body(id)
    return { ...logged, record: body.state === 'kept' ? recordIn(body.body) : null, state: body.state }
  }
}
