import type { Generated } from 'kysely'

/** A time as ISO 8601, UTC, with milliseconds: compared as text. */
type Time = string
/** JSON as text: read and written by the room whose table it is. */
type Json = string
/** 0 or 1. */
type Flag = number

/** Everything that the gateway keeps beside the ledger: the same on SQLite and on PostgreSQL. */
export interface Tables {
  /** The layers of every policy that was in force. */
  policies: { digest: string; layers: Json }
  /**
   * Where a policy was in force, or which stack of the library it was: whoever may read that, may read it later.
   * `operator` is empty where none ran it; `files` are the names of its files then.
   */
  shelved_policies: {
    kind: 'deployment' | 'library'
    name: string
    operator: string
    digest: string
    files: Json
  }
  /** What was kept to be found again by its digest. */
  snippets: { deployment: string; operator: string; id: string; body: Json; created: Time }
  /** Records that have not ended: `replica` is who serves them. */
  open_decisions: { id: string; replica: string; created: Time; record: Json }
  /** Replicas that serve, and when each was last seen: what one left open that is gone was cut off. */
  replicas: { id: string; seen: Time }
  operators: {
    id: string
    title: string
    contact: string | null
    accepted_policy: string | null
    accepted_at: Time | null
  }
  api_keys: {
    name: string
    sha256: string
    previous_sha256: string | null
    previous_until: Time | null
    deployment: string
    level: string
    scopes: Json
    created: Time
    expires: Time | null
    revoked: Time | null
  }
  /** Layers that were mounted by the admin API; of one name in a deployment the active version is in force. */
  layer_versions: {
    deployment: string
    name: string
    version: number
    level: string
    text: string
    digest: string
    made_by: string
    created: Time
    active: Flag
  }
  /** A layer at user for each end user that keeps one; `person` is a pseudonym. */
  preferences: { deployment: string; person: string; version: number; text: string; updated: Time }
  /** What of a conversation counts for its next turn. */
  conversations: {
    deployment: string
    id: string
    owner: string
    person: string | null
    policy: string
    turns: number
    state: Json
    updated: Time
  }
  approvals: {
    id: string
    deployment: string
    operator: string | null
    decision: string
    /** The behavior: `tool.request.pay`, or one that a text overreached. */
    behavior: string
    /** The weakest level that may answer. */
    level: string
    key_name: string | null
    person: string | null
    /** SHA-256 of what is approved: of the arguments or of the text. */
    subject: string
    policy: string
    /** What a person needs to see to answer, sealed. */
    shown: Uint8Array
    created: Time
    expires: Time
    state: 'pending' | 'approved' | 'denied' | 'used'
    answered_by: string | null
    answered_at: Time | null
  }
  incidents: {
    id: string
    deployment: string
    operator: string | null
    decision: string
    reason: string
    note: Uint8Array | null
    state: 'open' | 'investigating' | 'resolved' | 'dismissed'
    assignee: string | null
    regression_case: string | null
    proposed_change: string | null
    created: Time
    updated: Time
  }
  /** What was changed of an incident, numbered from 1: `change` has the fields as they are since. */
  incident_changes: { incident: string; number: number; changed: Time; changed_by: string; change: Json }
  /** What was used of a limit in a window, and what is reserved of it. */
  counters: { scope: string; started: Time; used: number; reserved: Generated<number> }
}
