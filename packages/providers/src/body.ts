import type { z } from 'zod'
import type { Raw } from './exchange/prompt.ts'
import { type Failure, upstreamFailure } from './failure.ts'
import { parseJson } from './json.ts'

/** How deep the objects and lists of a body may stand in each other. */
const maxDepth = 128

/**
 * Reads the body of a request, in any format: one JSON object. A key said twice is refused at any depth, for two readers
 * could take two different values from it; so is nesting deeper than 128. A key such as `__proto__` is data like any
 * other. Numbers stay as they were written. Never throws.
 */
export function readBody(text: string): { readonly body: Raw } | { readonly failure: Failure } {
  const read = parseUnique(text)
  if ('code' in read) return refused(`the body ${read.what}`, null, read.code)
  if (!isObject(read.json)) return refused('the body is not a JSON object', null, 'invalid_value')
  return { body: read.json }
}

/** Reads a body that a schema describes; it is returned as it came, not as zod rebuilds it. Never throws. */
export function readBodyAs<T extends z.ZodType>(
  schema: T,
  text: string,
): { readonly body: z.infer<T> & Raw } | { readonly failure: Failure } {
  const read = readBody(text)
  if ('failure' in read) return read
  const checked = schema.safeParse(read.body)
  if (checked.success) return { body: read.body as z.infer<T> & Raw }
  const issue = checked.error.issues[0]!
  const place = issue.path.length > 0 ? issue.path.map(String).join('.') : null
  return refused(`${place === null ? 'the body' : `\`${place}\``}: ${issue.message}`, place, 'invalid_value')
}

/**
 * Reads an upstream's answer, or one event of it, as strictly as a request: what two readers could read in two ways is
 * not passed on.
 * @throws UpstreamError `upstream_protocol`
 */
export function readAnswer(text: string): unknown {
  const read = parseUnique(text)
  if ('json' in read) return read.json
  throw upstreamFailure(`what the upstream sent ${read.what}`, 'upstream_protocol')
}

/** Reads JSON that decides something, as plain values; null where it is none, says a key twice, or is nested too deep. */
export function readStrictly(text: string): unknown {
  const read = parseUnique(text, JSON.parse)
  return 'json' in read ? read.json : null
}

/** A request that can't be read, as a failure for its sender. */
export function refused(message: string, param: string | null, code: string): { readonly failure: Failure } {
  return { failure: { status: 400, message, type: 'invalid_request_error', param, code } }
}

/** Whether a value is a JSON object, and not a number that is kept as it was written. */
export function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) !== null
}

/** @param parse what makes values of valid JSON; throws on any other text */
function parseUnique(
  text: string,
  parse: (text: string) => unknown = parseJson,
): { readonly json: unknown } | { readonly code: string; readonly what: string } {
  const { depth, keys } = scan(text)
  if (depth > maxDepth) return { code: 'nested_too_deep', what: `is nested deeper than ${maxDepth}` }
  let json: unknown
  try {
    json = parse(text)
  } catch {
    return { code: 'invalid_json', what: 'is not valid JSON' }
  }
  if (countKeys(json) !== keys) return { code: 'duplicate_key', what: 'says a key twice in one object' }
  return { json }
}

const quote = 34
const backslash = 92

/** Of valid JSON, how deep it is nested and how many keys are written in it: each is followed by a colon outside strings. */
function scan(text: string): { depth: number; keys: number } {
  let depth = 0
  let deepest = 0
  let keys = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === 58) keys++
    else if (code === 91 || code === 123) deepest = Math.max(deepest, ++depth)
    else if (code === 93 || code === 125) depth--
  }
  return { depth: deepest, keys }
}

/** Where the string ends that begins at `start`; the end of the text where it does not. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end >= 0) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
  return text.length
}

function countKeys(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countKeys(item), 0)
  if (!isObject(value)) return 0
  const keys = Object.keys(value)
  return keys.reduce((sum, key) => sum + countKeys(value[key]), keys.length)
}
