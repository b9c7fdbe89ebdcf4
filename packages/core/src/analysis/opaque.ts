import type { FactValue } from '../document/types.ts'
import type { Held } from '../engine/hypothesis.ts'
import { CAUTIOUS, TRUSTED } from '../engine/situation.ts'
import type { Target } from '../engine/target.ts'
import type { Arguments, Condition } from '../policy/types.ts'

/** So many opaque conditions are tried in every combination; past them nothing is known of a value. */
const MAX_OPAQUE = 8
const MAX_ARGUMENTS = 32

/** Whether no choice of situations exhausts a condition: it reads arguments, or calculates with a number. */
export const isOpaque = (condition: Condition): boolean => condition.readsArgs || condition.constants.includes(null)

export const opaqueConditions = (target: Target): readonly Condition[] => target.conditions.filter(isOpaque)

/**
 * Every way the opaque conditions could turn out, each of them held, or not, on its own.
 * @returns null where they are too many
 */
export function turnsOf(opaque: readonly Condition[], held: Held): readonly Held[] | null {
  if (opaque.length > MAX_OPAQUE) return null
  return Array.from({ length: 2 ** opaque.length }, (_, bits) => (condition: Condition | null): number => {
    const place = condition === null ? -1 : opaque.indexOf(condition)
    if (place < 0) return held(condition)
    return (bits & (1 << place)) === 0 ? 0 : TRUSTED | CAUTIOUS
  })
}

/** Arguments to try, out of the names and constants that the conditions mention: none at all first. */
export function argumentsToTry(conditions: readonly Condition[]): readonly (Arguments | undefined)[] {
  const texts = conditions.filter((condition) => condition.readsArgs).map((condition) => condition.text)
  if (texts.length === 0) return [undefined]
  const found = (pattern: RegExp): string[] =>
    texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!))
  const names = [...new Set(found(/\bargs\.([A-Za-z_]\w*)/g))]
  const strings = [...new Set([...found(/"([^"\\]*)"/g), ...found(/'([^'\\]*)'/g)])]
  const numbers = [...new Set(found(/(?<![\w.])(\d+(?:\.\d+)?)/g).map(Number))].flatMap((each) => [
    each - 1,
    each,
    each + 1,
  ])
  const values: readonly (FactValue | readonly string[])[] = [
    '',
    ...strings,
    ...numbers,
    true,
    false,
    [],
    ...strings.map((each) => [each]),
  ]
  let tried: Arguments[] = [{}]
  for (const name of names) {
    tried = tried
      .flatMap((args) => [args, ...values.map((value) => ({ ...args, [name]: value }))])
      .slice(0, MAX_ARGUMENTS)
  }
  const same = values.map((value) => Object.fromEntries(names.map((name) => [name, value])))
  return [undefined, ...same, ...tried]
}
