import { readBody } from '@bylaw/providers'
import { z } from 'zod'
import type { Incoming } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import type { Administrator } from './callers.ts'
import type { Office } from './office.ts'

type Shape = z.ZodObject | undefined
type Read<T extends Shape> = T extends z.ZodObject ? z.output<T> : undefined

/** What a route is asked, read and checked. */
export interface Asked<Params, Query, Body> {
  readonly office: Office
  readonly administrator: Administrator
  readonly params: Params
  readonly query: Query
  readonly body: Body
}

interface Described<P extends Shape, Q extends Shape, B extends Shape, A extends z.ZodType> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Such as `/admin/v1/keys/{name}`. */
  readonly path: string
  /** Names it in the OpenAPI document, and, as `admin.NAME`, the records of its changes. */
  readonly name: string
  readonly summary: string
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** Of the answer, with 200 unless `status` says another. */
  readonly answer: A
  readonly status?: 200 | 201
  /** Whether it changes something: that is recorded. */
  readonly changes?: boolean
  handle(asked: Asked<Read<P>, Read<Q>, Read<B>>): Promise<Handled<z.input<A>>>
}

/** An answer, and of a change what it was: in words without content, for the record. */
export interface Handled<A> {
  readonly answer: A
  readonly done?: string
  /** The deployment that was changed. */
  readonly deployment?: string
}

/** A route of the admin API, whatever its shapes. */
export interface AdminRoute extends Omit<Described<Shape, Shape, Shape, z.ZodType>, 'handle'> {
  /** @throws Refusal 400 where what is asked can't be read, and whatever the route refuses */
  serve(asked: Unread): Promise<Handled<unknown>>
}

export interface Unread {
  readonly office: Office
  readonly administrator: Administrator
  readonly incoming: Incoming
  readonly params: Readonly<Record<string, string>>
}

/** A route with its shapes: what it is asked has them when `handle` gets it. */
export function route<
  A extends z.ZodType,
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends Shape = undefined,
>(described: Described<P, Q, B, A>): AdminRoute {
  const { handle, ...rest } = described
  return {
    ...rest,
    async serve({ office, administrator, incoming, params }) {
      return handle({
        office,
        administrator,
        params: checked(described.params, params, 'path') as Read<P>,
        query: checked(described.query, Object.fromEntries(incoming.query), 'query') as Read<Q>,
        body: (described.body && checked(described.body, await bodyOf(incoming), 'body')) as Read<B>,
      })
    },
  }
}

async function bodyOf(incoming: Incoming): Promise<unknown> {
  const read = readBody(await incoming.text())
  if (!('failure' in read)) return read.body
  const { status, code, message, param } = read.failure
  throw new Refusal(status, code ?? 'invalid_json', message, param)
}

function checked(schema: Shape, value: unknown, where: string): unknown {
  if (schema === undefined) return undefined
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const { path, message } = read.error.issues[0]!
  const place = path.map(String).join('.')
  throw new Refusal(
    400,
    'invalid_value',
    `${place === '' ? `the ${where}` : `\`${place}\``}: ${message}`,
    place || null,
  )
}

/** Names in paths and bodies. */
export const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, { error: 'a name of a-z, 0-9, _ and -' })
export const time = z.iso.datetime({ offset: true, error: 'a time such as 2026-01-31T12:00:00Z' })
export const diagnostic = z.object({
  severity: z.string(),
  code: z.string(),
  message: z.string(),
  file: z.string(),
  line: z.int(),
  column: z.int(),
})
