import { type Shelf, type Shelved, type Stack, Unavailable } from './shelf.ts'

const KEY = 'bylaw-key'

/** The key of this tab, if one was given. It is forgotten with the tab. */
export const keyOfTab = {
  read: (): string | null => sessionStorage.getItem(KEY),
  write: (key: string): void => (key === '' ? sessionStorage.removeItem(KEY) : sessionStorage.setItem(KEY, key)),
}

/** The shelf of the gateway that serves this page. */
export const gatewayShelf: Shelf = {
  title: 'Bylaw',
  list: async () => ((await asked('/v1/policies')) as { data: Shelved[] }).data,
  stack: async (version) => {
    const { name, digest, layers } = (await asked(`/v1/policies/${encodeURIComponent(version)}`)) as {
      name: string | null
      digest: string | null
      layers: Stack['files']
    }
    return { name, digest, files: layers }
  },
  keep: async (value) => {
    const body = JSON.stringify(value)
    const headers = { 'content-type': 'application/json' }
    return ((await asked('/v1/snippets', { method: 'POST', headers, body })) as { id: string }).id
  },
  kept: (id) => asked(`/v1/snippets/${encodeURIComponent(id)}`),
}

/** What a header can carry as a key. */
const keyLike = /^[!-+\--~]+$/

async function asked(path: string, init: RequestInit = {}): Promise<unknown> {
  const key = keyOfTab.read()
  if (key !== null && !keyLike.test(key)) throw new Unavailable('key', 'No key is written so.')
  const headers = { ...init.headers, ...(key !== null && { authorization: `Bearer ${key}` }) }
  const answer = await fetch(path, { ...init, headers }).catch(() => {
    throw new Unavailable('offline', 'The gateway does not answer.')
  })
  if (answer.ok) return answer.json()
  const request = answer.headers.get('bylaw-decision')
  const told = await answer.json().catch(() => null)
  const message =
    typeof told?.error?.message === 'string' ? told.error.message : `The gateway answered ${answer.status}.`
  const keyless = answer.status === 401 || answer.status === 403 || told?.error?.code === 'malformed_key'
  const kind = keyless ? 'key' : answer.status === 404 ? 'missing' : 'failed'
  throw new Unavailable(kind, message, request)
}
