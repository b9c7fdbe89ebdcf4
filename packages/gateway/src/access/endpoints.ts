import { readBody } from '@bylaw/providers'
import { type Endpoint, json, type Passage, type Route } from '../choke.ts'
import { serviceOf } from '../deployment.ts'
import { assertedFacts } from '../generate/facts.ts'
import type { Incoming } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { answerBatch, readBatch } from './batch.ts'
import { type AccessSituation, type Decided, decide } from './decide.ts'
import { type Evaluation, readEvaluation } from './evaluation.ts'
import { type Sought, search } from './search.ts'

type Body = Readonly<Record<string, unknown>>

/** What is answered, and what was decided on the way. */
interface Work {
  readonly answer: object
  readonly decided: readonly Decided[]
}

/** `POST /access/v1/evaluation`: one question. */
const evaluation = accessEndpoint('access.evaluation', (situation, body) => single(situation, readEvaluation(body)))

/** `POST /access/v1/evaluations`: several, in one record. */
const evaluations = accessEndpoint('access.evaluations', (situation, body) => {
  const batch = readBatch(body)
  if (!('items' in batch)) return single(situation, batch)
  const decided: Decided[] = []
  const answers = answerBatch(batch, (asked) => {
    decided.push(decide(situation, asked))
    return decided.at(-1)!.answer
  })
  return { answer: { evaluations: answers }, decided }
})

/** `POST /access/v1/search/…`: who, to what, or what. */
const searching = (sought: Sought): Endpoint =>
  accessEndpoint(`access.search.${sought}`, (situation, body) => ({
    answer: search(situation, sought, body),
    decided: [],
  }))

export const accessRoutes: readonly Route[] = [
  { method: 'POST', path: '/access/v1/evaluation', endpoint: evaluation, scope: 'access' },
  { method: 'POST', path: '/access/v1/evaluations', endpoint: evaluations, scope: 'access' },
  ...(['subject', 'resource', 'action'] as const).map(
    (sought): Route => ({
      method: 'POST',
      path: `/access/v1/search/${sought}`,
      endpoint: searching(sought),
      scope: 'access',
    }),
  ),
]

function single(situation: AccessSituation, asked: Evaluation): Work {
  const decided = decide(situation, asked)
  return { answer: decided.answer, decided: [decided] }
}

/** An endpoint of the Authorization API: a request that can't be read is answered in its shape. */
function accessEndpoint(name: string, work: (situation: AccessSituation, body: Body) => Work): Endpoint {
  return {
    name,
    async serve(passage) {
      const { incoming, recording } = passage
      try {
        const situation = situationOf(passage)
        const { answer, decided } = work(situation, await bodyOf(incoming))
        const toolCalls = decided.flatMap(({ toolCall }) => toolCall ?? [])
        const checks = decided.flatMap(({ check }) => check ?? [])
        recording.note({ facts: situation.facts, toolCalls, checks })
        await recording.close('complete')
        return json(answer)
      } catch (error) {
        if (!(error instanceof Refusal) || error.failure.status !== 400) throw error
        await recording.close('refused', error.failure)
        return json({ error: { status: 400, message: error.failure.message } }, 400)
      }
    },
  }
}

function situationOf({ deployment, principal, incoming, recording }: Passage): AccessSituation {
  const { engine, policy } = serviceOf(deployment, principal.level)
  const facts = [...assertedFacts(incoming, principal.level, policy), ...principal.claims]
  return { engine, facts, viewer: principal.level, id: recording.record.id }
}

/** @throws Refusal 400 | 413 | 415 */
async function bodyOf(incoming: Incoming): Promise<Body> {
  if (!/^application\/json\s*(?:;|$)/i.test(incoming.header('content-type') ?? '')) {
    throw new Refusal(400, 'wrong_content_type', 'send JSON, with `content-type: application/json`')
  }
  const read = readBody(await incoming.text())
  if ('body' in read) return read.body
  throw new Refusal(400, read.failure.code ?? 'invalid_request', read.failure.message)
}
