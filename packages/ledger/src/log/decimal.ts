import { type Answer, quoted, refuse } from './answer.ts'

const MOST = 2n ** 63n - 1n

/** Reads a size or an index as logs write it: decimal, no sign, no leading zeros. Beyond 2^53 − 1 it is too large for us. */
export function parseDecimal(text: string, what: string): Answer<{ readonly value: number }> {
  const written = /^(?:0|[1-9]\d{0,18})$/.test(text) && BigInt(text) <= MOST
  if (!written) return refuse(`${what} ${quoted(text)} is not a whole number without leading zeros`)
  const value = Number(text)
  return Number.isSafeInteger(value)
    ? { ok: true, value }
    : refuse(`${what} ${quoted(text)} is too large to be verified here`)
}
