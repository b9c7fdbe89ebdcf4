import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Sealing } from '../approvals/sealing.ts'
import { Refusal } from '../refusal.ts'
import type { State } from '../store/state.ts'
import type { Tables } from '../store/tables.ts'
import { takeTurn } from '../store/turns.ts'
import {
  type Flag,
  following,
  type Incident,
  type IncidentChange,
  type IncidentState,
  type MadeChange,
} from './incident.ts'

type Row = Selectable<Tables['incidents']>

/** So many are listed at the most, the latest first. */
const listed = 500

/** Where a flagged answer comes from. */
export interface FlaggedAt {
  readonly deployment: string
  readonly operator: string | null
}

/** An incident with what is said of it and what became of it. */
export interface OpenedIncident {
  readonly incident: Incident
  /** What the person wrote; null where they wrote nothing, or it can't be read. */
  readonly note: string | null
  readonly changes: readonly MadeChange[]
}

/** Answers that people flagged. Notes lie sealed. */
export class Incidents {
  readonly #state: State
  readonly #sealing: Sealing
  readonly #now: () => number

  /** @param now milliseconds since 1970 */
  constructor(state: State, sealing: Sealing, now: () => number = Date.now) {
    this.#state = state
    this.#sealing = sealing
    this.#now = now
  }

  /** An incident for a flag: the same one while one of this decision for this reason is not at its end. */
  async raise({ deployment, operator }: FlaggedAt, { decision, reason, note }: Flag): Promise<Incident> {
    const id = `inc_${randomBytes(16).toString('hex')}`
    const now = new Date(this.#now()).toISOString()
    const row: Row = {
      ...{ id, deployment, operator, decision, reason },
      note: note === null ? null : this.#sealing.seal(id, note),
      ...{ state: 'open', assignee: null, regression_case: null, proposed_change: null, created: now, updated: now },
    }
    return incidentOf(await this.#insertOnce(row))
  }

  /** Two flags at the same time get one incident. */
  #insertOnce(row: Row): Promise<Row> {
    const { db, dialect } = this.#state
    const { deployment, decision, reason } = row
    return db.transaction().execute(async (transaction) => {
      await takeTurn(transaction, dialect, ['bylaw incident', deployment, decision, reason])
      const standing = await transaction
        .selectFrom('incidents')
        .where('deployment', '=', deployment)
        .where('decision', '=', decision)
        .where('reason', '=', reason)
        .where('state', 'in', ['open', 'investigating'])
        .selectAll()
        .executeTakeFirst()
      if (standing !== undefined) return standing
      await transaction.insertInto('incidents').values(row).execute()
      return row
    })
  }

  /** The latest first. @param operator whose; null: of all */
  async list(operator: string | null, state: IncidentState | null): Promise<readonly Incident[]> {
    let query = this.#state.db.selectFrom('incidents')
    if (operator !== null) query = query.where('operator', '=', operator)
    if (state !== null) query = query.where('state', '=', state)
    const rows = await query.selectAll().orderBy('created', 'desc').orderBy('id').limit(listed).execute()
    return rows.map(incidentOf)
  }

  /** @param operator whose; null: anybody's. @throws Refusal 404 */
  async get(id: string, operator: string | null): Promise<OpenedIncident> {
    const changes = await this.#state.db
      .selectFrom('incident_changes')
      .where('incident', '=', id)
      .selectAll()
      .orderBy('number')
      .execute()
    const row = await this.#row(id, operator)
    return {
      incident: incidentOf(row),
      note: row.note === null ? null : this.#sealing.open(id, row.note),
      changes: changes.map(({ number, changed, changed_by, change }) => ({
        ...{ number, at: changed, by: changed_by },
        change: JSON.parse(change) as IncidentChange,
      })),
    }
  }

  /**
   * Changes an incident, and notes who did when. Its changes are read before its state: so whoever decided on an old state
   * makes a change of a number that is taken.
   * @param by who changes it: the name of the admin's key
   * @throws Refusal 404, 409 where its state does not allow that, or where somebody else was faster
   */
  async change(id: string, operator: string | null, by: string, change: IncidentChange): Promise<Incident> {
    const { incident, changes } = await this.get(id, operator)
    const { state } = change
    if (state !== undefined && !following[incident.state].includes(state)) {
      const next = following[incident.state].join(' or ') || 'nothing'
      const message = `an incident that is ${incident.state} can become ${next}`
      throw new Refusal(409, 'wrong_state', message, 'state')
    }
    const number = changes.length + 1
    await this.#apply(incident, { number, at: new Date(this.#now()).toISOString(), by, change })
    return incidentOf(await this.#row(id, operator))
  }

  /** Two changes of one number are one too many: the second is not made. */
  async #apply({ id }: Incident, { number, at, by, change }: MadeChange): Promise<void> {
    const made = await this.#state.db.transaction().execute(async (transaction) => {
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('incident_changes')
        .values({ incident: id, number, changed: at, changed_by: by, change: JSON.stringify(change) })
        .onConflict((conflict) => conflict.columns(['incident', 'number']).doNothing())
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows !== 1n) return false
      await transaction
        .updateTable('incidents')
        .set({ ...columnsOf(change), updated: at })
        .where('id', '=', id)
        .execute()
      return true
    })
    if (!made)
      throw new Refusal(409, 'changed_meanwhile', 'somebody else changed the incident meanwhile: read it again')
  }

  async #row(id: string, operator: string | null): Promise<Row> {
    let query = this.#state.db.selectFrom('incidents').where('id', '=', id)
    if (operator !== null) query = query.where('operator', '=', operator)
    const row = await query.selectAll().executeTakeFirst()
    if (row !== undefined) return row
    throw new Refusal(404, 'incident_not_found', 'no incident of yours has this id', 'id')
  }
}

function columnsOf({ state, assignee, regressionCase, proposedChange }: IncidentChange): Partial<Row> {
  return {
    ...(state !== undefined && { state }),
    ...(assignee !== undefined && { assignee }),
    ...(regressionCase !== undefined && { regression_case: regressionCase }),
    ...(proposedChange !== undefined && { proposed_change: proposedChange }),
  }
}

function incidentOf(row: Row): Incident {
  const { id, deployment, operator, decision, reason, state, assignee, created, updated } = row
  const linked = { regressionCase: row.regression_case, proposedChange: row.proposed_change }
  return { id, deployment, operator, decision, reason, state, assignee, ...linked, created, updated }
}
