import { digestText } from '@bylaw/core'
import type { Kysely, Transaction } from 'kysely'
import type { LayerText } from '../store/policies.ts'
import type { State } from '../store/state.ts'
import type { Tables } from '../store/tables.ts'

/** A layer that is mounted by the admin API. */
export interface NewLayer {
  readonly name: string
  readonly level: string
  readonly text: string
}

/** One version of such a layer, without its text. */
export type LayerVersion = Omit<Tables['layer_versions'], 'text' | 'deployment' | 'active'> & {
  readonly active: boolean
}

/** Somebody else made a version at the same time. */
export class VersionClash extends Error {}

const listed = ['name', 'version', 'level', 'digest', 'made_by', 'created', 'active'] as const

/** What stands in diagnostics and sources for a version. */
export const fileOf = (name: string, version: number): string => `${name}@${version}.md`

/** Layers of the admin API: each of a name in a deployment, in versions of which at most one is active. */
export class LayerVersions {
  readonly #db: Kysely<Tables>

  constructor({ db }: Pick<State, 'db'>) {
    this.#db = db
  }

  /** The active ones, in the order of their names. */
  async active(deployment: string): Promise<readonly (LayerText & { readonly name: string })[]> {
    const rows = await this.#db
      .selectFrom('layer_versions')
      .select(['name', 'version', 'level', 'text'])
      .where('deployment', '=', deployment)
      .where('active', '=', 1)
      .execute()
    return rows
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, version, level, text }) => ({ name, level, file: fileOf(name, version), text }))
  }

  /** Oldest first. */
  async list(deployment: string, name?: string): Promise<readonly LayerVersion[]> {
    const all = this.#db.selectFrom('layer_versions').select(listed).where('deployment', '=', deployment)
    const rows = await (name === undefined ? all : all.where('name', '=', name))
      .orderBy('name')
      .orderBy('version')
      .execute()
    return rows.map((row) => ({ ...row, active: row.active === 1 }))
  }

  async read(deployment: string, name: string, version: number): Promise<Tables['layer_versions'] | null> {
    const row = await this.#one(this.#db, deployment, name, version)
    return row ?? null
  }

  async next(deployment: string, name: string): Promise<number> {
    const row = await this.#db
      .selectFrom('layer_versions')
      .select((all) => all.fn.max('version').as('last'))
      .where('deployment', '=', deployment)
      .where('name', '=', name)
      .executeTakeFirst()
    return Number(row?.last ?? 0) + 1
  }

  /**
   * Keeps a version, and makes it the active one.
   * @throws VersionClash where there is one of this number already
   */
  async add(deployment: string, version: number, layer: NewLayer, by: string): Promise<void> {
    const { name, level, text } = layer
    const row = { deployment, name, version, level, text, digest: digestText(text), made_by: by, active: 1 }
    await this.#db.transaction().execute(async (transaction) => {
      const made = await transaction
        .insertInto('layer_versions')
        .values({ ...row, created: new Date().toISOString() })
        .onConflict((on) => on.columns(['deployment', 'name', 'version']).doNothing())
        .executeTakeFirst()
      if (made.numInsertedOrUpdatedRows !== 1n) throw new VersionClash('a version of this number is there already')
      await this.#only(transaction, deployment, name, version)
    })
  }

  /** Makes an older version the active one, or none; false where there is no such version. */
  async activate(deployment: string, name: string, version: number | null): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      if (version !== null && !(await this.#one(transaction, deployment, name, version))) return false
      await this.#only(transaction, deployment, name, version)
      return true
    })
  }

  #one(db: Kysely<Tables>, deployment: string, name: string, version: number) {
    return db
      .selectFrom('layer_versions')
      .selectAll()
      .where('deployment', '=', deployment)
      .where('name', '=', name)
      .where('version', '=', version)
      .executeTakeFirst()
  }

  async #only(db: Transaction<Tables>, deployment: string, name: string, version: number | null): Promise<void> {
    await db
      .updateTable('layer_versions')
      .set((row) => ({
        active: row
          .case()
          .when('version', '=', version ?? 0)
          .then(1)
          .else(0)
          .end(),
      }))
      .where('deployment', '=', deployment)
      .where('name', '=', name)
      .execute()
  }
}
