import type { DeploymentConfig } from '../config/schema.ts'

/** What an approval is bound to: an answer to one is none to any other. */
export interface Binding {
  readonly deployment: string
  /** The key's name; null where no keys are configured. */
  readonly key: string | null
  /** The end user's id as the principal has it; kept as a pseudonym. */
  readonly person: string | null
  /** `tool.request.pay`, or the behavior that a text overreached. */
  readonly behavior: string
  /** SHA-256 of the arguments or of the text, lower-case hex. */
  readonly subject: string
  /** Digest of the policy that asked. */
  readonly policy: string
}

/** What a person has to see to answer. */
export type Shown =
  /** A tool call; `arguments` as the model wrote them. */
  | { readonly kind: 'call'; readonly tool: string; readonly arguments: string }
  /** A text that was withheld: once approved it is handed out, once. */
  | { readonly kind: 'text'; readonly text: string }

export interface ApprovalRequest {
  readonly binding: Binding
  /** Id of the operator; null where nobody is registered. */
  readonly operator: string | null
  /** Id of the decision that asked. */
  readonly decision: string
  /** The weakest level that may answer: the one whose word made it ask, or to which that was passed on. */
  readonly level: string
  readonly shown: Shown
  readonly config: DeploymentConfig['approvals']
}

/** `used`: what was approved was done. `expired`: nobody answered in time, or nobody used the answer in time. */
export type ApprovalState = 'pending' | 'approved' | 'denied' | 'used' | 'expired'

export const approvalStates: readonly ApprovalState[] = ['pending', 'approved', 'denied', 'used', 'expired']

/** An approval as it may be listed: without content. Times are ISO 8601, UTC. */
export interface Approval {
  readonly id: string
  readonly deployment: string
  readonly operator: string | null
  readonly state: ApprovalState
  readonly decision: string
  readonly behavior: string
  readonly level: string
  readonly policy: string
  readonly created: string
  readonly expires: string
  /** `level by key`; null where nobody answered. */
  readonly answeredBy: string | null
  readonly answeredAt: string | null
}

/** Why an approval is in its state, in a sentence. */
export function whyState({ state, level, expires, answeredBy, answeredAt }: Approval): string {
  if (state === 'pending') return `It waits until ${expires} for the level ${level} or a stronger one.`
  if (state === 'approved') return `Approved at ${answeredAt} (${answeredBy}); it can be used once, until ${expires}.`
  if (state === 'denied') return `Denied at ${answeredAt} (${answeredBy}).`
  if (state === 'used') return `Approved at ${answeredAt} (${answeredBy}), and used.`
  return answeredAt === null
    ? `Nobody answered until ${expires}.`
    : `Approved at ${answeredAt} (${answeredBy}), and not used until ${expires}.`
}
