import type { Batch, Format, FormatName, Prompt, Reply } from '@bylaw/providers'
import { checkAnswer } from '../check/answer.ts'
import type { Checking } from '../check/checking.ts'
import { reviewerOf } from '../check/review.ts'
import { declaredTools } from '../check/tools.ts'
import type { Reviewer } from '../check/verdict.ts'
import type { Answer, Endpoint, Passage } from '../choke.ts'
import type { CheckRecord } from '../record.ts'
import { Refusal } from '../refusal.ts'
import { actingOf } from './acting.ts'
import { gateOf } from './calls.ts'
import { Deliberation } from './deliberate.ts'
import { Ending } from './ending.ts'
import { guardHosted, guardMedia, guardRounds, hostedTools, roundsOf } from './guards.ts'
import { interpreted, type Reading } from './interpret.ts'
import { estimateOf, Metering } from './metering.ts'
import { everything } from './plan.ts'
import { guardUnread, requestChecks } from './request-checks.ts'
import { type Situation, situationOf } from './situation.ts'
import { streamedAnswer, wholeAnswer } from './writing.ts'

const names: Readonly<Record<FormatName, string>> = {
  'openai-chat': 'chat.completions',
  'openai-responses': 'responses',
  'anthropic-messages': 'messages',
}

/** Serves one wire format: read → facts → interpret → guide → send → check → write, and recorded before the answer ends. */
export function generates(format: Format): Endpoint {
  return {
    name: names[format.name],
    format,
    async serve(passage): Promise<Answer> {
      const prompt = readPrompt(format, await passage.incoming.text())
      const situation = await situationOf(passage, prompt)
      const { deployment, service, facts, conversation } = situation
      guardRounds(roundsOf(prompt, conversation.state.rounds), deployment.config)
      guardMedia(prompt, deployment.config)
      const hosted = hostedTools(prompt, service.engine, facts)
      passage.recording.note({ toolCalls: hosted })
      guardHosted(hosted)
      guardUnread(prompt, service.plan, passage.recording)
      const metering = await reserved(passage, situation)
      try {
        return await answered(await interpreted(situation), format, metering)
      } catch (error) {
        await metering.end(false)
        throw error
      }
    },
  }
}

/** @throws Refusal 400 */
function readPrompt(format: Format, body: string): Prompt {
  const read = format.readRequest(body)
  if ('prompt' in read) return read.prompt
  const { status, code, message, param } = read.failure
  throw new Refusal(status, code ?? 'invalid_request', message, param)
}

async function reserved(
  { house, principal, recording }: Passage,
  { deployment, prompt }: Situation,
): Promise<Metering> {
  const estimate = estimateOf(prompt)
  const reservation = await house.limits.reserve(principal, deployment.config.limits, estimate)
  return new Metering(reservation, estimate, (error) => {
    const { name } = error as Error
    house.logger.error({ decision: recording.record.id, name }, 'what was used could not be settled')
  })
}

async function answered(reading: Reading, format: Format, metering: Metering): Promise<Answer> {
  const { situation, dropped } = reading
  const { passage, prompt, service, facts, deployment } = situation
  const { recording, incoming, observed } = passage
  const { model, stream } = prompt
  const { deliberation: plan } = service.plan
  const deliberation = plan && new Deliberation(situation, plan, dropped)
  const { messages, guided } = instructed(reading, deliberation)
  const checks = [...requestChecks(prompt, service.plan), ...reading.checks]
  const noticed = [...recording.record.noticed, ...reading.noticed]
  await recording.write({ facts, model, streamed: stream, guided, checks, noticed })

  const following = observed.asks(prompt, messages, deployment)
  const sent = await service.provider.send(prompt, { messages, model, stream }, incoming.signal, following)
  if (sent.lost.length > 0) recording.note({ noticed: [...recording.record.noticed, ...sent.lost.map(lostField)] })
  const checking = checkingOf(reading, deliberation)
  const batches = batchesOf(sent.reply)
  const checked = checkAnswer(deliberation?.taken(batches) ?? batches, checking)
  const ending = new Ending(reading, metering, sent.format)
  const durable = checking.reviewer.enforces
  const outgoing = { passage, prompt, format, from: sent.format, checked, durable, ending }
  return stream ? streamedAnswer(outgoing) : wholeAnswer(outgoing)
}

/** The messages that are sent, with the policy before them where it guides. */
function instructed({ situation, dropped, asks }: Reading, deliberation: Deliberation | null) {
  const { prompt, service, facts, passage } = situation
  const { guide } = service
  const more = { asks: [asks, deliberation?.asks ?? ''], dropped }
  return { messages: guide.guided(prompt, facts, passage.principal.level, more), guided: guide.guides }
}

function checkingOf({ situation, stricter, dropped }: Reading, deliberation: Deliberation | null): Checking {
  const { passage, prompt, service, deployment, facts } = situation
  const { recording, principal, incoming, house } = passage
  const { config } = deployment
  const plain = reviewer(situation, stricter, dropped)
  const gate = gateOf({
    situation: { engine: service.engine, facts, declared: declaredTools(prompt.tools) },
    approvals: house.approvals,
    recording,
    principal,
    config: config.approvals,
  })
  return {
    reviewer: deliberation?.reviewing(plain) ?? plain,
    acting: actingOf(situation, plain, dropped),
    gate: deliberation?.gating(gate) ?? gate,
    reasoning: deliberation === null ? 'keep' : config.reasoning,
    window: config.window,
    structured: prompt.settings.structure !== null,
    signal: incoming.signal,
    noted: (checks) => recording.note({ checks: [...recording.record.checks, ...checks.map(named)] }),
  }
}

const nothing: Reviewer = { enforces: false, stream: 'after', unread: 'open', review: async () => [] }

/**
 * @param stricter whether a sign of pressure keeps streams back until they are checked whole
 * @param dropped ids of sections that give way to what was said
 */
function reviewer({ service, facts, said }: Situation, stricter: boolean, dropped: readonly string[]): Reviewer {
  const holding = new Set(dropped.map((id) => `section.${id}`))
  const checks = service.plan.checks.filter(({ behavior }) => !holding.has(behavior.id))
  if (checks.length === 0) return nothing
  const reviewing = reviewerOf({ checks, decisions: service.engine.at(facts), before: said() })
  return stricter ? { ...reviewing, stream: 'hold' } : reviewing
}

/** Checks of no behavior in particular have none in the record. */
function named(check: CheckRecord): CheckRecord {
  if (check.behavior === everything.id) return { ...check, behavior: null }
  return check.behavior === Deliberation.behavior ? { ...check, what: 'reasoning', behavior: null } : check
}

async function* batchesOf(reply: Reply): AsyncGenerator<Batch> {
  if (reply.kind === 'whole') yield reply.batch
  else yield* reply.batches
}

const lostField = (about: string) => ({ kind: 'lost', about, why: 'the upstream has no words for it' }) as const
