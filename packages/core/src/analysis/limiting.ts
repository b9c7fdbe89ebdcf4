import { person } from '../engine/explain.ts'
import { targetOf } from '../engine/target.ts'
import type { Assertion } from '../engine/types.ts'
import type { Policy } from '../policy/types.ts'
import { quoted } from './findings/edits.ts'
import { isReadable, scalar, type Trial } from './trying.ts'
import { isWrittenAs, type WrittenFile, withBlock } from './writing.ts'

/**
 * Limits a scale to a value by one level's word, in the texts of its policy. Null where that can't be written: where the
 * layers are not those of the policy, or the level can't name the behavior or can't read the condition.
 * @param options `when`: the condition that the limit stands under
 */
export function limited(
  policy: Policy,
  layers: readonly WrittenFile[],
  behavior: string,
  limit: { readonly level: string; readonly value: string },
  facts: readonly Assertion[],
  { when }: { readonly when?: string | undefined } = {},
): Trial | null {
  const { level, value } = limit
  const declared = targetOf(behavior, policy)?.behavior
  const rank = policy.levels.indexOf(level)
  if (declared?.kind !== 'scale' || !declared.values.includes(value) || rank < declared.declaredAt) return null
  if (!isWrittenAs(policy, layers) || !isReadable(policy, behavior, rank, when)) return null
  const condition = when === undefined ? [] : [`when: ${scalar(when)}`]
  const lines = [...condition, `limit: {${quoted(behavior)}: ${quoted(value)}}`]
  const written = withBlock(policy, layers, { rank, behavior, lines })
  const who = `${person(level).charAt(0).toUpperCase()}${person(level).slice(1)}`
  const done = `${who} limits \`${behavior}\` to \`${value}\`${when === undefined ? '' : `, when ${when}`}.`
  return written === null ? null : { layers: written, facts, done }
}
