import { Pseudonyms } from '../../src/ledger/pseudonyms.ts'

export { kinds, type Place } from '../store/states.ts'

export const pseudonyms = new Pseudonyms(Buffer.alloc(32, 5))

/** A clock that stands until it is moved. */
export class StillClock {
  milliseconds = Date.parse('2026-05-01T12:00:00Z')

  readonly now = (): number => this.milliseconds
}
