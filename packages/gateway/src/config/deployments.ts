import { z } from 'zod'
import { tokens } from './access.ts'
import { deploymentCheck } from './checks.ts'
import { limits } from './limits.ts'
import { breaker, upstream } from './upstreams.ts'

export const layer = z.record(z.string(), z.string()).refine((entry) => Object.keys(entry).length === 1, {
  message: 'a layer is one pair, `level: file`',
})

const approvals = z.strictObject({
  expires: z.number().positive().max(31_536_000).default(3600).describe('seconds that an approval is waited for'),
  webhook: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('told of each approval that is waited for'),
  secret: z.string().optional().describe('signs what the webhook is told (HMAC-SHA-256, `bylaw-signature`)'),
})

const people = z.strictObject({
  page: z.boolean().default(true).describe('whether /about/NAME tells anybody, in plain words, what holds here'),
  title: z.string().optional().describe('what the assistant is called there'),
  contact: z.string().optional(),
})

/** One product that is served under one policy. */
export const deployment = z.strictObject({
  operator: z.string().optional().describe('whose it is, of `operators`'),
  layers: z.array(layer).default([]).describe('`level: file` pairs, in order'),
  upstreams: z
    .array(upstream)
    .min(1)
    .default([upstream.parse({ format: 'rehearsal' })])
    .describe('the first that answers, in order'),
  breaker: breaker.prefault({}),
  ...deploymentCheck,
  users: tokens.optional().describe('how end users are recognised, beside the header `bylaw-user`'),
  preferences: z.boolean().default(false).describe('whether end users may keep preferences: a layer at user'),
  limits: limits.prefault({}),
  approvals: approvals.prefault({}),
  people: people.prefault({}),
  'tool-rounds': z.int().min(1).max(10_000).default(64).describe('answers of tools in a row without a word of a user'),
  media: z
    .enum(['data', 'public', 'any'])
    .default('public')
    .describe('which addresses of images and files go upstream: data addresses, public hosts too, or any'),
})

export type DeploymentConfig = z.output<typeof deployment>
