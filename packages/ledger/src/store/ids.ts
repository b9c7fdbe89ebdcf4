import { randomBytes } from 'node:crypto'

const RANDOM = 16
const POOL = 256 * RANDOM

let pool: Buffer = Buffer.alloc(0)

/** A record's id: when it was made (so that the index of ids grows at its end), then 128 random bits. */
export function newRecordId(time: number = Date.now()): string {
  if (pool.length === 0) pool = randomBytes(POOL)
  const random = pool.toString('hex', 0, RANDOM)
  pool = pool.subarray(RANDOM)
  return `rec_${Math.max(0, Math.trunc(time)).toString(16).padStart(12, '0')}${random}`
}
