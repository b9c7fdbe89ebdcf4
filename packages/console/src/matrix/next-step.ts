import type { Change } from '@bylaw/core'
import type { TableRow } from '../engine/table.ts'

/** What a level does next about a behavior. */
export type NextStep =
  | { readonly do: 'change'; readonly change: Change }
  | { readonly do: 'limit'; readonly value: string }

/**
 * The loosest that a level may bring about by its own word; of a choice the value after the present one; where it can
 * loosen nothing, one value tighter. Null where its word changes nothing.
 */
export function nextStep(row: TableRow, level: string, changes: readonly Change[]): NextStep | null {
  const own = changes.filter((change) => change.level === level)
  const sets = own.filter(({ how }) => how === 'set')
  const at = row.values.indexOf(row.value)
  const after = [...row.values.slice(at + 1), ...row.values.slice(0, at)]
  const chosen = after.flatMap((value) => sets.filter((change) => change.value === value))
  const change =
    (row.kind === 'choice' ? chosen[0] : sets[0]) ?? own.find(({ how }) => how === 'grant' || how === 'lift')
  if (change !== undefined) return { do: 'change', change }
  return row.kind === 'scale' && at > 0 && row.levels[level]?.tighten === true
    ? { do: 'limit', value: row.values[at - 1]! }
    : null
}
