import { withClient } from '../store/stores.ts'

/** Cuts every connection of a ledger's writers, on the side of the server. */
export const cutConnections = (schema: string): Promise<unknown> =>
  withClient((client) =>
    client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
      `bylaw ledger ${schema}`,
    ]),
  )
