import { z } from 'zod'
import { type AdminRoute, route } from '../admin/route.ts'
import { changeSchema, incidentStates } from './incident.ts'
import type { Incidents } from './incidents.ts'

const incident = z.object({
  id: z.string(),
  deployment: z.string(),
  operator: z.string().nullable(),
  decision: z.string().describe('the decision that was flagged'),
  reason: z.string(),
  state: z.enum(incidentStates),
  assignee: z.string().nullable(),
  regressionCase: z.string().nullable().describe('a case of the conformance suite that holds what was wrong'),
  proposedChange: z.string().nullable().describe('where a change of the spec is proposed'),
  created: z.string(),
  updated: z.string(),
})

const opened = z.object({
  incident,
  note: z.string().nullable().describe('what the person wrote'),
  changes: z.array(z.object({ number: z.int(), at: z.string(), by: z.string(), change: changeSchema })),
})

const params = z.object({ id: z.string().regex(/^inc_[0-9a-f]{32}$/, { error: '`inc_` and 32 hex digits' }) })

/** What the admin API serves of incidents: an admin key that is for one operator has to do with theirs only. */
export function incidentAdminRoutes(incidents: Incidents): readonly AdminRoute[] {
  const list = route({
    method: 'get',
    path: '/admin/v1/incidents',
    name: 'incidents.list',
    summary: 'The latest answers that people flagged',
    query: z.object({ state: z.enum(incidentStates).optional() }),
    answer: z.object({ data: z.array(incident) }),
    async handle({ administrator, query: { state } }) {
      return { answer: { data: [...(await incidents.list(administrator.operator, state ?? null))] } }
    },
  })
  const get = route({
    method: 'get',
    path: '/admin/v1/incidents/{id}',
    name: 'incidents.get',
    summary: 'One incident, with what the person wrote and what became of it',
    params,
    answer: opened,
    async handle({ administrator, params: { id } }) {
      const { changes, ...found } = await incidents.get(id, administrator.operator)
      return { answer: { ...found, changes: [...changes] } }
    },
  })
  const patch = route({
    method: 'patch',
    path: '/admin/v1/incidents/{id}',
    name: 'incidents.change',
    summary: 'Moves an incident on (open, investigating, then resolved or dismissed), assigns it, or links it',
    params,
    body: changeSchema,
    answer: incident,
    changes: true,
    async handle({ administrator, params: { id }, body }) {
      const changed = await incidents.change(id, administrator.operator, administrator.key ?? 'this machine', body)
      const done = `the incident \`${id}\` of the decision \`${changed.decision}\` is ${changed.state}`
      return { answer: changed, done, deployment: changed.deployment }
    },
  })
  return [list, get, patch]
}
