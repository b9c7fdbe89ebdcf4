import { isBytes } from '@noble/hashes/utils.js'
import { HASH_LENGTH } from './hash.ts'

export const isHash = (value: unknown): value is Uint8Array => isBytes(value) && value.length === HASH_LENGTH

/** Whether two hashes or keys are the same. Nothing compared here is secret. */
export const same = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at])
