import type { Reviewer, Verdict } from './verdict.ts'

/**
 * What a review says of a text. Nobody is asked about an empty one, and nobody after the client has gone. Where something
 * is enforced and nothing is said of it, that is a failure.
 */
export async function reviewed(
  reviewer: Reviewer,
  text: string,
  stage: 'window' | 'whole',
  signal: AbortSignal,
): Promise<readonly Verdict[]> {
  if (text === '') return []
  signal.throwIfAborted()
  const verdicts = await reviewer.review(text, stage, signal)
  signal.throwIfAborted()
  if (!reviewer.enforces || verdicts.some(({ mode }) => mode === 'enforce')) return verdicts
  return [...verdicts, absent]
}

const absent: Verdict = {
  behavior: '*',
  state: 'not-run',
  engaged: null,
  exhibited: null,
  spans: [],
  why: 'nothing was said of what is enforced',
  by: '',
  mode: 'enforce',
  finding: 'failed',
  permitted: null,
  failure: 'closed',
  outcome: 'blocked',
  act: 'refuse',
}
