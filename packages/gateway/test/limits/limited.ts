import type { LimitsConfig } from '../../src/config/limits.ts'
import { Limits, type Reservation } from '../../src/limits/limits.ts'
import { Refusal } from '../../src/refusal.ts'
import type { State } from '../../src/store/state.ts'
import type { Principal } from '../../src/who/principal.ts'

/** Ten seconds into a minute of a Tuesday. */
export const noon = Date.parse('2030-01-01T12:00:10.000Z')

export const limitsOf = (more: Partial<LimitsConfig>): LimitsConfig => ({ key: [], user: [], deployment: [], ...more })

export const principal = (more: Partial<Principal> = {}): Principal => ({
  key: 'app',
  level: 'developer',
  deployment: 'shop',
  operator: null,
  scopes: new Set(),
  user: null,
  userBy: null,
  claims: [],
  ...more,
})

export const persons = { of: (user: string) => `usr_${user.length}` }

export const limitsAt = (state: State, now: () => number = () => noon): Limits => new Limits(state, persons, now)

/** What a refusal says, null where there is none. */
export async function refusalOf(reserving: Promise<Reservation>): Promise<Refusal | null> {
  try {
    await reserving
    return null
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
