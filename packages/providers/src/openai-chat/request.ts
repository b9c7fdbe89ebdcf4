import type { z } from 'zod'
import type { Failure } from './errors.ts'
import { parseJson } from './json.ts'
import { type ChatRequest, chatRequest } from './wire.ts'

/** Reads the body of `POST /v1/chat/completions`; the request keeps every field as it came. Never throws. */
export function readRequest(body: string): { request: ChatRequest } | { failure: Failure } {
  let json: unknown
  try {
    json = parseJson(body)
  } catch {
    return { failure: invalid('the body is not valid JSON', null, 'invalid_json') }
  }
  const read = chatRequest.safeParse(json)
  if (read.success) return { request: json as ChatRequest }
  const issue = read.error.issues[0]!
  const place = pathOf(issue)
  return { failure: invalid(`${place ? `\`${place}\`` : 'the body'}: ${issue.message}`, place, 'invalid_value') }
}

function pathOf(issue: z.core.$ZodIssue): string | null {
  return issue.path.length > 0 ? issue.path.map(String).join('.') : null
}

function invalid(message: string, param: string | null, code: string): Failure {
  return { status: 400, message, type: 'invalid_request_error', param, code }
}
