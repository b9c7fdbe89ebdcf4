interface RawJson {
  rawJSON(text: string): unknown
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown

/**
 * Parses JSON so that writing it again gives the same numbers: one that a double can't hold (a 64-bit seed) stays as it
 * was written. Of a repeated key the last one counts, and only that one is passed on.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (!/\d{16}|\d[eE][+-]?\d{2}/.test(text)) return JSON.parse(text)
  return JSON.parse(text, keepNumber as (key: string, value: unknown) => unknown)
}

const keepNumber: Reviver = (_key, value, context) => {
  if (typeof value !== 'number' || context.source === undefined || String(value) === context.source) return value
  return (JSON as unknown as RawJson).rawJSON(context.source)
}
