import { type Scope, scopes } from '../config/access.ts'

export const allScopes: ReadonlySet<Scope> = new Set(scopes)

/**
 * What a key may be used for that says nothing of it: everything, but for the log where there are several deployments,
 * since it tells of the others, too, and for policies below developer: what an operator wrote is not for everybody.
 */
export function usualScopes(deployments: number, level: string): ReadonlySet<Scope> {
  const writes = level === 'developer' || level === 'operator'
  return new Set(scopes.filter((scope) => (scope !== 'log' || deployments === 1) && (scope !== 'policies' || writes)))
}
