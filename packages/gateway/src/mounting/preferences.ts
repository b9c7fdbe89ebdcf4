import type { Pseudonyms } from '../ledger/pseudonyms.ts'
import { type LayerText, Policies } from '../store/policies.ts'
import type { State } from '../store/state.ts'

/** What an end user wants held, as a layer at user. */
export interface Preferences {
  readonly text: string
  readonly version: number
  readonly updated: string
}

/** The preferences that end users keep, in each deployment under a pseudonym. */
export class KeptPreferences {
  readonly #db: State['db']
  readonly #pseudonyms: Pick<Pseudonyms, 'of'>

  constructor({ db }: Pick<State, 'db'>, pseudonyms: Pick<Pseudonyms, 'of'>) {
    this.#db = db
    this.#pseudonyms = pseudonyms
  }

  /** A text as this user's layer. Its file is nobody else's, in any deployment. */
  layerOf(deployment: string, user: string, text: string): LayerText {
    return { level: 'user', file: this.#file(deployment, user), text }
  }

  async read(deployment: string, user: string): Promise<Preferences | null> {
    const row = await this.#db
      .selectFrom('preferences')
      .select(['text', 'version', 'updated'])
      .where('deployment', '=', deployment)
      .where('person', '=', this.#pseudonyms.of(user))
      .executeTakeFirst()
    return row ?? null
  }

  async put(deployment: string, user: string, text: string): Promise<Preferences> {
    const updated = new Date().toISOString()
    const person = this.#pseudonyms.of(user)
    return this.#db
      .insertInto('preferences')
      .values({ deployment, person, version: 1, text, updated })
      .onConflict((on) =>
        on.columns(['deployment', 'person']).doUpdateSet((row) => ({
          text,
          updated,
          version: row('preferences.version', '+', 1),
        })),
      )
      .returning(['text', 'version', 'updated'])
      .executeTakeFirstOrThrow()
  }

  /**
   * Deletes them for good: the policies that were made with them are forgotten too, so that decisions
   * made under one can be explained no longer. False where there were none.
   */
  async forget(deployment: string, user: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('preferences')
      .where('deployment', '=', deployment)
      .where('person', '=', this.#pseudonyms.of(user))
      .executeTakeFirst()
    await new Policies(this.#db).forget(this.#file(deployment, user))
    return numDeletedRows > 0n
  }
  #file(deployment: string, user: string): string {
    return `preferences/${deployment}/${this.#pseudonyms.of(user)}.md`
  }
}
