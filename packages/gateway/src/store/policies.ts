import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.ts'

/** The text of one layer, from which its policy is compiled again. */
export interface LayerText {
  readonly level: string
  /** As the configuration names it: decisions and answers quote it. */
  readonly file: string
  readonly text: string
}

/** The layers of every policy that was in force, so that its decisions can be explained after it was changed. */
export class Policies {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Keeps what is kept already as it is. Resolves when it would survive a power failure. */
  async keep(digest: string, layers: readonly LayerText[]): Promise<void> {
    if (await this.has(digest)) return
    const row = { digest, layers: JSON.stringify(layers) }
    await this.#db
      .insertInto('policies')
      .values(row)
      .onConflict((on) => on.column('digest').doNothing())
      .execute()
  }

  async has(digest: string): Promise<boolean> {
    const row = await this.#db.selectFrom('policies').select('digest').where('digest', '=', digest).executeTakeFirst()
    return row !== undefined
  }

  async read(digest: string): Promise<readonly LayerText[] | null> {
    const row = await this.#db.selectFrom('policies').select('layers').where('digest', '=', digest).executeTakeFirst()
    return row ? (JSON.parse(row.layers) as LayerText[]) : null
  }

  /** Deletes every policy that a file is part of: its decisions can be explained no longer. */
  async forget(file: string): Promise<void> {
    const named = JSON.stringify({ file }).slice(1, -1).replace(/[!%_]/g, '!$&')
    await this.#db
      .deleteFrom('policies')
      .where(sql<boolean>`layers LIKE ${`%${named}%`} ESCAPE '!'`)
      .execute()
  }
}
