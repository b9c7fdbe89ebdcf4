import { formatNames } from '@bylaw/providers'
import { z } from 'zod'

const detectors = {
  secrets: z.strictObject({ detector: z.literal('secrets') }),
  personalData: z.strictObject({
    detector: z.literal('personal-data'),
    kinds: z
      .array(z.enum(['email', 'phone', 'credit-card', 'iban', 'ip-address', 'national-id']))
      .min(1)
      .optional()
      .describe('all of them unless given'),
    regions: z
      .array(z.string().regex(/^[A-Z]{2}$/))
      .optional()
      .describe('countries whose telephone numbers are known without a leading +'),
  }),
  language: z.strictObject({
    detector: z.literal('language'),
    languages: z
      .array(z.string().regex(/^[a-z]{2}$/))
      .min(1)
      .describe('the ones that may be written; any other is found'),
  }),
  words: z.strictObject({
    detector: z.literal('words'),
    words: z.array(z.string().min(1)).min(1).describe('whole words or phrases, whatever their case'),
  }),
  patterns: z.strictObject({
    detector: z.literal('patterns'),
    patterns: z.array(z.string().min(1)).min(1).describe('RE2 expressions, which are matched in linear time'),
  }),
}

const model = z.strictObject({
  format: z.enum(formatNames),
  url: z.url({ protocol: /^https?$/ }),
  key: z.string().optional(),
  model: z.string().min(1),
  timeout: z.number().positive().max(600).default(30).describe('seconds'),
  budget: z
    .strictObject({ tokens: z.int().positive(), per: z.enum(['minute', 'hour', 'day']).default('day') })
    .optional()
    .describe('what may be spent on it; past that its verdicts are `over-budget`'),
  cache: z.int().min(0).default(10_000).describe('verdicts kept in memory'),
  examples: z.boolean().default(true).describe("whether the spec's own graded examples are shown to it"),
})

/** Who reads texts: a deterministic detector, or a model. */
export const judge = z.union([...Object.values(detectors), model], {
  error: 'a judge is `{detector: secrets | personal-data | language | words | patterns, …}` or `{format, url, model}`',
})

export type JudgeConfig = z.output<typeof judge>
