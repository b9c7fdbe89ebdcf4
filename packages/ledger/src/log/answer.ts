/** Why something is not accepted: lower case, what was given in backticks. */
export interface Refused {
  readonly ok: false
  readonly reason: string
}

/** What a verifier or a parser says: what it found, or why not. */
export type Answer<T> = ({ readonly ok: true } & T) | Refused

export const refuse = (reason: string): Refused => ({ ok: false, reason })

/** Fails closed: whatever `ask` stumbles over is a refusal. */
export function answering<T>(ask: () => Answer<T>): Answer<T> {
  try {
    return ask()
  } catch {
    return refuse('what was given could not be read')
  }
}

const SHOWN = 80

/** What was given, for a reason: in backticks, on one line, cut where it is long. */
export function quoted(text: unknown): string {
  if (typeof text !== 'string') return 'what was given'
  const start = text
    .slice(0, SHOWN)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
  return text.length > SHOWN ? `\`${start}…\`` : `\`${start}\``
}
