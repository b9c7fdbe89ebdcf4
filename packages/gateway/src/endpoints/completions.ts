import {
  type ChatChunk,
  type ChatRequest,
  errorBody,
  isStream,
  readRequest,
  writeDone,
  writeEvent,
} from '@bylaw/providers'
import { checkChunks } from '../check/chunks.ts'
import { checkCompletion } from '../check/completion.ts'
import type { Gate } from '../check/gate.ts'
import { authorise } from '../check/tools.ts'
import { type Answer, type Endpoint, endInFailure, json, type Passage } from '../choke.ts'
import type { DeploymentConfig } from '../config/schema.ts'
import { serviceOf } from '../deployment.ts'
import { assertedFacts, witnessedFacts } from '../facts.ts'
import type { CheckRecord } from '../record.ts'
import { Refusal } from '../refusal.ts'

/** `POST /v1/chat/completions`: resolve → guide → call → check → record. */
export const completions: Endpoint = {
  name: 'chat.completions',
  async serve(passage): Promise<Answer> {
    const { deployment, principal, incoming, recording } = passage
    const service = serviceOf(deployment, principal.level)
    if (incoming.header('bylaw-mandate') !== null) {
      throw new Refusal(400, 'unsupported_mandate', 'mandates are not served yet', 'bylaw-mandate')
    }
    const asserted = assertedFacts(incoming, principal.level, service.policy)
    const read = readRequest(await incoming.text())
    if ('failure' in read) throw new Refusal(400, read.failure.code!, read.failure.message, read.failure.param)
    const { request } = read
    const facts = [...asserted, ...witnessedFacts(request, service.policy)]

    const { guide } = deployment.config
    const guided = guide ? service.guide.guided(request, facts, principal.level) : request
    const checks = textChecks(deployment.config)
    await recording.write({ facts, model: request.model, streamed: request.stream === true, guided: guide, checks })

    const answer = await service.provider.complete(guided, incoming.signal)
    const situation = { engine: service.engine, facts, declared: declaredTools(request) }
    const gate: Gate = async (choice, calls) => {
      const decided = calls.map((call) => authorise(situation, choice, call))
      await recording.write({ toolCalls: [...recording.record.toolCalls, ...decided] })
      return decided
    }
    if (isStream(answer)) return streamed(checkChunks(answer, gate), passage)
    const checked = await checkCompletion(answer, gate)
    await recording.close('complete')
    return json(checked)
  },
}

function declaredTools({ tools, functions }: ChatRequest): ReadonlySet<string> {
  const named = (tools ?? []).flatMap((tool) => tool.function?.name ?? tool.custom?.name ?? [])
  return new Set([...named, ...(functions ?? []).map(({ name }) => name)])
}

function textChecks({ check, behaviors }: DeploymentConfig): CheckRecord[] {
  const why = 'no judge of text is configured'
  const notRun = { what: 'text', outcome: 'not-run', why } as const
  const own = Object.entries(behaviors).map(([behavior, { check }]) => ({ ...notRun, behavior, mode: check }))
  return [{ ...notRun, behavior: null, mode: check }, ...own]
}

function streamed(chunks: AsyncIterable<ChatChunk>, passage: Passage): Answer {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
  return { status: 200, headers, body: events(chunks, passage) }
}

/** The record is whole before the stream is: a failure is told within the stream, which then ends as it should. */
async function* events(chunks: AsyncIterable<ChatChunk>, passage: Passage): AsyncGenerator<string> {
  const { house, incoming, recording } = passage
  try {
    for await (const chunk of chunks) yield writeEvent(chunk)
    await recording.close('complete')
    yield writeDone()
  } catch (error) {
    yield writeEvent(errorBody(await endInFailure(house, incoming, recording, error))) + writeDone()
  } finally {
    await recording.close('aborted')
  }
}
