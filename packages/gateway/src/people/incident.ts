import { z } from 'zod'

/** Why somebody flags an answer, with the words that a form offers. */
export const reasons = {
  harmful: 'It could hurt somebody',
  wrong: 'It is wrong or misleading',
  refused: 'It refused something that it should help with',
  privacy: 'It tells something private',
  unfair: 'It is unfair or disrespectful',
  rules: 'It does not keep to what this page says',
  other: 'Something else',
} as const

export type FlagReason = keyof typeof reasons

/** The most characters of a note. */
export const longestNote = 4000

const decisionId = /^dec_[0-9a-f]{32,64}$/

/** What somebody says of an answer. */
export const flagSchema = z.object({
  decision: z.string().regex(decisionId, { error: 'the id of a decision: `dec_` and 32 hex digits' }),
  reason: z.enum(Object.keys(reasons) as [FlagReason, ...FlagReason[]]),
  note: z
    .string()
    .max(longestNote)
    .transform((note) => (note.trim() === '' ? null : note))
    .nullish()
    .transform((note) => note ?? null),
})

export type Flag = z.output<typeof flagSchema>

export const incidentStates = ['open', 'investigating', 'resolved', 'dismissed'] as const
export type IncidentState = (typeof incidentStates)[number]

/** What may follow what: an end is an end. */
export const following: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  open: ['investigating'],
  investigating: ['resolved', 'dismissed'],
  resolved: [],
  dismissed: [],
}

/** A flag that somebody looks after. Times are ISO 8601, UTC. */
export interface Incident {
  readonly id: string
  readonly deployment: string
  readonly operator: string | null
  /** Id of the decision that was flagged. */
  readonly decision: string
  readonly reason: string
  readonly state: IncidentState
  readonly assignee: string | null
  /** A case of the conformance suite that holds what was wrong. */
  readonly regressionCase: string | null
  /** Where a change of the spec is proposed: an address, say. */
  readonly proposedChange: string | null
  readonly created: string
  readonly updated: string
}

const words = z.string().trim().min(1).max(500).nullable().optional()

/** What may be changed of an incident; what is not said stays. */
export const changeSchema = z
  .strictObject({
    state: z.enum(incidentStates).optional(),
    assignee: words,
    regressionCase: words,
    proposedChange: words,
  })
  .refine((change) => Object.values(change).some((each) => each !== undefined), { error: 'nothing to change' })

export type IncidentChange = z.output<typeof changeSchema>

/** One change, as it was made. */
export interface MadeChange {
  readonly number: number
  readonly at: string
  readonly by: string
  readonly change: IncidentChange
}
