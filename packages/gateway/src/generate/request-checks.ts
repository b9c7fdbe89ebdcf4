import type { Part, Prompt } from '@bylaw/providers'
import type { CheckRecord } from '../record.ts'
import type { Recording } from '../recording.ts'
import { Refusal } from '../refusal.ts'
import { everything, type Plan } from './plan.ts'

/** What is recorded before there is an answer: what nobody judges, and what of the conversation no judge can read. */
export function requestChecks(prompt: Prompt, plan: Plan): readonly CheckRecord[] {
  return [...(plan.unjudged === null ? [] : [plan.unjudged]), ...unreadOf(prompt, plan), ...earlierOf(prompt, plan)]
}

/** Of a conversation that the upstream keeps, nobody here has what was said before: nothing is judged over all of it. */
function earlierOf({ continues }: Prompt, { checks }: Plan): readonly CheckRecord[] {
  const cumulative = continues === null ? [] : checks.filter((check) => check.cumulative)
  const why = 'the upstream keeps what was said before: it was judged over what this request says alone'
  return cumulative.map(({ mode, behavior: { id } }) => {
    return { what: 'request', mode, behavior: id, outcome: 'not-run', why }
  })
}

function unreadOf(prompt: Prompt, { checks }: Plan): readonly CheckRecord[] {
  if (!hasUnread(prompt)) return []
  const mode = checks.some((check) => check.mode === 'enforce') ? 'enforce' : 'observe'
  return [{ ...unreadMedia, mode, behavior: null }]
}

/**
 * Where the configuration says in words that a failing check of an enforced behavior is `closed`, for the behavior or for
 * all of them, media that no judge can read refuse the request. Where nothing is said they pass, and the record says that
 * they were not judged: else no product could show a picture to a model.
 * @throws Refusal 400 `unread_media`
 */
export function guardUnread(prompt: Prompt, { unreadCloses }: Plan, recording: Pick<Recording, 'note'>): void {
  if (unreadCloses === null || !hasUnread(prompt)) return
  const behavior = unreadCloses === everything.id ? null : unreadCloses
  recording.note({ checks: [{ ...unreadMedia, mode: 'enforce', behavior, act: 'refuse' }] })
  const about = behavior === null ? 'any behavior' : `\`${behavior}\``
  const message = `images, audio and files can't be read here as to ${about}, and what is not checked is refused: send text`
  throw new Refusal(400, 'unread_media', message, 'messages')
}

const unreadMedia = {
  what: 'media',
  outcome: 'not-run',
  why: 'judges read text: what images, audio and files of the request show was not judged',
} as const

const hasUnread = ({ messages }: Prompt): boolean => messages.some(({ parts }) => parts.some(isUnread))

function isUnread(part: Part): boolean {
  switch (part.kind) {
    case 'text':
    case 'refusal':
    case 'reasoning':
    case 'call':
      return false
    case 'result':
      return part.parts.some(isUnread)
    default:
      return true
  }
}
