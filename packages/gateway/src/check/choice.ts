import { type AnswerEvent, upstreamFailure } from '@bylaw/providers'
import type { Checking } from './checking.ts'
import { checksOf, unreadCheck, unreadName } from './checks.ts'
import { finishReason } from './gate.ts'
import { HeldCalls } from './held-calls.ts'
import { HeldWords } from './held-words.ts'
import { PassingWords } from './passing-words.ts'
import { reviewed } from './reviewed.ts'
import { type Ruling, ruleReasoning, ruleText } from './ruling.ts'
import { type PartEvent, Said } from './said.ts'
import { isSealed } from './sealed.ts'
import type { Verdict } from './verdict.ts'

export type ChoiceEvent = Extract<AnswerEvent, { choice: number }>
type Finish = Extract<ChoiceEvent, { kind: 'finish' }>

/** What becomes of what a choice says and of what it thinks. */
interface Rulings {
  readonly text: Ruling
  readonly reasoning: Ruling
}

/** One of the answers: checked apart from the others. */
export class CheckedChoice {
  readonly #index: number
  readonly #checking: Checking
  readonly #said = new Said()
  readonly #calls: HeldCalls
  readonly #words: PassingWords | HeldWords
  /** Types of parts that nobody can read: of those that left, and of those that were withheld. */
  readonly #unread = { left: new Set<string>(), withheld: new Set<string>() }
  /** Parts that leave although nobody can read them, since only the upstream can open them. */
  readonly #sealed = new Set<number>()
  /** Whether something of it was withheld while it came. */
  #withheld = false
  #finished = false
  #next = 0

  /** @param finishing the choices that finish in the batch in which this one begins: nothing of those has left */
  constructor(index: number, checking: Checking, finishing: ReadonlySet<number>) {
    const { enforces, stream } = checking.reviewer
    const whole = finishing.has(index)
    const passing = !enforces || (stream === 'after' && !whole)
    this.#index = index
    this.#checking = checking
    this.#calls = new HeldCalls(index, checking.gate)
    this.#words = passing ? new PassingWords(this.#said) : new HeldWords(checking, stream === 'window' && !whole)
  }

  get finished(): boolean {
    return this.#finished
  }

  /** What leaves in place of an event. */
  async take(event: ChoiceEvent): Promise<readonly AnswerEvent[]> {
    if (!this.#finished) return event.kind === 'finish' ? this.#finish(event) : this.#part(event)
    if (event.kind === 'finish' || event.kind === 'part-end') return []
    throw upstreamFailure('the upstream went on after a choice had finished', 'upstream_protocol')
  }

  async #part(event: PartEvent): Promise<readonly AnswerEvent[]> {
    const type = this.#said.take(event)
    if (type === 'call') {
      this.#calls.hold(event)
      return []
    }
    const hidden = type === 'reasoning' && this.#checking.reasoning === 'withhold'
    if (!hidden && (type !== 'opaque' || this.#mayPass(event))) return this.#words.take(this.#unsaid(event))
    this.#withheld = true
    return []
  }

  /** The end of a part says it once more, and is what is written: it may say no more than was sealed. */
  #unsaid(event: PartEvent): PartEvent {
    const more = event.kind === 'part-end' && this.#sealed.has(event.part) && !isSealed(event)
    return more ? { kind: 'part-end', choice: event.choice, part: event.part } : event
  }

  /** Whether a part that nobody can read may leave; it is taken down before it does. */
  #mayPass(event: PartEvent): boolean {
    const { enforces, unread } = this.#checking.reviewer
    const closed = enforces && unread === 'closed'
    if (closed && event.kind === 'part' && isSealed(event)) this.#sealed.add(event.part)
    const passes = !closed || this.#sealed.has(event.part)
    if (event.kind === 'part' && event.type === 'opaque') this.#noteUnread(event.wire, passes)
    return passes
  }

  /** Once for each type, and for what became of it. */
  #noteUnread(wire: string, passes: boolean): void {
    const known = passes ? this.#unread.left : this.#unread.withheld
    if (known.has(wire)) return
    known.add(wire)
    const mode = this.#checking.reviewer.enforces ? 'enforce' : 'observe'
    this.#checking.noted([unreadCheck(wire, mode, !passes)])
  }

  async #finish(event: Finish): Promise<readonly AnswerEvent[]> {
    let closing: readonly AnswerEvent[] = []
    for (const part of this.#said.open) {
      closing = closing.concat(await this.#part({ kind: 'part-end', choice: this.#index, part }))
    }
    const rulings = await this.#rule()
    this.#finished = true
    return [...closing, ...(await this.#end(event, rulings))]
  }

  /** Rules on everything that was said, and takes it down before any of it leaves. */
  async #rule(): Promise<Rulings> {
    const { reviewer, signal, noted } = this.#checking
    const text = this.#said.text('text')
    const reasoning = this.#said.text('reasoning')
    const [ofText, ofReasoning] = await Promise.all([
      reviewed(reviewer, text, 'whole', signal),
      reviewed(reviewer, reasoning, 'whole', signal),
    ])
    const said = this.#words.withEarlier('text', ofText)
    const thought = this.#words.withEarlier('reasoning', ofReasoning)
    const rulings = await this.#ruled(text, said, reasoning, thought)
    const { late } = this.#words
    const shown = this.#checking.reasoning === 'keep'
    const checks = [
      ...checksOf('text', said, rulings.text.act, late),
      ...checksOf('reasoning', thought, shown ? rulings.reasoning.act : 'refuse', late && shown),
    ]
    if (checks.length > 0) noted(checks)
    return rulings
  }

  /** Of what has left already, reasoning is as good as text; else it is withheld alone, and the answer stands for itself. */
  async #ruled(
    text: string,
    said: readonly Verdict[],
    reasoning: string,
    thought: readonly Verdict[],
  ): Promise<Rulings> {
    const words = this.#words
    const shown = this.#checking.reasoning === 'keep'
    if (words.late && shown) {
      const departed = { ...words.departed('text'), some: true }
      const ruling = await ruleText(text, [...said, ...thought], departed, this.#checking)
      return { text: ruling, reasoning: ruling }
    }
    const ruling = await ruleText(text, said, words.departed('text'), this.#checking)
    if (!shown) return { text: ruling, reasoning: { act: null } }
    return { text: ruling, reasoning: ruleReasoning(reasoning, thought, words.departed('reasoning')) }
  }

  async #end(event: Finish, rulings: Rulings): Promise<readonly AnswerEvent[]> {
    const ruling = rulings.text
    const refused = ruling.act === 'refuse' || ruling.act === 'ask'
    const words = this.#words.release(rulings.text, rulings.reasoning)
    const revised = ruling.act === 'revise' ? this.#house('text', ruling.text) : []
    const calls = await this.#calls.release(refused ? withheldWith(ruling) : null)
    const notices = refused ? [ruling.text] : [...noteOf(ruling), ...this.#unreadNotices(), ...calls.notices]
    const began = revised.length > 0 || this.#words.departed('text').some
    const ended = [...words, ...revised, ...calls.events, ...this.#speak(notices, began)]
    const reason = this.#reason(event, ruling, calls.kept)
    const changed = this.#withheld || calls.withheld > 0 || ruling.act !== null || rulings.reasoning.act !== null
    if (!changed && reason === event.reason) return [...ended, event]
    return [...ended, { kind: 'finish', choice: this.#index, reason }]
  }

  #reason({ reason }: Finish, { act }: Ruling, kept: number): string {
    if (act === 'refuse' || act === 'ask') return this.#words.late ? 'refusal' : 'stop'
    return act === 'revise' && reason !== 'calls' ? 'stop' : finishReason(reason, kept)
  }

  #unreadNotices(): readonly string[] {
    const { withheld } = this.#unread
    return [...withheld].map((wire) => `The answer had ${unreadName(wire)}, which can't be checked and was withheld.`)
  }

  /** Words of the house after those of the model: in a refusal where the text is JSON. */
  #speak(notices: readonly string[], began: boolean): readonly AnswerEvent[] {
    if (notices.length === 0) return []
    const text = notices.join('\n\n')
    if (this.#checking.structured) return this.#house('refusal', text)
    return this.#house('text', began ? `\n\n${text}` : text)
  }

  /** A part that the house wrote. */
  #house(type: 'text' | 'refusal', text: string): readonly AnswerEvent[] {
    const part = this.#said.next + this.#next++
    const place = { choice: this.#index, part }
    return [
      { kind: 'part', ...place, type },
      { kind: 'delta', ...place, text },
      { kind: 'part-end', ...place },
    ]
  }
}

const noteOf = (ruling: Ruling): readonly string[] => (ruling.act === 'annotate' ? [ruling.text] : [])

function withheldWith({ act }: Ruling): string {
  return act === 'ask' ? 'The answer it stands in has to be approved first.' : 'The answer it stands in was withheld.'
}
