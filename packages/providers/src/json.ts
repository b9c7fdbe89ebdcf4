interface RawJson {
  rawJSON(text: string): { readonly rawJSON: string }
  isRawJSON(value: unknown): value is { readonly rawJSON: string }
}

const json = JSON as unknown as RawJson

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown

/** Where a number may stand that a double can't hold: sixteen digits, or an exponent of two digits. */
const suspect = /(?:^|[[:,\s])-?(?:\d[\d.]{15}|[\d.]+[eE][+-]?\d{2})/

/**
 * Parses JSON so that writing it again gives the same numbers: one that a double can't hold (a 64-bit seed) stays as it
 * was written, and is read with `numberOf`. Of a repeated key the last one counts, and only that one is passed on.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (!suspect.test(text)) return JSON.parse(text)
  return JSON.parse(text, keepNumber as (key: string, value: unknown) => unknown)
}

/** A number of parsed JSON, to the precision of a double; null where the value is none. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  return json.isRawJSON(value) ? Number(value.rawJSON) : null
}

const keepNumber: Reviver = (_key, value, context) => {
  if (typeof value !== 'number' || context.source === undefined) return value
  return String(value) === context.source || isExact(value, context.source) ? value : json.rawJSON(context.source)
}

/** Whether a double certainly has the value written: up to 15 digits that count, and no over- or underflow. */
function isExact(value: number, source: string): boolean {
  const digits = source
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '')
  if (digits === '') return true
  return digits.length <= 15 && Math.abs(value) > 1e-300 && Math.abs(value) < 1e300
}
