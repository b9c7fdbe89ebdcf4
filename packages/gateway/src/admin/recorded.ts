import { newDecisionId } from '../record.ts'
import { Recording } from '../recording.ts'
import type { Administrator } from './callers.ts'
import type { Office } from './office.ts'
import type { AdminRoute } from './route.ts'

/** What stands in a record for a deployment where none in particular was changed. */
const noDeployment = '*'

/**
 * The record of a change by the admin API: under the name of the admin key, at system, where what is administered speaks.
 * It is written before anything is changed.
 * @throws Refusal 503 where it can't be written: then nothing is changed
 */
export async function begin(
  { records, registry }: Office,
  { key, operator }: Administrator,
  route: AdminRoute,
  params: Readonly<Record<string, string>>,
): Promise<Recording> {
  const principal = {
    key: key === null ? null : `admin:${key}`,
    level: 'system',
    deployment: route.path.startsWith('/admin/v1/deployments/{name}') ? params.name! : noDeployment,
    operator: operator === null ? null : registry.operator(operator),
    scopes: new Set<never>(),
    user: null,
    userBy: null,
    claims: [],
  }
  const recording = new Recording(records, newDecisionId(), `admin.${route.name}`, principal, null)
  await recording.write()
  return recording
}

/** Ends it with what was done, in words that name no content. */
export async function end(recording: Recording, done: string, deployment: string | undefined): Promise<void> {
  const check = { what: 'request', mode: 'enforce', behavior: null, outcome: 'permitted', why: done } as const
  recording.note({ checks: [check], ...(deployment !== undefined && { deployment }) })
  await recording.close('complete')
}
