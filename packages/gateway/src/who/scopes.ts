import { type Scope, scopes } from '../config/access.ts'

export const allScopes: ReadonlySet<Scope> = new Set(scopes)

const withoutLog: ReadonlySet<Scope> = new Set(scopes.filter((scope) => scope !== 'log'))

/**
 * What a key may be used for that says nothing of it: everything, but for reading the log where there are several
 * deployments, since it tells of the others, too.
 */
export const usualScopes = (deployments: number): ReadonlySet<Scope> => (deployments === 1 ? allScopes : withoutLog)
