import { generateKey, readSigner } from '../../src/log/signer.ts'

/** The same key in every run, so that processes that know nothing of each other have it. */
export const pair = generateKey('ledger.example/log', undefined, new Uint8Array(32).fill(5))

const read = readSigner(pair.privateKey)
if (!read.ok) throw new Error(read.reason)
export const { signer } = read
