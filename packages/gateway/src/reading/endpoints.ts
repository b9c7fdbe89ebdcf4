import { written } from '../admin/deployments.ts'
import { type Endpoint, json, type Route } from '../choke.ts'
import { Refusal } from '../refusal.ts'
import { found, layerShown, type Readable, readable } from './shelf.ts'
import { snippetRoutes } from './snippet-endpoints.ts'

const prefix = '/v1/policies/'

/** What was shown may be another one the next time; whoever keeps it asks first. */
const asked = { 'cache-control': 'private, no-cache' }

/** `GET /v1/policies`: what the caller may read. Preferences are never among it. */
const list: Endpoint = {
  name: 'policies.list',
  async serve(passage) {
    const all = await readable(passage)
    return json({ object: 'list', data: all.map(shown) }, 200, asked)
  },
}

/** `GET /v1/policies/{name or digest}`: the text of each layer, of a refused policy too. */
const read: Endpoint = {
  name: 'policies.read',
  async serve(passage) {
    const policy = await found(passage, passage.incoming.path.slice(prefix.length))
    if (policy === null)
      throw new Refusal(404, 'policy_not_found', 'no policy that you may read has this name or digest')
    const { kind, name, digest } = policy
    const headers = digest === null ? asked : { ...asked, etag: `"${digest}"` }
    if (digest !== null && names(passage.incoming.header('if-none-match'), digest)) {
      return { status: 304, headers, body: '' }
    }
    const layers = policy.layers.map(({ level, file, text }) => ({ level, file, text }))
    return json({ object: 'bylaw.policy', name, kind, digest, layers }, 200, headers)
  },
}

export const readingRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/v1\/policies$/, endpoint: list, scope: 'policies' },
  { method: 'GET', path: /^\/v1\/policies\/[^/]+$/, endpoint: read, scope: 'policies' },
  ...snippetRoutes,
]

function shown({ name, kind, title, digest, since, layers, diagnostics }: Readable) {
  return {
    name,
    kind,
    title,
    state: digest === null ? 'refused' : 'ready',
    digest,
    since,
    layers: layers.map(layerShown),
    diagnostics: diagnostics.map(written),
  }
}

/** Whether an `if-none-match` has the tag of this digest. */
function names(header: string | null, digest: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(`"${digest}"`)
}
