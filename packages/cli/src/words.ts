import type { Assertion } from '@bylaw/core'

/** So many assertions are told one by one. */
const MOST = 6

/** Assertions as `--fact` takes them. */
export function asserted(facts: readonly Assertion[]): string {
  const told = facts.slice(0, MOST).map(({ name, value, by }) => `${name}=${String(value)}@${by}`)
  return [...told, ...(facts.length > MOST ? [`${facts.length - MOST} more`] : [])].join(', ')
}
