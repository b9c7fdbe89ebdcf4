import type { Arguments, Assertion } from '@bylaw/core'

/** A question as it can be kept. */
export interface PlayedCase {
  readonly behavior: string
  readonly facts: readonly Assertion[]
  readonly args: Arguments | undefined
}

/** One line for `bylaw decide --requests`: a situation to be kept as a case. */
export const requestLine = ({ behavior, facts, args }: PlayedCase): string =>
  JSON.stringify({ behavior, facts, ...(args !== undefined && { args }) })
