import { type Format, formats } from '@bylaw/providers'
import { accessRoutes } from './access/endpoints.ts'
import { approvalRoutes } from './approvals/endpoints.ts'
import type { Endpoint, Route } from './choke.ts'
import { decisionRoutes } from './endpoints/decisions.ts'
import { log } from './endpoints/log.ts'
import { routes as generationRoutes } from './generate/endpoints.ts'
import type { Incoming } from './incoming.ts'
import { preferenceRoutes } from './mounting/endpoints.ts'
import { flagRoutes } from './people/endpoints.ts'
import { readingRoutes } from './reading/endpoints.ts'
import { Refusal } from './refusal.ts'

/** Everything that is served to a caller who was identified. */
export const routes: readonly Route[] = [
  ...generationRoutes,
  ...decisionRoutes,
  ...approvalRoutes,
  ...flagRoutes,
  ...preferenceRoutes,
  ...accessRoutes,
  ...readingRoutes,
  { method: 'GET', path: /^\/log\//, endpoint: log, scope: 'log' },
]

/** Every client of that format says its version. */
const anthropic = formats['anthropic-messages']

const exact = new Map(routes.filter(({ path }) => typeof path === 'string').map((route) => [keyOf(route), route]))
const patterns = routes.filter((route): route is Route & { path: RegExp } => route.path instanceof RegExp)

function keyOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`
}

/** The route of a request; one that refuses where there is none. */
export function routeOf({ method, path, header }: Incoming): Pick<Route, 'endpoint' | 'scope'> {
  const found = exact.get(`${method} ${path}`)
  if (found) return found
  const matching = patterns.filter((route) => route.path.test(path))
  const wanted = matching.find((route) => route.method === method || (method === 'HEAD' && route.method === 'GET'))
  if (wanted) return wanted
  const others = [...matching, ...routes.filter((route) => route.path === path)]
  const format = others[0]?.endpoint.format ?? (header('anthropic-version') === null ? undefined : anthropic)
  if (others.length === 0) return refusing(404, 'unknown_url', 'nothing is served under this path', format)
  const methods = [...new Set(others.map((route) => route.method))].join(', ')
  return refusing(405, 'wrong_method', `this path is served by ${methods}`, format)
}

function refusing(
  status: number,
  code: string,
  message: string,
  format: Format | undefined,
): Pick<Route, 'endpoint' | 'scope'> {
  const endpoint: Endpoint = {
    name: code,
    ...(format && { format }),
    async serve() {
      throw new Refusal(status, code, message)
    },
  }
  return { endpoint, scope: null }
}
