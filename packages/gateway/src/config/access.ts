import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-fA-F]{64}$/, { error: 'the SHA-256 of the key, as 64 hex digits' })
const time = z.iso.datetime({ offset: true, error: 'a time such as 2026-01-31T12:00:00Z' })

const levelOfKey = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, { error: 'a level of the chain, such as `developer`' })
  .refine((level) => !['root', 'platform', 'system', 'none'].includes(level), {
    error: 'no key speaks as root or system: what they say is mounted, not sent',
  })

/** What a key may be used for. */
export const scopes = ['generate', 'check', 'decisions', 'flags', 'approvals', 'access', 'policies', 'log'] as const

/** A caller's key: hashed, bound to a deployment and through it to an operator. */
export const key = z.strictObject({
  name: z.string().min(1),
  sha256,
  previous: z
    .strictObject({ sha256, until: time })
    .optional()
    .describe('while a key is rotated: the one before, and until when it is still taken'),
  deployment: z.string(),
  level: levelOfKey.default('developer'),
  scopes: z
    .array(z.enum(scopes))
    .min(1)
    .optional()
    .describe(
      'all unless given, but for `log` where there are several deployments, and `policies` where the key is below developer',
    ),
  expires: time.optional(),
})

/** Who runs deployments, and which usage policy they accepted when: written in every record. */
export const operator = z.strictObject({
  title: z.string().min(1).describe('who they are'),
  contact: z.string().optional(),
  accepted: z
    .strictObject({ policy: z.string().min(1).describe('id or version of the usage policy'), at: time })
    .optional(),
})

/** A key of the admin API. */
export const adminKey = z.strictObject({
  name: z.string().min(1),
  sha256,
  operator: z.string().optional().describe('may only see and change what is of this operator; all unless given'),
  expires: time.optional(),
})

/** Who end users are: a token that an identity provider signed. */
export const tokens = z.strictObject({
  issuer: z.string().min(1),
  audience: z.string().min(1),
  jwks: z.union([z.url({ protocol: /^https?$/ }), z.string()]).describe('address or file of the JSON Web Key Set'),
  header: z
    .string()
    .regex(/^[a-z0-9-]+$/, { error: 'a header in lower case' })
    .refine((name) => !['authorization', 'x-api-key', 'bylaw-user'].includes(name), {
      error: 'this header says something else already',
    })
    .default('bylaw-user-token')
    .describe('the header that carries the token'),
  subject: z.string().default('sub').describe('the claim that says who the user is'),
  level: z
    .string()
    .refine((level) => !['root', 'platform', 'none'].includes(level), { error: 'no token vouches at this level' })
    .default('developer')
    .describe('the level that vouches for the claims: whoever stands behind the identity provider'),
  claims: z.record(z.string(), z.string()).default({}).describe('`fact: claim` pairs'),
  required: z.boolean().default(false).describe('whether a request without a token is refused'),
})

export type KeyConfig = z.output<typeof key>
export type Scope = (typeof scopes)[number]
export type OperatorConfig = z.output<typeof operator>
export type AdminKeyConfig = z.output<typeof adminKey>
export type TokensConfig = z.output<typeof tokens>
