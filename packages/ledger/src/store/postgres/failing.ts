import { type FailureCode, StoreFailure } from '../failure.ts'

/** SQLSTATE codes and classes, as far as something can be done about them. */
const known: readonly (readonly [RegExp, FailureCode, string])[] = [
  [/^53100$/, 'full', "the database's disk is full: make room, then try again"],
  [/^25006$/, 'read-only', 'the database can only be read: connect to its primary'],
  [/^(42501|28...)$/, 'read-only', 'the database does not let this user in, or not do that: grant it the schema'],
  [/^(55P03|40...)$/, 'busy', 'the database is busy: try again'],
  [/^XX00[12]$/, 'damaged', 'the database is damaged: run `bylaw ledger fsck`'],
  [/^(08...|57P0.|53...)$/, 'unreachable', 'the database can not be reached: see that it runs'],
]

/** What PostgreSQL or the way to it said, as a reason. Without a code of the server's it is the way that failed. */
export function failing(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error
  const code = stateOf(error)
  const message = error instanceof Error ? error.message || error.name : String(error)
  const [, kind, advice] = known.find(([pattern]) => pattern.test(code ?? '08000')) ?? [
    null,
    'failed',
    'the database failed',
  ]
  return new StoreFailure(kind as FailureCode, `${advice} (${message})`, { cause: error })
}

/** The SQLSTATE of an error, null where the server did not say one. */
export function stateOf(error: unknown): string | null {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null
}
