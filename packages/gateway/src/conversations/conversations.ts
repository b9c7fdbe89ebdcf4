import type { Selectable } from 'kysely'
import type { Pseudonyms } from '../ledger/pseudonyms.ts'
import { Refusal } from '../refusal.ts'
import type { State } from '../store/state.ts'
import type { Tables } from '../store/tables.ts'
import { type Continuation, type HandedOut, mostItems } from './continuation.ts'
import {
  type Conversation,
  type ConversationState,
  emptyState,
  joined,
  merged,
  readState,
  writeState,
} from './conversation.ts'

/** How long nothing may be said in a conversation before it is forgotten, in milliseconds. */
const keptFor = 30 * 86_400_000

/** So often a turn is added to one that goes on meanwhile. */
const attempts = 16

/** Which conversation a request belongs to, and what holds where it begins one. */
export interface Opening {
  readonly deployment: string
  /** As the caller names it; null where it does not. */
  readonly id: string | null
  /** What of that which the upstream keeps it goes on with. */
  readonly continuation: Continuation
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
   * The conversation of a request, at its next turn. One that begins is pinned to the policy in force. What is continued has
   * to have been kept for the same deployment, key and end user, whatever the conversation is named.
   * @throws Refusal 403 where it is another end user's, 404 and 400 `not_continued` where an answer or an item is not the
   * caller's, 503 where what is kept can't be read
   */
  async open({ deployment, id, continuation, owner, person, policy }: Opening): Promise<Conversation> {
    const pseudonym = person === null ? null : this.#pseudonyms.of(person)
    const place = { deployment, owner, person: pseudonym }
    const answer = await this.#continued(place, continuation)
    if (id === null) {
      const at = { ...place, id: continuation.answer, named: false }
      if (answer === null) return { ...at, policy, turn: 1, state: emptyState }
      return { ...at, policy: answer.policy, turn: answer.turns + 1, state: stateOf(answer) }
    }
    const begun = { ...place, id, policy: answer?.policy ?? policy, turns: 0, state: emptyState }
    const row = (await this.#row(begun)) ?? (await this.#begun(begun))
    if (row.person !== null && row.person !== pseudonym) {
      throw new Refusal(403, 'conversation_of_another', 'this conversation is not one of this end user')
    }
    const state = answer === null ? stateOf(row) : joined(stateOf(row), stateOf(answer))
    return { ...place, id, named: true, policy: row.policy, turn: Math.max(row.turns, answer?.turns ?? 0) + 1, state }
  }

  /**
   * Keeps what a turn added. Turns that went on at the same time all count.
   * @param handed what the upstream keeps of the answer, in formats in which a request continues an answer: the next turn
   * finds its conversation under it
   */
  async keep(conversation: Conversation, state: ConversationState, handed: HandedOut | null = null): Promise<void> {
    if (handed !== null) await this.#hand(conversation, state, handed)
    if (!conversation.named) return
    for (let attempt = 0; attempt < attempts; attempt++) if (await this.#added(conversation, state)) return
    throw new Refusal(503, 'conversation_not_kept', 'too many turns of this conversation end at once')
  }

  /** Forgets conversations in which nothing was said for thirty days. */
  async sweep(): Promise<void> {
    const before = new Date(this.#now() - keptFor).toISOString()
    await this.#state.db.deleteFrom('conversations').where('updated', '<', before).execute()
  }

  /** The row of the answer that is continued; null where none is. An id that was kept for somebody else is as good as none. */
  async #continued(place: Place, { answer, items }: Continuation): Promise<Row | null> {
    const ids = [...(answer === null ? [] : [answerKey(answer)]), ...items.map(itemKey)]
    if (ids.length === 0) return null
    const kept = await this.#state.db
      .selectFrom('conversations')
      .where('deployment', '=', place.deployment)
      .where('owner', '=', place.owner)
      .where('id', 'in', ids)
      .selectAll()
      .execute()
    const own = new Map(kept.filter(({ person }) => person === place.person).map((row) => [row.id, row]))
    if (answer !== null && !own.has(answerKey(answer))) {
      throw new Refusal(404, 'not_continued', 'no answer of yours has this id', 'previous_response_id')
    }
    if (own.size === ids.length) return answer === null ? null : own.get(answerKey(answer))!
    const message = 'the input refers to an item that no answer of yours had: send all messages'
    throw new Refusal(400, 'not_continued', message, 'input')
  }

  /** Keeps whose an answer is and the items in it. */
  async #hand(conversation: Conversation, state: ConversationState, { answer, items }: HandedOut): Promise<void> {
    const { deployment, owner, person, policy, turn } = conversation
    const place = { deployment, owner, person, policy }
    const ended = merged(emptyState, emptyState, state)
    const kept = items.slice(0, mostItems).map((item) => ({ id: itemKey(item), turns: 0, state: emptyState }))
    const rows = [{ id: answerKey(answer), turns: turn, state: ended }, ...kept]
    await this.#insert(rows.map((row) => this.#rowOf({ ...place, ...row })))
  }

  /** Of two first turns at the same time, one begins it; both find the same. */
  async #begun(begun: Begun): Promise<Row> {
    const row = this.#rowOf(begun)
    await this.#insert([row])
    return (await this.#row(begun)) ?? row
  }

  #rowOf({ deployment, owner, person, id, policy, turns, state }: Begun): Row {
    const updated = new Date(this.#now()).toISOString()
    return { deployment, owner, person, id, policy, turns, state: writeState(state), updated }
  }

  async #insert(rows: readonly Row[]): Promise<void> {
    await this.#state.db
      .insertInto('conversations')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['deployment', 'owner', 'id']).doNothing())
      .execute()
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
type Place = Pick<Conversation, 'deployment' | 'owner' | 'person'>
type Begun = Omit<Row, 'state' | 'updated'> & { readonly state: ConversationState }

/** No caller can name a conversation so: a name has no spaces. */
const answerKey = (id: string): string => `answer ${id}`
const itemKey = (id: string): string => `item ${id}`

function stateOf({ state }: Row): ConversationState {
  try {
    return readState(state)
  } catch {
    throw new Refusal(503, 'conversation_unreadable', 'what is kept of this conversation can not be read')
  }
}
