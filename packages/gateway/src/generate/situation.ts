import type { Assertion } from '@bylaw/core'
import type { Utterance } from '@bylaw/judge'
import type { Prompt } from '@bylaw/providers'
import type { Passage } from '../choke.ts'
import { continuationOf } from '../conversations/continuation.ts'
import { type Conversation, namedConversation } from '../conversations/conversation.ts'
import { type Deployment, type Service, serviceOf } from '../deployment.ts'
import { Refusal } from '../refusal.ts'
import { assertedFacts, witnessedFacts } from './facts.ts'
import { speaking, spokenAt } from './spoken.ts'

/** Everything that a request is answered by. */
export interface Situation {
  readonly passage: Passage
  readonly prompt: Prompt
  readonly deployment: Deployment
  /** Under the policy that holds in this conversation. */
  readonly service: Service
  readonly conversation: Conversation
  readonly facts: readonly Assertion[]
  /** What was said in the request, oldest first: read only where somebody needs it. */
  readonly said: () => readonly Utterance[]
}

const gone = 'the policy that the conversation began under can be compiled no longer: the present one holds'

/**
 * Finds out under which policy a request stands and what is known of its situation. A conversation goes on under the policy
 * that it began under; where that can be compiled no longer, under the present one, and its record says so.
 * @throws Refusal
 */
export async function situationOf(passage: Passage, prompt: Prompt): Promise<Situation> {
  const { house, principal, incoming, recording } = passage
  const { level, user } = principal
  refuseMandate(passage)
  const deployment = await house.mounting.withPreferences(passage.deployment, user)
  const present = serviceOf(deployment, level)
  const opening = { deployment: deployment.name, owner: principal.key ?? 'local', person: user }
  const named = { id: namedConversation(incoming), continuation: continuationOf(prompt) }
  const opened = await house.conversations.open({ ...opening, ...named, policy: present.policy.digest })
  const earlier = await house.mounting.pinned(opened.policy, deployment)
  const conversation = earlier === null ? { ...opened, policy: present.policy.digest } : opened
  const service = earlier === null ? present : serviceOf(earlier, level)
  const { policy } = service
  const asserted = [...assertedFacts(incoming, level, policy), ...principal.claims]
  const facts = [...asserted, ...witnessedFacts(prompt, policy, conversation.id === null ? 0 : conversation.turn)]
  recording.note({
    policy: policy.digest,
    conversation: conversation.id,
    noticed: earlier === null ? [{ kind: 'policy', about: null, why: gone }] : [],
  })
  let said: readonly Utterance[] | null = null
  const speakers = speaking(level, policy.levels)
  return {
    ...{ passage, prompt, deployment, service, conversation, facts },
    said: () => {
      said ??= spokenAt(prompt, speakers)
      return said
    },
  }
}

/** @throws Refusal 400 */
export function refuseMandate({ incoming }: Passage): void {
  if (incoming.header('bylaw-mandate') === null) return
  throw new Refusal(400, 'unsupported_mandate', 'mandates are not served yet', 'bylaw-mandate')
}
