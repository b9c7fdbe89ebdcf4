import { createEngine } from '@bylaw/core'
import type { AnswerEvent, Batch, FormatName, Prompt, Provider, Revised } from '@bylaw/providers'
import type { ApprovalRequest, Binding } from '../../src/approvals/approval.ts'
import type { Answer, Passage } from '../../src/choke.ts'
import type { DeploymentConfig } from '../../src/config/deployments.ts'
import type { HandedOut } from '../../src/conversations/continuation.ts'
import { type Conversation, emptyState } from '../../src/conversations/conversation.ts'
import type { Opening } from '../../src/conversations/conversations.ts'
import { Guide } from '../../src/generate/guide.ts'
import { type JudgesByName, planOf } from '../../src/generate/plan.ts'
import type { DecisionRecord } from '../../src/record.ts'
import { Recording } from '../../src/recording.ts'
import { unobserved } from '../../src/telemetry/observed.ts'
import { operator as shop, spec } from '../stack.ts'
import { configOf, incomingOf, policyOf } from './asked.ts'

/** A provider that answers with the events of a script, one list for each request, and remembers what it was sent. */
export interface Scripted extends Provider {
  readonly sent: { readonly prompt: Prompt; readonly revised: Revised }[]
}

export function scripted(...answers: readonly (readonly AnswerEvent[] | Error)[]): Scripted {
  const sent: { prompt: Prompt; revised: Revised }[] = []
  return {
    sent,
    async send(prompt, revised) {
      const events = answers[Math.min(sent.length, answers.length - 1)]!
      sent.push({ prompt, revised })
      if (events instanceof Error) throw events
      const batches = async function* (): AsyncGenerator<Batch> {
        for (const event of events) yield { events: [event], wire: null }
      }
      const reply = revised.stream
        ? ({ kind: 'stream', batches: batches() } as const)
        : ({ kind: 'whole', batch: { events, wire: null } } as const)
      return { reply, format: null, lost: [], upstream: 0 }
    },
    models: async () => ({ object: 'list', data: [] }),
    pass: async () => '{"object":"list"}',
    close: async () => {},
  }
}

export const start: AnswerEvent = { kind: 'start', id: 'a1', model: 'm' }
export const usage: AnswerEvent = { kind: 'usage', input: 7, output: 5, cached: null, reasoning: null }

/** A text in pieces, as one part. */
export const text = (part: number, ...pieces: readonly string[]): readonly AnswerEvent[] => [
  { kind: 'part', choice: 0, part, type: 'text' },
  ...pieces.map((text): AnswerEvent => ({ kind: 'delta', choice: 0, part, text })),
  { kind: 'part-end', choice: 0, part },
]

export const call = (part: number, name: string, json: string): readonly AnswerEvent[] => [
  { kind: 'part', choice: 0, part, type: 'call', call: { id: `c${part}`, name, type: 'function' } },
  { kind: 'delta', choice: 0, part, text: json },
  { kind: 'part-end', choice: 0, part },
]

export const finish = (reason = 'stop'): AnswerEvent => ({ kind: 'finish', choice: 0, reason })

export const says = (...pieces: readonly string[]): readonly AnswerEvent[] => [
  start,
  ...text(0, ...pieces),
  finish(),
  usage,
]

/** What the rooms beside this one were asked. */
export interface Asked {
  /** Records as they were written and ended, in order. */
  readonly written: DecisionRecord[]
  readonly approvals: ApprovalRequest[]
  /** Subjects that are approved: each is used once. */
  readonly approved: Set<string>
  readonly settled: (number | 'released')[]
  readonly kept: { readonly conversation: Conversation; readonly state: unknown; readonly handed: HandedOut | null }[]
}

export interface Setting {
  readonly provider: Provider
  readonly config?: Record<string, unknown>
  readonly judges?: JudgesByName
  readonly headers?: Readonly<Record<string, string>>
  readonly spec?: string
  /** Said at developer after what the shop says. */
  readonly operator?: string
  readonly state?: Conversation['state']
  readonly level?: string
}

/** A request to one deployment, in a house whose other rooms only remember what they were asked. */
export function passageOf(body: unknown, setting: Setting): { passage: Passage; asked: Asked } {
  const asked: Asked = { written: [], approvals: [], approved: new Set(), settled: [], kept: [] }
  const config = configOf(setting.config)
  const deployment = deploymentOf(config, setting)
  const records = {
    now: () => 0,
    write: async (record: DecisionRecord) => void asked.written.push(record),
    end: async (record: DecisionRecord) => void asked.written.push(record),
  }
  const principal = {
    ...{ key: 'app', level: setting.level ?? 'developer', deployment: 'shop', operator: null },
    ...{ scopes: new Set(), user: null, userBy: null, claims: [] },
  }
  const house = {
    records,
    logger: { info() {}, warn() {}, error() {}, debug() {} },
    limits: {
      reserve: async () => ({
        settle: async (tokens: number) => void asked.settled.push(tokens),
        release: async () => void asked.settled.push('released'),
      }),
    },
    mounting: {
      withPreferences: async () => deployment,
      pinned: async (digest: string) => (digest === deployment.service.policy.digest ? deployment : null),
    },
    conversations: {
      open: async ({ id, continuation, policy }: Opening) => ({
        ...{ id: id ?? continuation.answer, named: id !== null, policy },
        ...{ deployment: 'shop', owner: 'app', person: null, turn: 1, state: setting.state ?? emptyState },
      }),
      keep: async (conversation: Conversation, state: unknown, handed: HandedOut | null) =>
        void asked.kept.push({ conversation, state, handed }),
    },
    approvals: {
      stands: async ({ subject }: Binding) => asked.approved.has(subject),
      take: async ({ subject }: Binding) => asked.approved.delete(subject),
      pending: async (request: ApprovalRequest) => {
        asked.approvals.push(request)
        return { id: `apr_${asked.approvals.length}` }
      },
    },
  }
  const recording = new Recording(
    records as never,
    'dec_1',
    'test',
    principal as never,
    deployment.service.policy.digest,
  )
  const incoming = incomingOf(setting.headers, JSON.stringify(body))
  return { passage: { house, deployment, principal, incoming, recording, observed: unobserved } as never, asked }
}

function deploymentOf(
  config: DeploymentConfig,
  { provider, judges = new Map(), spec: given = spec, operator = '' }: Setting,
) {
  const policy = policyOf(given, shop + operator)
  const engine = createEngine(policy)
  const service = { policy, engine, provider, guide: new Guide(engine, config), plan: planOf(config, policy, judges) }
  return { name: 'shop', config, service, mounted: { state: 'ready', policy, engine, layers: [], diagnostics: [] } }
}

/** The whole of an answer as text; of a stream, all its pieces. */
export async function bodyOf({ body }: Answer): Promise<string> {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new TextDecoder().decode(body)
  let text = ''
  for await (const piece of body) text += piece
  return text
}

export const formatNamesServed: readonly FormatName[] = ['openai-chat', 'openai-responses', 'anthropic-messages']

/** A request for one answer, as each format writes it. */
export const asks: Readonly<Record<FormatName, (words: string) => Record<string, unknown>>> = {
  'openai-chat': (content) => ({ model: 'm', messages: [{ role: 'user', content }] }),
  'openai-responses': (input) => ({ model: 'm', input }),
  'anthropic-messages': (content) => ({ model: 'm', max_tokens: 99, messages: [{ role: 'user', content }] }),
}
