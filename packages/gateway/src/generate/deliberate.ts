import { type Concern, checkCitations, checkReasoning, citationRequest, type Model } from '@bylaw/judge'
import type { Batch } from '@bylaw/providers'
import { passes } from '../check/compared.ts'
import type { Gate } from '../check/gate.ts'
import type { Reviewer, Verdict } from '../check/verdict.ts'
import type { NoticedRecord } from '../record.ts'
import { blockRequest, type Deliberated, DeliberationBlocks } from './deliberation-block.ts'
import type { DeliberationPlan } from './plan.ts'
import type { Situation } from './situation.ts'

/** The reasoning of one answer over the sections of the policy: asked for, taken out of the answer, and held against it. */
export class Deliberation {
  /** What the verdict about the reasoning is called among those of behaviors. */
  static readonly behavior = 'deliberation'
  /** What the model is asked for. */
  readonly asks: string
  readonly #situation: Situation
  readonly #plan: DeliberationPlan
  readonly #known: ReadonlySet<string>
  readonly #inForce: ReadonlySet<string>
  readonly #blocks = new DeliberationBlocks()
  readonly #verdicts = new Map<Deliberated, Promise<Verdict>>()

  /** @param dropped ids of sections that give way to what was said */
  constructor(situation: Situation, plan: DeliberationPlan, dropped: readonly string[]) {
    const { service, facts, prompt } = situation
    const { policy, engine } = service
    const here = engine.situation(facts)
    const inForce = policy.sections.filter(
      ({ id, authority, condition }) => authority !== null && here.held(condition) > 0 && !dropped.includes(id),
    )
    this.#situation = situation
    this.#plan = plan
    this.#known = new Set(policy.sections.map(({ id }) => id))
    this.#inForce = new Set(inForce.map(({ id }) => id))
    const titled = inForce.map(({ id, layer, index }) => ({
      id,
      title: policy.layers[layer]!.document.sections[index]!.title,
    }))
    const structured = prompt.settings.structure !== null
    this.asks = structured ? '' : `${citationRequest(titled)}\n\n${blockRequest}`
  }

  /** The answer with its reasoning as a part of its own. */
  taken(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
    return this.#blocks.taken(batches)
  }

  /** Where the reasoning is enforced nothing of the answer leaves before it was checked. */
  reviewing(plain: Reviewer): Reviewer {
    const enforced = this.#plan.mode === 'enforce'
    return {
      enforces: plain.enforces || enforced,
      stream: enforced ? 'hold' : plain.stream,
      unread: enforced && !plain.enforces ? this.#plan.failure : plain.unread,
      review: async (text, stage, signal) => {
        if (stage === 'window') return plain.review(text, stage, signal)
        const [verdicts, own] = await Promise.all([plain.review(text, stage, signal), this.#of(text, signal)])
        return [...verdicts, ...own]
      },
    }
  }

  /** No call leaves that the reasoning speaks against. */
  gating(gate: Gate): Gate {
    return async (choice, calls) => {
      const deliberated = this.#blocks.choices.get(choice)
      if (deliberated === undefined) return gate(choice, calls)
      const verdict = await this.#verdictOf(deliberated, this.#situation.passage.incoming.signal)
      if (passes(verdict)) return gate(choice, calls)
      const withheld = 'The reasoning that led to the call does not hold against it.'
      return gate(
        choice,
        calls.map((call) => ({ withheld, ...call })),
      )
    }
  }

  /** The reasoning behind a text; a text that is itself the reasoning has none behind it. */
  async #of(text: string, signal: AbortSignal): Promise<readonly Verdict[]> {
    const all = [...this.#blocks.choices.values()]
    const answers = all.filter(({ answer }) => answer === text)
    if (answers.length === 0 && all.some(({ reasoning }) => reasoning === text)) return []
    return Promise.all((answers.length > 0 ? answers : all).map((each) => this.#verdictOf(each, signal)))
  }

  #verdictOf(deliberated: Deliberated, signal: AbortSignal): Promise<Verdict> {
    const known = this.#verdicts.get(deliberated) ?? this.#check(deliberated, signal)
    this.#verdicts.set(deliberated, known)
    return known
  }

  async #check(deliberated: Deliberated, signal: AbortSignal): Promise<Verdict> {
    const { reasoning } = deliberated
    if (reasoning.trim() === '') {
      this.#note([{ kind: 'deliberation', about: null, why: 'no reasoning came with the answer' }])
      return this.#verdict('not-run', 'no reasoning came with the answer', '')
    }
    const concerns = await checkReasoning(this.#model, deliberated, signal)
    const found = concerns.filter(({ found }) => found === true)
    this.#note([...this.#citations(reasoning), ...found.map(noticedConcern)])
    const by = [...new Set(concerns.map(({ by }) => by))].join('+')
    if (found.length > 0) return this.#verdict('found', found.map(({ concern }) => concern).join(', '), by)
    const unread = concerns.find(({ state }) => state !== 'read')
    if (this.#model === null || unread === undefined) return this.#verdict('read', 'nothing was found', by)
    return this.#verdict(unread.state === 'read' ? 'unknown' : unread.state, unread.why, by)
  }

  get #model(): Model | null {
    const named = this.#situation.service.plan.judges.get(this.#plan.judge ?? '')
    return named?.kind === 'model' ? named.model : null
  }

  #citations(reasoning: string): NoticedRecord[] {
    const { citations, sound } = checkCitations(reasoning, this.#known, this.#inForce)
    if (sound) return []
    if (citations.length === 0) return [{ kind: 'citation', about: null, why: 'the reasoning cites no section' }]
    return citations.flatMap(({ id, standing }): NoticedRecord[] => {
      if (standing === 'in-force') return []
      const why = standing === 'unknown' ? 'there is no such section' : 'the section is not in force here'
      return [{ kind: 'citation', about: id.slice(0, 128), why }]
    })
  }

  #note(noticed: readonly NoticedRecord[]): void {
    const { recording } = this.#situation.passage
    recording.note({ noticed: [...recording.record.noticed, ...noticed] })
  }

  #verdict(came: Verdict['state'] | 'found', why: string, by: string): Verdict {
    const { mode, act, failure } = this.#plan
    const behavior = Deliberation.behavior
    const base = { behavior, engaged: true, exhibited: null, permitted: null, spans: [], why, by, mode, failure }
    const blocked = act === 'ask' ? 'ask' : 'blocked'
    if (came === 'read') return { ...base, state: 'read', finding: 'none', outcome: 'permitted', act }
    if (came === 'found') return { ...base, state: 'read', finding: 'overreach', outcome: blocked, act }
    const failed = { ...base, state: came, finding: 'failed' } as const
    if (failure === 'open') return { ...failed, outcome: 'not-run', act }
    return { ...failed, outcome: blocked, act: act === 'ask' ? 'ask' : 'refuse' }
  }
}

const noticedConcern = ({ concern, why }: Concern): NoticedRecord => ({ kind: 'deliberation', about: concern, why })
