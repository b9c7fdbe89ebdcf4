import type { Incoming } from '../incoming.ts'

/** The id that the caller gave a request to the Authorization API, to be said again in the answer, whatever that is. */
export function echoed({ path, header }: Pick<Incoming, 'path' | 'header'>): { readonly 'x-request-id'?: string } {
  if (!path.startsWith('/access/') && path !== '/.well-known/authzen-configuration') return {}
  const id = header('x-request-id')
  return id !== null && /^[\x20-\x7e]{1,256}$/.test(id) ? { 'x-request-id': id } : {}
}
