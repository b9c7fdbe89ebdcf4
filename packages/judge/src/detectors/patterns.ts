import { RE2JS } from 're2js'
import { type Detection, type Detector, detector, type Found } from './detector.ts'

/** A longer expression is a problem: in code units. */
const LONGEST = 2_000
/**
 * Where an expression matches so often, all that follows is one match: looking for the next one can cost a pass over the
 * rest of the text, and without a bound a hostile text makes that quadratic.
 */
const MOST_MATCHES = 64

/** Finds what RE2 expressions match: each match in linear time, and so many matches at most. */
export function patterns(name: string, expressions: readonly string[]): Detector | { readonly problem: string } {
  const compiled: RE2JS[] = []
  for (const [index, expression] of expressions.entries()) {
    const read = compile(expression)
    if (typeof read === 'string') return { problem: `pattern ${index + 1} is not an RE2 expression: ${read}` }
    compiled.push(read)
  }
  return detector(name, 'patterns/1', expressions, (text): Detection => {
    const found = compiled.flatMap((expression, index) => matches(expression, text, `pattern ${index + 1}`))
    return { state: 'read', found: found.sort((a, b) => a.start - b.start || a.end - b.end) }
  })
}

/** The expression, or what is wrong with it. */
export function compile(expression: string): RE2JS | string {
  if (expression.length > LONGEST) return `longer than ${LONGEST} characters`
  try {
    const compiled = RE2JS.compile(expression)
    return compiled.matcher('').find() ? 'it matches nothing at all, which every text contains' : compiled
  } catch (error) {
    return error instanceof Error ? error.message : 'it can not be read'
  }
}

/** Every match, from left to right. */
export function matches(expression: RE2JS, text: string, kind: string): Found[] {
  const found: Found[] = []
  const matcher = expression.matcher(text)
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()]
    if (end === start) continue
    if (found.length === MOST_MATCHES - 1) return [...found, { start, end: text.length, kind }]
    found.push({ start, end, kind })
  }
  return found
}
