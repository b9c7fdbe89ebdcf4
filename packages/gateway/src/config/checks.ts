import { z } from 'zod'

export const check = z.enum(['observe', 'enforce'])
export const act = z.enum(['refuse', 'revise', 'redact', 'ask', 'annotate'])
export const streaming = z.enum(['hold', 'window', 'after'])
export const failureMode = z.enum(['closed', 'open'])

const assignedJudge = z.union([
  z.string(),
  z.strictObject({
    judge: z.string(),
    exhibits: z
      .string()
      .optional()
      .describe('for a detector: the value that a text exhibits in which it finds something; the loosest unless given'),
  }),
])

/** How one behavior is checked; what is not said is as the deployment says. */
export const behaviorCheck = z.strictObject({
  guide: z.boolean().optional(),
  check: check.optional(),
  deliberate: z.boolean().optional(),
  judges: z.array(assignedJudge).optional().describe('names of judges; several judge the same text'),
  agreement: z.int().min(1).optional().describe('how many judges have to say the same; all of them unless given'),
  act: act.optional().describe('what is done with an answer that is not permitted'),
  stream: streaming.optional(),
  'on-failure': failureMode
    .optional()
    .describe('what a check that did not come to a result does; never `open` for a bright line'),
  'when-unsure': z
    .enum(['fail', 'ask'])
    .optional()
    .describe('where judges disagree or cannot tell: as `on-failure` says, or a person decides'),
  cumulative: z
    .boolean()
    .optional()
    .describe(
      'judged over the whole conversation, not the answer alone; where the upstream keeps the history, over this request alone, and the record says so',
    ),
})

/** The same for a whole deployment, with what holds where nothing is said. */
export const deploymentCheck = {
  guide: z.boolean().default(true).describe('compose the policy into the instructions'),
  check: check
    .default('observe')
    .describe(
      'what a check of the text does, and whether an invariant that is not proved refuses the policy; tool calls are always authorised',
    ),
  deliberate: z
    .boolean()
    .default(false)
    .describe('ask the model to cite and reason over sections, and check its reasoning against its answer'),
  reasoning: z.enum(['keep', 'withhold']).default('withhold').describe('whether the client sees that reasoning'),
  judges: z.array(z.string()).default([]).describe('names of judges of every behavior that names none'),
  act: act.default('refuse'),
  stream: streaming.default('hold').describe('how a streamed answer is checked under `enforce`'),
  'on-failure': failureMode
    .optional()
    .describe(
      'for every behavior that says nothing itself. Unless given, a check that fails is closed, and a behavior that nobody gave a judge and nobody named is recorded as not run and passes. Said as `closed` under `enforce`, media that no judge can read refuse the request',
    ),
  'when-unsure': z.enum(['fail', 'ask']).default('fail'),
  window: z
    .strictObject({
      characters: z.int().min(16).max(65_536).default(400),
      overlap: z.int().min(0).max(16_384).default(120),
    })
    .prefault({})
    .describe('for `stream: window`: how much is checked at a time, and how much of what came before is read again'),
  revisions: z.int().min(1).max(5).default(2).describe('rounds of `act: revise`'),
  interpreter: z.string().optional().describe('name of a model judge that reads instructions and claims out of prose'),
  behaviors: z.record(z.string(), behaviorCheck).default({}).describe('where a behavior differs'),
}

/** What is done with an answer that is not permitted. */
export type Act = z.output<typeof act>
export type BehaviorCheck = z.output<typeof behaviorCheck>
