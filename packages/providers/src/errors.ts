import { z } from 'zod'
import { isObject, readAnswer } from './body.ts'
import { UpstreamError } from './failure.ts'

/** OpenAI's error answers and Anthropic's alike. */
const wireError = z.object({
  error: z.object({
    message: z.string(),
    type: z.string().nullish(),
    param: z.string().nullish(),
    code: z.union([z.string(), z.number()]).nullish(),
  }),
})

/** Statuses about the client's request, which the client can do something about: these and their words are passed on. */
const clientStatuses = new Set([400, 404, 408, 409, 413, 415, 422, 429])

/**
 * Reads an upstream's error answer. A refusal of our key, a failure of the upstream's own and a redirect become a 502
 * without its words, which may speak of the key; of any other the words are kept, without the key.
 */
export function readError(status: number, text: string, key: string | null, retryAfter: string | null): UpstreamError {
  const plain = `the upstream answered ${status}`
  if (!clientStatuses.has(status)) {
    const failure = { status: 502, message: plain, type: 'api_error', param: null, code: 'upstream_error' }
    return new UpstreamError(failure, retryAfter)
  }
  const said = saidIn(text)
  const shown = (words: string | null) => (words !== null && key ? words.replaceAll(key, '[key]') : words)
  const failure = {
    status,
    message: shown(said?.message ?? null) ?? plain,
    type: wordOf(said?.type) ?? 'invalid_request_error',
    param: shown(said?.param ?? null),
    code: wordOf(said?.code),
  }
  return new UpstreamError(failure, retryAfter)
}

/** Types and codes go to logs: what is no plain word is none. */
function wordOf(value: string | number | null | undefined): string | null {
  return value != null && /^[\w.:-]{1,64}$/.test(String(value)) ? String(value) : null
}

function saidIn(text: string): z.infer<typeof wireError>['error'] | null {
  try {
    const read = wireError.safeParse(readAnswer(text))
    return read.success ? read.data.error : null
  } catch {
    return null
  }
}

/** Whether something sent in place of an answer is an error in one of the shapes above. */
export function saysError(json: unknown): boolean {
  return isObject(json) && isObject(json.error)
}
