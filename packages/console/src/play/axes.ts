import type { Assertion } from '@bylaw/core'
import type { OpenedFact } from '../engine/opened.ts'

/** Every value of a fact as somebody entitled says it; the first: nobody says anything. */
export function axisOf({ name, type, assume, vouchedBy }: OpenedFact): readonly Assertion[] {
  const values = type.kind === 'bool' ? [true, false] : type.kind === 'enum' ? type.values : numbers(type.min, type.max)
  return [{ name, value: assume, by: 'none' }, ...values.map((value) => ({ name, value, by: vouchedBy }))]
}

/** The ends and the middle; where there is no end, some numbers that occur. */
function numbers(min: number | null, max: number | null): readonly number[] {
  const [from, to] = [min ?? 0, max ?? (min ?? 0) + 100]
  return [...new Set([from, (from + to) / 2, to])]
}

/** How a place of an axis is called. */
export const axisLabel = ({ value, by }: Assertion): string => (by === 'none' ? 'nobody says' : String(value))
