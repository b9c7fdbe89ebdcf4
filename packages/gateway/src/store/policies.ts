import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.ts'

/** The text of one layer, from which its policy is compiled again. */
export interface LayerText {
  readonly level: string
  /** As the configuration names it: decisions and answers quote it. */
  readonly file: string
  readonly text: string
}

/** Where a policy is to be read. */
export interface Shelf {
  readonly kind: 'deployment' | 'library'
  readonly name: string
  /** Who ran the deployment; null where nobody was named. */
  readonly operator: string | null
}

/** A policy that stood on a shelf. */
export interface ShelvedPolicy extends Shelf {
  readonly digest: string
  readonly layers: readonly LayerText[]
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

  /** Notes that a policy that is kept stands on a shelf, with the names that its files have there. */
  async shelve(digest: string, { kind, name, operator }: Shelf, layers: readonly LayerText[]): Promise<void> {
    const files = JSON.stringify(layers.map(({ file }) => file))
    await this.#db
      .insertInto('shelved_policies')
      .values({ kind, name, operator: operator ?? '', digest, files })
      .onConflict((on) => on.columns(['kind', 'name', 'operator', 'digest']).doNothing())
      .execute()
  }

  /** @param beginning hex digits that their digests begin with */
  async shelved(beginning: string, shelves: readonly Shelf[]): Promise<readonly ShelvedPolicy[]> {
    const rows = await this.#db
      .selectFrom('shelved_policies')
      .selectAll()
      .where('digest', 'like', `${beginning}%`)
      .execute()
    const found = shelves.flatMap((shelf) => {
      const own = rows.filter((row) => row.kind === shelf.kind && row.name === shelf.name)
      return own.filter(({ operator }) => operator === (shelf.operator ?? '')).map((row) => ({ shelf, ...row }))
    })
    const read = found.map(async ({ shelf, digest, files }) => {
      const names = JSON.parse(files) as string[]
      const layers = await this.read(digest)
      return layers && { ...shelf, digest, layers: layers.map((layer, index) => ({ ...layer, file: names[index]! })) }
    })
    return (await Promise.all(read)).filter((each) => each !== null)
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
