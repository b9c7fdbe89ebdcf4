/**
 * Why a store did not do something. `clash`: the id names another entry. `too-long`: over 65,535 bytes. `full`,
 * `read-only`, `busy`, `damaged`: what the disk or the database said. `unreachable`: no answer from the database.
 * `newer`: made by a later version of Bylaw. `closed`: the store was closed. `no-key`: no key to seal bodies under.
 * `lost`: this writer no longer leads. `failed`: anything else.
 */
export type FailureCode =
  | 'clash'
  | 'too-long'
  | 'full'
  | 'read-only'
  | 'busy'
  | 'damaged'
  | 'unreachable'
  | 'newer'
  | 'closed'
  | 'no-key'
  | 'lost'
  | 'failed'

/** A store's refusal: what can be done about it stands in the message. */
export class StoreFailure extends Error {
  readonly code: FailureCode

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreFailure'
    this.code = code
  }
}

export const clash = (id: string): StoreFailure =>
  new StoreFailure('clash', `the id \`${id}\` names another entry already: give this one an id of its own`)

export const closed = (): StoreFailure => new StoreFailure('closed', 'the ledger is closed: open it again')
