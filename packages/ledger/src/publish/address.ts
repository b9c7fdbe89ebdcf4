import { readBounded } from './bounded.ts'
import { LONGEST_FILE, type Source } from './target.ts'

export interface AddressOptions {
  readonly fetch?: typeof fetch
  /** For one file, in milliseconds. */
  readonly timeout?: number
}

/** A log that is served at an address, `https://…/log`: each file by one GET. */
export function addressSource(address: string, { fetch: get = fetch, timeout = 30_000 }: AddressOptions = {}): Source {
  const prefix = address.endsWith('/') ? address : `${address}/`
  return {
    async read(path) {
      const response = await get(prefix + path, { signal: AbortSignal.timeout(timeout) })
      if (response.ok) return readBounded(response, LONGEST_FILE)
      await response.body?.cancel()
      if (response.status === 404 || response.status === 410) return null
      throw new Error(`\`${prefix}${path}\` answered ${response.status}`)
    },
  }
}
