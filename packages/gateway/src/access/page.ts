import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import { checked } from './evaluation.ts'

const defaultLimit = 100
const maxLimit = 1000

const pageSchema = z.looseObject({
  page: z.looseObject({ token: z.string().optional(), limit: z.int().min(1).optional() }).optional(),
})

const tokenSchema = z.tuple([z.int().min(0), z.int().min(1).max(maxLimit), z.string()])

export interface Paged<T> {
  readonly results: readonly T[]
  /** `next_token` is empty on the last page. */
  readonly page: { readonly next_token: string; readonly count: number; readonly total: number }
}

/**
 * One page of what was found.
 * @param asked what else was asked, and of which policy: a token is one for the same question only
 * @throws Refusal 400
 */
export function paged<T>(found: readonly T[], body: unknown, asked: unknown): Paged<T> {
  const { page = {} } = checked(pageSchema, body)
  const about = createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 22)
  const token = page.token === undefined || page.token === '' ? null : readToken(page.token, about)
  const limit = Math.min(page.limit ?? token?.limit ?? defaultLimit, maxLimit)
  const start = token?.start ?? 0
  const results = found.slice(start, start + limit)
  const end = start + results.length
  const next = end < found.length ? Buffer.from(JSON.stringify([end, limit, about])).toString('base64url') : ''
  return { results, page: { next_token: next, count: results.length, total: found.length } }
}

function readToken(token: string, about: string): { readonly start: number; readonly limit: number } {
  const read = tokenSchema.safeParse(parsed(Buffer.from(token, 'base64url').toString()))
  if (read.success && read.data[2] === about) return { start: read.data[0], limit: read.data[1] }
  const message = 'this token is not one of this search under the policy in force: start again without it'
  throw new Refusal(400, 'invalid_page_token', message, 'page.token')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
