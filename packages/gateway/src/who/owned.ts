import type { Principal } from './principal.ts'

/** Whose something is: what every record, approval and conversation says of itself. */
export interface Owned {
  readonly deployment: string
  /** The operator who ran the deployment then; null where none was registered. */
  readonly operator: string | null
  /** The name of the key; null where there were none. */
  readonly key: string | null
}

/**
 * Whether something is the caller's own. A read by id asks this before it tells whether there is anything: an id alone
 * gives nothing away, nor does one that went to another operator together with its deployment.
 */
export function owns(
  { deployment, operator, key }: Pick<Principal, 'deployment' | 'operator' | 'key'>,
  owned: Owned,
): boolean {
  return owned.deployment === deployment && owned.operator === (operator?.id ?? null) && owned.key === key
}
