import { z } from 'zod'

const rate = z.strictObject({
  requests: z.int().positive().optional(),
  tokens: z.int().positive().optional().describe('input and output together; reserved before, settled after'),
  per: z.enum(['second', 'minute', 'hour', 'day', 'month']),
})

/** What may be used; past it a request is answered with 429. Shared by all replicas on one PostgreSQL. */
export const limits = z.strictObject({
  key: z.array(rate).default([]).describe('for each key'),
  user: z.array(rate).default([]).describe('for each end user'),
  deployment: z.array(rate).default([]).describe('for the whole deployment'),
})

export type LimitsConfig = z.output<typeof limits>
export type RateConfig = z.output<typeof rate>
