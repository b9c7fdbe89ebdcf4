import type { Selectable } from 'kysely'
import type { Pseudonyms } from '../ledger/pseudonyms.ts'
import { Refusal } from '../refusal.ts'
import type { State } from '../store/state.ts'
import type { Tables } from '../store/tables.ts'
import { type Conversation, type ConversationState, emptyState, merged, readState, writeState } from './conversation.ts'

/** How long nothing may be said in a conversation before it is forgotten, in milliseconds. */
const keptFor = 30 * 86_400_000

/** So often a turn is added to one that goes on meanwhile. */
const attempts = 16

/** Which conversation a request belongs to, and what holds where it begins one. */
export interface Opening {
  readonly deployment: string
  /** Null where nothing says which conversation it is. */
  readonly id: string | null
  /** The key's name, `local` where no keys are configured. */
  readonly owner: string
  /** The end user's id as the principal has it; kept as a pseudonym. */
  readonly person: string | null
  /** Digest of the policy in force. */
  readonly policy: string
}

/** What of conversations counts for their next turns. A key's conversations are its own: another's has the same id in vain. */
export class Conversations {
  readonly #state: State
  readonly #pseudonyms: Pseudonyms
  readonly #now: () => number

  /** @param now milliseconds since 1970 */
  constructor(state: State, pseudonyms: Pseudonyms, now: () => number = Date.now) {
    this.#state = state
    this.#pseudonyms = pseudonyms
    this.#now = now
  }

  /**
   * The conversation of a request, at its next turn. One that begins is pinned to the policy in force.
   * @throws Refusal 403 where it is another end user's, 503 where what is kept of it can't be read
   */
  async open({ deployment, id, owner, person, policy }: Opening): Promise<Conversation> {
    const pseudonym = person === null ? null : this.#pseudonyms.of(person)
    const place = { deployment, owner, person: pseudonym }
    if (id === null) return { ...place, id, policy, turn: 1, state: emptyState }
    const row =
      (await this.#row({ ...place, id })) ?? (await this.#begun({ ...place, id, policy, state: emptyState }, 0))
    if (row.person !== null && row.person !== pseudonym) {
      throw new Refusal(403, 'conversation_of_another', 'this conversation is not one of this end user')
    }
    return { ...place, id, policy: row.policy, turn: row.turns + 1, state: stateOf(row) }
  }

  /**
   * Keeps what a turn added. Turns that went on at the same time all count.
   * @param next the id under which the next turn finds it, where that is another: the answer's own, in formats in which
   * a request continues an answer
   */
  async keep(conversation: Conversation, state: ConversationState, next: string | null = null): Promise<void> {
    if (next !== null && next !== conversation.id) {
      await this.#begun({ ...conversation, id: next, state: merged(emptyState, emptyState, state) }, conversation.turn)
      return
    }
    if (conversation.id === null) return
    for (let attempt = 0; attempt < attempts; attempt++) if (await this.#added(conversation, state)) return
    throw new Refusal(503, 'conversation_not_kept', 'too many turns of this conversation end at once')
  }

  /** Forgets conversations in which nothing was said for thirty days. */
  async sweep(): Promise<void> {
    const before = new Date(this.#now() - keptFor).toISOString()
    await this.#state.db.deleteFrom('conversations').where('updated', '<', before).execute()
  }

  /** Of two first turns at the same time, one begins it; both find the same. */
  async #begun(begun: Omit<Conversation, 'turn' | 'id'> & { readonly id: string }, turns: number): Promise<Row> {
    const { state, ...columns } = begun
    const { deployment, owner, person, id, policy } = columns
    const updated = new Date(this.#now()).toISOString()
    const row = { deployment, owner, person, id, policy, turns, state: writeState(state), updated }
    const place = ['deployment', 'owner', 'id'] as const
    await this.#state.db
      .insertInto('conversations')
      .values(row)
      .onConflict((conflict) => conflict.columns(place).doNothing())
      .execute()
    return (await this.#row(begun)) ?? row
  }

  async #added(conversation: Conversation, ended: ConversationState): Promise<boolean> {
    const { deployment, owner, person, policy } = conversation
    const row = await this.#row({ ...conversation, id: conversation.id! })
    if (row === undefined) return true
    const { numUpdatedRows } = await this.#state.db
      .updateTable('conversations')
      .set({
        turns: row.turns + 1,
        state: writeState(merged(stateOf(row), conversation.state, ended)),
        updated: new Date(this.#now()).toISOString(),
        person: row.person ?? person,
        policy,
      })
      .where('deployment', '=', deployment)
      .where('owner', '=', owner)
      .where('id', '=', conversation.id!)
      .where('turns', '=', row.turns)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  }

  #row({ deployment, owner, id }: { deployment: string; owner: string; id: string }): Promise<Row | undefined> {
    return this.#state.db
      .selectFrom('conversations')
      .where('deployment', '=', deployment)
      .where('owner', '=', owner)
      .where('id', '=', id)
      .selectAll()
      .executeTakeFirst()
  }
}

type Row = Selectable<Tables['conversations']>

function stateOf({ state }: Row): ConversationState {
  try {
    return readState(state)
  } catch {
    throw new Refusal(503, 'conversation_unreadable', 'what is kept of this conversation can not be read')
  }
}
