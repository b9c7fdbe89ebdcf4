import { randomBytes } from 'node:crypto'
import type { Selectable, SelectQueryBuilder } from 'kysely'
import type { Pseudonyms } from '../ledger/pseudonyms.ts'
import { Refusal } from '../refusal.ts'
import type { State } from '../store/state.ts'
import type { Tables } from '../store/tables.ts'
import { takeTurn } from '../store/turns.ts'
import type { Approval, ApprovalRequest, ApprovalState, Binding, Shown } from './approval.ts'
import type { Sealing } from './sealing.ts'
import { isOwn, overseen, type Viewer, whyNotAs } from './viewer.ts'
import type { Webhooks } from './webhooks.ts'

type Row = Selectable<Tables['approvals']>
type Query = SelectQueryBuilder<Tables, 'approvals', object>

/** So many are listed at the most, the latest first. */
const listed = 200

/** How long what is over is kept, in milliseconds. */
const keptFor = 30 * 86_400_000

const nothing = new Uint8Array()

export interface ApprovalsOptions {
  readonly sealing: Sealing
  readonly pseudonyms: Pseudonyms
  readonly webhooks: Webhooks
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** One approval, as somebody who may see it finds it. */
export interface Seen {
  readonly approval: Approval
  /** What is to be approved, while that is open and to whoever may see it; null afterwards, or where it can't be read. */
  readonly shown: Shown | null
  /** Whether it was the viewer's own request that asked. */
  readonly own: boolean
}

/** What persons are asked to approve. Whoever else reads the tables sees no content: it is sealed. */
export class Approvals {
  readonly #state: State
  readonly #sealing: Sealing
  readonly #pseudonyms: Pseudonyms
  readonly #webhooks: Webhooks
  readonly #now: () => number

  constructor(state: State, { sealing, pseudonyms, webhooks, now = Date.now }: ApprovalsOptions) {
    this.#state = state
    this.#sealing = sealing
    this.#pseudonyms = pseudonyms
    this.#webhooks = webhooks
    this.#now = now
  }

  /** Asks for an approval: the same one again while one with this binding waits for its answer. Tells the webhook of a new one. */
  async pending({ binding, operator, decision, level, shown, config }: ApprovalRequest): Promise<Approval> {
    const id = `apr_${randomBytes(16).toString('hex')}`
    const now = this.#now()
    const { key, person, ...bound } = this.#kept(binding)
    const row: Row = {
      ...{ id, operator, decision, level, ...bound, key_name: key, person },
      shown: this.#sealing.seal(id, JSON.stringify(shown)),
      created: timeOf(now),
      expires: timeOf(now + config.expires * 1000),
      ...{ state: 'pending', answered_by: null, answered_at: null },
    }
    const standing = await this.#insertOnce(row, binding)
    const approval = approvalOf(standing, timeOf(now))
    if (standing.id === id && config.webhook !== undefined) {
      const { deployment, behavior, expires } = approval
      const told = { id, deployment, behavior, level, expires, decision }
      this.#webhooks.tell({ url: config.webhook, secret: config.secret ?? null }, told)
    }
    return approval
  }

  /** Whether an approval was given under this binding and has not expired or been used. It is used by `take` alone. */
  async stands(binding: Binding): Promise<boolean> {
    const found = await this.#approved(binding, timeOf(this.#now()))
    return found.length > 0
  }

  /** Uses an approval: true once for each that was given under this binding and has not expired, whoever else tries. */
  async take(binding: Binding): Promise<boolean> {
    const now = timeOf(this.#now())
    const found = await this.#approved(binding, now)
    for (const { id } of found) if (await this.#use(id, now)) return true
    return false
  }

  /** @throws Refusal 404 */
  async get(id: string, viewer: Viewer): Promise<Seen> {
    const row = await this.#visible(id, viewer)
    const approval = approvalOf(row, timeOf(this.#now()))
    const open = approval.state === 'pending'
    return { approval, shown: open ? this.#opened(row) : null, own: this.#isOwn(viewer, row) }
  }

  /**
   * Hands out a text that was withheld and is approved now: once, to whoever asked for it. Null for anything else.
   * @throws Refusal 404 as `get`
   */
  async release(id: string, viewer: Viewer): Promise<string | null> {
    const text = await this.#withheld(id, viewer)
    return text !== null && (await this.#use(id, timeOf(this.#now()))) ? text : null
  }

  /** Whether `release` would hand out a text now: asked first, so that there is a record of it before it is used up. */
  async releases(id: string, viewer: Viewer): Promise<boolean> {
    return (await this.#withheld(id, viewer)) !== null
  }

  async #withheld(id: string, viewer: Viewer): Promise<string | null> {
    const row = await this.#visible(id, viewer)
    if (!this.#isOwn(viewer, row) || approvalOf(row, timeOf(this.#now())).state !== 'approved') return null
    const shown = this.#opened(row)
    return shown?.kind === 'text' ? shown.text : null
  }

  /**
   * Answers an approval that waits.
   * @param as the level that answers, no stronger than the viewer's own
   * @throws Refusal 404 | 403 | 409
   */
  async answer(id: string, viewer: Viewer, answer: 'approve' | 'deny', as = viewer.level): Promise<Approval> {
    const row = await this.#visible(id, viewer)
    const why = whyNotAs(as, viewer, this.#pseudonymOf(viewer.user), { ...row, key: row.key_name })
    if (why !== null) throw new Refusal(403, 'may_not_answer', why, 'as')
    const now = timeOf(this.#now())
    const answered = { answered_by: `${as} by ${viewer.key ?? 'this machine'}`, answered_at: now }
    const denied = { state: 'denied', shown: nothing } as const
    const { numUpdatedRows } = await this.#state.db
      .updateTable('approvals')
      .set({ ...answered, ...(answer === 'approve' ? { state: 'approved' } : denied) })
      .where('id', '=', id)
      .where('state', '=', 'pending')
      .where('expires', '>', now)
      .executeTakeFirstOrThrow()
    const approval = approvalOf(await this.#visible(id, viewer), now)
    if (numUpdatedRows === 1n) return approval
    throw new Refusal(409, `approval_${approval.state}`, `the approval waits no longer: it is ${approval.state}`, 'id')
  }

  /** Those that the viewer may see, the latest first; never their content. */
  async list(viewer: Viewer, state: ApprovalState | null): Promise<readonly Approval[]> {
    const person = this.#pseudonymOf(viewer.user)
    const query = this.#inState(state)
      .where('deployment', '=', viewer.deployment)
      .where('operator', 'is not distinct from', viewer.operator)
      .where(({ and, or, eb }) =>
        or([
          ...(overseen(viewer).length > 0 ? [eb('level', 'in', overseen(viewer))] : []),
          and([eb('key_name', 'is not distinct from', viewer.key), eb('person', 'is not distinct from', person)]),
        ]),
      )
    return this.#listed(query)
  }

  /** For the admin API: those of an operator, or of all (null). */
  async listOf(operator: string | null, state: ApprovalState | null): Promise<readonly Approval[]> {
    const query = this.#inState(state)
    return this.#listed(operator === null ? query : query.where('operator', '=', operator))
  }

  /** Forgets what expired unused, content first; thirty days later also that it was there. */
  async sweep(): Promise<void> {
    const { db } = this.#state
    const now = this.#now()
    await db
      .updateTable('approvals')
      .set({ shown: nothing })
      .where('expires', '<=', timeOf(now))
      .where('shown', '!=', nothing)
      .execute()
    await db
      .deleteFrom('approvals')
      .where('expires', '<=', timeOf(now - keptFor))
      .execute()
  }

  /** Two requests that ask the same at the same time get one approval. */
  #insertOnce(row: Row, binding: Binding): Promise<Row> {
    const { db, dialect } = this.#state
    return db.transaction().execute(async (transaction) => {
      await takeTurn(transaction, dialect, wordsOf(row))
      const standing = await this.#bound(binding, transaction)
        .where('state', '=', 'pending')
        .where('expires', '>', row.created)
        .selectAll()
        .executeTakeFirst()
      if (standing !== undefined) return standing
      await transaction.insertInto('approvals').values(row).execute()
      return row
    })
  }

  #bound(binding: Binding, db: Pick<State['db'], 'selectFrom'> = this.#state.db) {
    const { deployment, key, person, behavior, subject, policy } = this.#kept(binding)
    return db
      .selectFrom('approvals')
      .where('deployment', '=', deployment)
      .where('subject', '=', subject)
      .where('behavior', '=', behavior)
      .where('policy', '=', policy)
      .where('key_name', 'is not distinct from', key)
      .where('person', 'is not distinct from', person)
  }

  /** Approvals under a binding that may be used, the one that expires first before the others. */
  #approved(binding: Binding, now: string): Promise<readonly { id: string }[]> {
    const approved = this.#bound(binding).where('state', '=', 'approved').where('expires', '>', now)
    return approved.select('id').orderBy('expires').execute()
  }

  /** One statement, so that of two that race one wins; what was shown is forgotten with it. */
  async #use(id: string, now: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#state.db
      .updateTable('approvals')
      .set({ state: 'used', shown: nothing })
      .where('id', '=', id)
      .where('state', '=', 'approved')
      .where('expires', '>', now)
      .executeTakeFirstOrThrow()
    return numUpdatedRows === 1n
  }

  /** What belongs to another tenant, or to another end user, is not there. */
  async #visible(id: string, viewer: Viewer): Promise<Row> {
    const row = await this.#state.db
      .selectFrom('approvals')
      .where('id', '=', id)
      .where('deployment', '=', viewer.deployment)
      .where('operator', 'is not distinct from', viewer.operator)
      .selectAll()
      .executeTakeFirst()
    if (row !== undefined && (overseen(viewer).includes(row.level) || this.#isOwn(viewer, row))) return row
    throw new Refusal(404, 'approval_not_found', 'no approval of yours has this id', 'id')
  }

  #isOwn(viewer: Viewer, row: Row): boolean {
    return isOwn(viewer, this.#pseudonymOf(viewer.user), { ...row, key: row.key_name })
  }

  #inState(state: ApprovalState | null): Query {
    const now = timeOf(this.#now())
    const query = this.#state.db.selectFrom('approvals')
    if (state === null) return query
    if (state === 'expired') return query.where('state', 'in', ['pending', 'approved']).where('expires', '<=', now)
    const there = query.where('state', '=', state)
    return state === 'pending' || state === 'approved' ? there.where('expires', '>', now) : there
  }

  async #listed(query: Query): Promise<readonly Approval[]> {
    const rows = await query.selectAll().orderBy('created', 'desc').orderBy('id').limit(listed).execute()
    const now = timeOf(this.#now())
    return rows.map((row) => approvalOf(row, now))
  }

  #opened({ id, shown }: Row): Shown | null {
    const text = this.#sealing.open(id, shown)
    return text === null ? null : (JSON.parse(text) as Shown)
  }

  #kept(binding: Binding): Binding {
    return { ...binding, person: this.#pseudonymOf(binding.person) }
  }

  #pseudonymOf(user: string | null): string | null {
    return user === null ? null : this.#pseudonyms.of(user)
  }
}

const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString()

function approvalOf(row: Row, now: string): Approval {
  const { id, deployment, operator, decision, behavior, level, policy, created, expires } = row
  const open = row.state === 'pending' || row.state === 'approved'
  const state = open && expires <= now ? 'expired' : row.state
  const answered = { answeredBy: row.answered_by, answeredAt: row.answered_at }
  return { id, deployment, operator, state, decision, behavior, level, policy, created, expires, ...answered }
}

/** What stands for a binding. */
function wordsOf({ deployment, key_name, person, behavior, subject, policy }: Row): readonly (string | null)[] {
  return ['bylaw approval', deployment, key_name, person, behavior, subject, policy]
}
