import { createHash } from 'node:crypto'
import type { Incoming } from '../../src/incoming.ts'
import { Refusal } from '../../src/refusal.ts'

/** A request with some headers; of one that is sent twice, a list. */
export function incoming(
  headers: Readonly<Record<string, string | readonly string[]>>,
  address: string | undefined = '127.0.0.1',
  more: { readonly method?: string; readonly path?: string; readonly body?: string } = {},
): Incoming {
  const all = (name: string) => [headers[name] ?? []].flat()
  return {
    method: more.method ?? 'POST',
    path: (more.path ?? '/v1/models').replace(/\?.*/, ''),
    query: new URLSearchParams((more.path ?? '').split('?')[1] ?? ''),
    signal: new AbortController().signal,
    text: async () => more.body ?? '',
    address,
    headers: all,
    header: (name) => (all(name).length === 0 ? null : all(name).join(', ')),
  }
}

/** The code that something is refused with; null where it is not. */
export async function codeOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    return error instanceof Refusal ? `${error.failure.status} ${error.failure.code}` : String(error)
  }
}

export const sha256 = (key: string): string => createHash('sha256').update(key).digest('hex')
