import type { LedgerStore } from '@bylaw/ledger/node'
import type { Logger } from 'pino'
import type { Config } from '../config/load.ts'
import type { Records } from '../ledger/records.ts'
import type { Mounting } from '../mounting/mounting.ts'
import { Refusal } from '../refusal.ts'
import type { OpenState } from '../store/open.ts'
import type { Registry } from '../who/registry.ts'
import type { Administrator } from './callers.ts'

/** Everything that is administered. */
export interface Office {
  readonly config: Pick<Config, 'operators' | 'deployments' | 'keys' | 'admin'>
  readonly state: Pick<OpenState, 'db' | 'replicas'>
  readonly registry: Registry
  readonly mounting: Mounting
  /** Where every change is recorded. */
  readonly records: Records
  readonly ledger: Pick<LedgerStore, 'head' | 'entries'>
  readonly logger: Logger
}

/**
 * The names of the deployments that somebody administers.
 */
export function deploymentsOf({ config }: Pick<Office, 'config'>, { operator }: Administrator): readonly string[] {
  const all = Object.entries(config.deployments)
  return all.filter(([, own]) => operator === null || own.operator === operator).map(([name]) => name)
}

/** @throws Refusal 404, also where the deployment is somebody else's */
export function requireDeployment(office: Pick<Office, 'config'>, administrator: Administrator, name: string): void {
  if (deploymentsOf(office, administrator).includes(name)) return
  throw new Refusal(404, 'deployment_not_found', 'no deployment of yours has this name', 'name')
}

/** @throws Refusal 404, also where it is another operator than the administrator's own */
export function requireOperator({ operator }: Administrator, id: string): void {
  if (operator === null || operator === id) return
  throw new Refusal(404, 'operator_not_found', 'no operator of yours has this id', 'id')
}

/** @throws Refusal 403 for whoever administers one operator only */
export function requireEverything({ operator }: Administrator): void {
  if (operator === null) return
  throw new Refusal(403, 'operator_only', 'this admin key is for one operator only')
}
