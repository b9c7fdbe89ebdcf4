import { type Assertion, explain } from '@bylaw/core'
import type { Judge, Utterance } from '@bylaw/judge'
import { formats, type Prompt } from '@bylaw/providers'
import { z } from 'zod'
import { checksOf } from '../check/checks.ts'
import type { PlannedCheck } from '../check/planned.ts'
import { reviewerOf } from '../check/review.ts'
import type { Verdict } from '../check/verdict.ts'
import { type Endpoint, json, type Passage } from '../choke.ts'
import { type Service, serviceOf } from '../deployment.ts'
import type { Outcome } from '../record.ts'
import { Refusal } from '../refusal.ts'
import { assertedFacts, witnessedFacts } from './facts.ts'
import { guardMedia } from './guards.ts'
import { bodyOf } from './passing.ts'
import { requestChecks } from './request-checks.ts'
import { refuseMandate } from './situation.ts'
import { speaking, spokenAt } from './spoken.ts'

const asked = z
  .strictObject({
    messages: z
      .array(z.looseObject({ role: z.string() }))
      .min(1)
      .optional(),
    input: z.string().optional(),
    output: z.string().optional(),
    behaviors: z.array(z.string()).min(1).max(1024).optional(),
  })
  .refine(({ messages, input }) => messages === undefined || input === undefined, {
    error: 'what was said is given as `messages` or as `input`, not as both',
  })

/**
 * `POST /v1/check`: what is decided in a situation, and what given texts engage and exhibit, without any generation. `input`
 * or `messages` is what was said, `output` the answer to it. What nobody judges is `not-run`, which is no permission.
 */
export const checkEndpoint: Endpoint = {
  name: 'check',
  async serve(passage) {
    const { house, deployment, principal, incoming, recording } = passage
    refuseMandate(passage)
    const service = serviceOf(await house.mounting.withPreferences(deployment, principal.user), principal.level)
    const asked = read(await incoming.text())
    const { prompt, output, behaviors } = asked
    if (prompt !== null) guardMedia(prompt, deployment.config)
    const { policy } = service
    const facts = factsOf(passage, service, prompt)
    const ids = behaviors ?? [...policy.behaviors.keys()].filter((id) => !id.endsWith('.*'))
    const decisions = ids.map((id) => decisionOf(service, id, facts, principal.level))
    const said = prompt === null ? [] : spokenAt(prompt, speaking(principal.level, policy.levels))
    const estimate = Math.ceil(said.reduce((sum, { text }) => sum + text.length, output?.length ?? 0) / 4)
    const reservation = await house.limits.reserve(principal, deployment.config.limits, estimate)
    try {
      await recording.write({ policy: policy.digest, facts })
      const judged = await judgedOf(passage, service, asked, { facts, said })
      await reservation.settle(estimate)
      await recording.close('complete')
      return json({ object: 'bylaw.check', decisions, ...judged })
    } catch (error) {
      await reservation.release()
      throw error
    }
  },
}

interface Known {
  readonly facts: readonly Assertion[]
  readonly said: readonly Utterance[]
}

/** What judges say of the texts, noted in the record. */
async function judgedOf({ incoming, recording }: Passage, service: Service, asked: Asked, { facts, said }: Known) {
  const { prompt, output, behaviors } = asked
  const { plan, engine } = service
  const checks = plan.checks.filter(({ behavior }) => behaviors === null || behaviors.includes(behavior.id))
  const engaged = await engagedBy(checks, said, incoming.signal)
  const reviewer = reviewerOf({ checks, decisions: engine.at(facts), before: said })
  const verdicts = output === null ? [] : await reviewer.review(output, 'whole', incoming.signal)
  const unread = prompt === null ? [] : requestChecks(prompt, plan)
  recording.note({ checks: [...unread, ...checksOf('text', verdicts, null)] })
  const unchecked = (behaviors ?? []).filter((id) => !checks.some(({ behavior }) => behavior.id === id))
  const outcome = output === null ? null : outcomeOf(verdicts, unchecked)
  return { outcome, engaged, verdicts: verdicts.map(shown), unchecked }
}

interface Asked {
  /** Null where nothing was said. */
  readonly prompt: Prompt | null
  readonly output: string | null
  readonly behaviors: readonly string[] | null
}

/** @throws Refusal 400 */
function read(text: string): Asked {
  const checked = asked.safeParse(bodyOf(text))
  if (!checked.success) {
    const { path, message } = checked.error.issues[0]!
    const param = path.length === 0 ? null : path.map(String).join('.')
    throw new Refusal(400, 'invalid_value', `${param === null ? 'the body' : `\`${param}\``}: ${message}`, param)
  }
  const { messages, input, output = null, behaviors = null } = checked.data
  const said = messages ?? (input === undefined ? null : [{ role: 'user', content: input }])
  return { prompt: said === null ? null : promptOf(said), output, behaviors }
}

function promptOf(messages: readonly unknown[]): Prompt {
  const parsed = formats['openai-chat'].readRequest(JSON.stringify({ model: 'none', messages }))
  if ('prompt' in parsed) return parsed.prompt
  const { status, code, message, param } = parsed.failure
  throw new Refusal(status, code ?? 'invalid_request', message, param)
}

function factsOf({ incoming, principal }: Passage, { policy }: Service, prompt: Prompt | null): readonly Assertion[] {
  const asserted = [...assertedFacts(incoming, principal.level, policy), ...principal.claims]
  return prompt === null ? asserted : [...asserted, ...witnessedFacts(prompt, policy)]
}

/** @throws Refusal 400 */
function decisionOf({ engine, policy }: Service, behavior: string, facts: readonly Assertion[], viewer: string) {
  if (behavior.startsWith('section.') && policy.sections.some(({ id }) => `section.${id}` === behavior)) {
    return { behavior, value: 'upheld', sentence: 'What a section asks for holds: no statement can name it.' }
  }
  const { decision, sentence } = explain(engine, behavior, facts, { viewer })
  if (decision.value === null) throw new Refusal(400, 'unknown_behavior', sentence, 'behaviors')
  return { behavior, value: decision.value, sentence }
}

/** What the last words that were said engage. */
async function engagedBy(checks: readonly PlannedCheck[], said: readonly Utterance[], signal: AbortSignal) {
  const last = said.at(-1)
  if (last === undefined) return []
  const judges = new Map<Judge, PlannedCheck['behavior'][]>()
  for (const { judge, behavior } of checks)
    if (judge !== null) judges.set(judge, [...(judges.get(judge) ?? []), behavior])
  const judged = [...judges].map(async ([judge, behaviors]) =>
    judge.judge({ behaviors, before: said.slice(0, -1), text: last.text, side: 'request' }, signal),
  )
  const judgements = (await Promise.all(judged)).flat()
  return judgements.map(({ behavior, state, engaged, why, by }) => ({ behavior, state, engaged, why, by }))
}

const strictestFirst: readonly Outcome[] = ['blocked', 'ask', 'not-run', 'permitted']

/** Whatever the mode: what was not judged is not permitted. */
function outcomeOf(verdicts: readonly Verdict[], missing: readonly string[]): Outcome {
  if (verdicts.length === 0) return 'not-run'
  const outcomes = new Set<Outcome>(verdicts.map(({ outcome }) => outcome))
  if (missing.length > 0) outcomes.add('not-run')
  return strictestFirst.find((outcome) => outcomes.has(outcome))!
}

function shown({ failure: _, ...verdict }: Verdict) {
  return verdict
}
