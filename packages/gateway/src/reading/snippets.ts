import type { State } from '../store/state.ts'

/** How long a snippet is kept after it was last put, in milliseconds. */
const keptFor = 90 * 86_400_000
/** How many a deployment keeps. */
const most = 10_000

/** Whose snippets they are: those of one deployment, under one operator. */
export interface SnippetOwner {
  readonly deployment: string
  /** Null where nobody was named. */
  readonly operator: string | null
}

export interface SnippetsOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** How many a deployment keeps; 10,000 unless given. */
  readonly most?: number
}

/** What is too long for an address, kept under its digest: the oldest gives way. */
export class Snippets {
  readonly #db: State['db']
  readonly #now: () => number
  readonly #most: number

  constructor({ db }: Pick<State, 'db'>, options: SnippetsOptions = {}) {
    this.#db = db
    this.#now = options.now ?? Date.now
    this.#most = options.most ?? most
  }

  /** Keeps a text; one that is there already is as good as new. */
  async put(owner: SnippetOwner, id: string, body: string): Promise<void> {
    const created = new Date(this.#now()).toISOString()
    const { deployment, operator } = rowOf(owner)
    await this.#db
      .insertInto('snippets')
      .values({ deployment, operator, id, body, created })
      .onConflict((on) => on.columns(['deployment', 'operator', 'id']).doUpdateSet({ created }))
      .execute()
    await this.#dropOldest(owner)
  }

  /** Null where this owner has none of this id, or has it no more. */
  async read(owner: SnippetOwner, id: string): Promise<string | null> {
    const { deployment, operator } = rowOf(owner)
    const row = await this.#db
      .selectFrom('snippets')
      .select('body')
      .where('deployment', '=', deployment)
      .where('operator', '=', operator)
      .where('id', '=', id)
      .where('created', '>=', this.#oldest())
      .executeTakeFirst()
    return row?.body ?? null
  }

  /** Forgets what is too old. */
  async sweep(): Promise<void> {
    await this.#db.deleteFrom('snippets').where('created', '<', this.#oldest()).execute()
  }

  async #dropOldest(owner: SnippetOwner): Promise<void> {
    const { deployment, operator } = rowOf(owner)
    const own = this.#db.selectFrom('snippets').where('deployment', '=', deployment).where('operator', '=', operator)
    const row = await own.select((all) => all.fn.countAll().as('count')).executeTakeFirstOrThrow()
    const tooMany = Number(row.count) - this.#most
    if (tooMany <= 0) return
    const oldest = own.select('id').orderBy('created').orderBy('id').limit(tooMany)
    await this.#db
      .deleteFrom('snippets')
      .where('deployment', '=', deployment)
      .where('operator', '=', operator)
      .where('id', 'in', oldest)
      .execute()
  }

  #oldest(): string {
    return new Date(this.#now() - keptFor).toISOString()
  }
}

const rowOf = ({ deployment, operator }: SnippetOwner) => ({ deployment, operator: operator ?? '' })
