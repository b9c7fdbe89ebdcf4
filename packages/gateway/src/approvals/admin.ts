import { z } from 'zod'
import { type AdminRoute, route } from '../admin/route.ts'
import { type ApprovalState, approvalStates } from './approval.ts'
import type { Approvals } from './approvals.ts'
import { written } from './endpoints.ts'

const approval = z.object({
  object: z.literal('bylaw.approval'),
  id: z.string(),
  deployment: z.string(),
  operator: z.string().nullable(),
  state: z.enum(approvalStates as [ApprovalState, ...ApprovalState[]]),
  why: z.string().describe('why it is in its state'),
  decision: z.string().describe('the decision that asked'),
  behavior: z.string(),
  level: z.string().describe('the weakest level that may answer'),
  policy: z.string(),
  created: z.string(),
  expires: z.string(),
  answeredBy: z.string().nullable(),
  answeredAt: z.string().nullable(),
})

/** What the admin API serves of approvals: which there are, without content. It answers none: that is done with a key. */
export function approvalAdminRoutes(approvals: Approvals): readonly AdminRoute[] {
  const list = route({
    method: 'get',
    path: '/admin/v1/approvals',
    name: 'approvals.list',
    summary: 'The latest approvals, without what is to be approved',
    query: z.object({ state: z.enum(approvalStates as [ApprovalState, ...ApprovalState[]]).optional() }),
    answer: z.object({ data: z.array(approval) }),
    async handle({ administrator, query: { state } }) {
      const found = await approvals.listOf(administrator.operator, state ?? null)
      return { answer: { data: found.map(written) } }
    },
  })
  return [list]
}
