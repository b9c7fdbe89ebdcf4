import { digestText, type Policy } from '@bylaw/core'
import type { DroppedProposal, LiftedStatement } from '@bylaw/judge'
import { WrongUse } from '../../failure.ts'
import { textOf } from '../ledger/keys.ts'

/** What a proposal was made for: for anything else its numbers would mean something else. */
export interface Occasion {
  /** Digest of the policy without the prompt. */
  readonly policy: string
  /** SHA-256 of the prompt, lower-case hex. */
  readonly prompt: string
  readonly level: string
}

export const occasionOf = ({ digest }: Policy, prompt: string, level: string): Occasion => ({
  policy: digest,
  prompt: digestText(prompt),
  level,
})

/** What was proposed before. */
export interface Kept {
  /** To be checked once more, like those of any model. */
  readonly statements: readonly unknown[]
  /** What did not hold up then. */
  readonly dropped: readonly DroppedProposal[]
}

/**
 * Reads a proposal as `bylaw lift --json` printed it.
 * @throws WrongUse where it is none, or was made for something else
 */
export function proposalIn(file: string, occasion: Occasion): Kept {
  const proposal = jsonOf(file)
  const { statements, tries, dropped } = proposal
  if (!Array.isArray(statements) || !Array.isArray(tries) || !isDropped(dropped))
    throw new WrongUse(`--proposal ${file}: it is not what bylaw lift --json prints`)
  const asked = [
    ['policy', 'the policy has changed'],
    ['prompt', 'the prompt has changed'],
    ['level', `it is not about a prompt at ${occasion.level}`],
  ] as const
  for (const [what, why] of asked)
    if (proposal[what] !== occasion[what]) throw new WrongUse(`--proposal ${file}: ${why}; propose again`)
  const tried = tries.map((each: { readonly statement?: unknown } | null) => each?.statement)
  return { statements: [...statements, ...tried], dropped }
}

const isDropped = (value: unknown): value is readonly DroppedProposal[] =>
  Array.isArray(value) &&
  value.every((each) => typeof each?.why === 'string' && (each.about === null || typeof each.about === 'string'))

function jsonOf(file: string): Readonly<Record<string, unknown>> {
  const text = textOf(file)
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>
  } catch {}
  throw new WrongUse(`--proposal ${file}: it is not a JSON object`)
}

/**
 * The statements that a person accepts.
 * @param accept `all`, or their numbers with commas between them
 * @throws WrongUse where that is not what was given
 */
export function acceptedOf(accept: string, statements: readonly LiftedStatement[]): readonly LiftedStatement[] {
  if (accept === 'all') return statements
  const numbers = accept.split(',').map((each) => (/^\s*[1-9]\d{0,5}\s*$/.test(each) ? Number(each) : 0))
  if (numbers.some((number) => number < 1 || number > statements.length)) {
    const which = statements.length === 0 ? 'there are none' : `they go from 1 to ${statements.length}`
    throw new WrongUse(`--accept ${accept}: write \`all\`, or numbers of statements, such as 1,2; ${which}`)
  }
  return statements.filter((_, index) => numbers.includes(index + 1))
}
