import { type Answer, type House, json } from '../choke.ts'
import type { Deployment } from '../deployment.ts'
import type { Incoming } from '../incoming.ts'
import { newDecisionId } from '../record.ts'
import { Recording } from '../recording.ts'
import { Refusal } from '../refusal.ts'
import { aboutOf } from './about.ts'
import { type DecisionOwner, flagged, ownerOf } from './endpoints.ts'
import { pageHeaders } from './html.ts'
import { type Flag, flagSchema } from './incident.ts'
import { aboutPage, sentPage } from './rendering.ts'
import { Turnstile } from './turnstile.ts'

/** The most bytes of a form that was sent: every character of a note escaped as UTF-8. */
const longestForm = 64 * 1024

const paths = /^\/about\/([a-z0-9][a-z0-9_-]*)(\.json|\/flags)?$/

/**
 * What anybody may read under `/about/`, and the form there: `GET /about/{deployment}`, the same with `.json` after it,
 * and `POST /about/{deployment}/flags`, where the id of a decision, which nobody can guess, says enough of who sends it. A
 * deployment that has no page is not there.
 */
export async function aboutAnswer(house: House, incoming: Incoming): Promise<Answer> {
  const [, name, what = ''] = paths.exec(incoming.path) ?? []
  const deployment = name === undefined ? null : house.mounting.deployment(name)
  if (deployment === null || !deployment.config.people.page) return notFound()
  const reading = incoming.method === 'GET' || incoming.method === 'HEAD'
  if (what === '/flags') return incoming.method === 'POST' ? sent(house, deployment, incoming) : wrongMethod('POST')
  if (!reading) return wrongMethod('GET')
  const about = await aboutOf(house, deployment)
  if (what === '.json') return json(about, 200, { 'cache-control': 'no-cache', 'access-control-allow-origin': '*' })
  return written(200, aboutPage(about))
}

/** How often the forms of a house may be sent. */
const turnstiles = new WeakMap<House, Turnstile>()

/** @throws Refusal 429 */
function passTurnstile(house: House, { address = '' }: Incoming): void {
  const turnstile = turnstiles.get(house) ?? new Turnstile()
  turnstiles.set(house, turnstile)
  const again = turnstile.pass(address, house.records.now())
  if (again === null) return
  throw new Refusal(
    429,
    'too_many_flags',
    `Too much is sent at the moment. Try again in ${again} seconds.`,
    null,
    again,
  )
}

async function sent(house: House, deployment: Deployment, incoming: Incoming): Promise<Answer> {
  const { name, config } = deployment
  const back = `/about/${name}`
  try {
    passTurnstile(house, incoming)
    const flag = await flagOf(incoming)
    const owner = await ownerOf(house, flag.decision)
    if (owner === null || owner.deployment !== name || owner.operator !== (config.operator ?? null)) {
      throw new Refusal(404, 'decision_not_found', 'No answer of this assistant has this id.')
    }
    const { id } = await house.incidents.raise({ deployment: name, operator: owner.operator }, flag)
    await record(house, deployment, owner, flag)
    return written(202, sentPage('Thank you', `It was taken down as ${id}. Somebody will look at it.`, back))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { status, message } = error.failure
    const again = error.retryAfter === null ? {} : { 'retry-after': error.retryAfter }
    return written(status, sentPage('That did not work', message, back), again)
  }
}

/** Who sends the form is known by nothing but the id of the answer: they speak as a user, by no key. */
async function record(house: House, { name, mounted }: Deployment, owner: DecisionOwner, flag: Flag): Promise<void> {
  const sender = { key: null, level: 'user', user: null, deployment: name, operator: owner.run }
  const policy = mounted.policy?.digest ?? null
  const recording = new Recording(house.records, newDecisionId(), 'about.flags', sender, policy)
  recording.note({ noticed: [flagged(flag)] })
  await recording.close('complete')
}

/** @throws Refusal 400 | 411 | 413 | 415 */
async function flagOf(incoming: Incoming): Promise<Flag> {
  const length = incoming.header('content-length')
  if (length === null) throw new Refusal(411, 'length_required', 'The form has to say how long it is.')
  if (!(Number(length) <= longestForm)) throw new Refusal(413, 'body_too_large', 'That is too long.')
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(incoming.header('content-type') ?? '')) {
    throw new Refusal(415, 'unsupported_type', 'Send the form as a form.')
  }
  const form = new URLSearchParams(await incoming.text())
  const read = flagSchema.safeParse(Object.fromEntries(form))
  if (read.success) return read.data
  const part = { decision: 'the id of the answer', reason: 'what is wrong', note: 'your note' }
  const place = String(read.error.issues[0]!.path[0]) as keyof typeof part
  throw new Refusal(400, 'invalid_flag', `Look at ${part[place] ?? 'the form'} again: it is not as it should be.`)
}

function written(status: number, body: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { ...pageHeaders, ...headers }, body }
}

const notFound = (): Answer =>
  written(404, sentPage('Nothing here', 'No assistant has a page under this address.', '/'))

function wrongMethod(allow: string): Answer {
  const { headers, ...answer } = written(405, sentPage('Not like this', `This address is served by ${allow}.`, '/'))
  return { ...answer, headers: { ...headers, allow } }
}
