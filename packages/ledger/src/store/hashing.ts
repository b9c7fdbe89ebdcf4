import { hash } from 'node:crypto'
import { type Hashing, hashingWith } from '../log/hash.ts'
import { plain } from './bytes.ts'

/** Tree hashing by Node's own SHA-256: about twice as fast as the portable one. */
export const native: Hashing = hashingWith((bytes) => plain(hash('sha256', bytes, 'buffer')))
