import { formatNames } from '@bylaw/providers'
import { z } from 'zod'

const seconds = z.number().positive().max(86_400)

/** Where a model is, and how long it is waited for. */
export const upstream = z
  .strictObject({
    format: z.enum([...formatNames, 'rehearsal'], {
      error: `the format is ${formatNames.map((name) => `\`${name}\``).join(', ')} or \`rehearsal\``,
    }),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('base address, such as http://127.0.0.1:11434/v1'),
    key: z
      .string()
      .optional()
      .describe('the secret it is called with; a name in braces after a dollar sign is taken from the environment'),
    model: z.string().min(1).optional().describe('asked for in place of what the request names'),
    headers: z
      .record(z.string().regex(/^[a-z0-9-]+$/), z.string())
      .default({})
      .describe('sent with every request; values are filled in from the environment as keys are'),
    timeout: seconds.default(600).describe('seconds until an answer has to be whole'),
    'first-byte': seconds.default(120).describe('seconds until an answer has to begin, and between two pieces of it'),
    retries: z.int().min(0).max(10).default(1).describe('how often what failed before it began is tried again'),
  })
  .refine(({ format, url }) => format === 'rehearsal' || url !== undefined, {
    path: ['url'],
    message: 'an upstream needs a `url`',
  })
  .refine(({ format, url, key }) => format !== 'rehearsal' || (url === undefined && key === undefined), {
    message: 'a `rehearsal` has no `url` and no `key`',
  })

/** When an upstream that keeps failing is left alone for a while. */
export const breaker = z.strictObject({
  failures: z.int().min(1).default(5).describe('failures in a row after which it is left alone'),
  'cool-off': seconds.default(30).describe('seconds until one request tries it again'),
})

export type UpstreamConfig = z.output<typeof upstream>
export type BreakerConfig = z.output<typeof breaker>
