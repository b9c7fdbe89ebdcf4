import type { AnswerEvent } from '@bylaw/providers'
import type { Checking } from './checking.ts'
import { reviewed } from './reviewed.ts'
import type { Departed, Ruling } from './ruling.ts'
import { type PartEvent, type PartType, type Voice, voiceOf } from './said.ts'
import { Track } from './track.ts'
import type { Verdict } from './verdict.ts'
import { cutAfter, graphemeAt, rereadFrom } from './window.ts'

/** What has to be seen behind a window to say where it may be cut: so the same text is cut alike however it comes. */
const lookahead = 2

/** An event that has not left, and the stretch of its track that it says; without a track, one that nobody can read. */
interface Kept {
  readonly event: PartEvent
  readonly track: Track | null
  readonly from: number
  readonly to: number
}

/** A part while it comes: parts that overlap are taken one after another. */
interface Lane {
  readonly part: number
  readonly track: Track | null
  readonly waiting: PartEvent[]
}

/**
 * The words of a choice that leave only when they were checked: in windows, the stretch that was read but for its
 * overlap; else all at the end. Parts leave in order, each whole before the next begins.
 */
export class HeldWords {
  readonly late = false
  readonly #checking: Checking
  readonly #windowed: boolean
  readonly #tracks: Readonly<Record<Voice, Track>> = { text: new Track(), reasoning: new Track() }
  readonly #lanes: Lane[] = []
  readonly #kept: Kept[] = []
  /** Parts whose beginning has left. */
  readonly #begun = new Set<number>()

  constructor(checking: Checking, windowed: boolean) {
    this.#checking = checking
    this.#windowed = windowed
  }

  async take(event: PartEvent): Promise<readonly AnswerEvent[]> {
    if (event.kind === 'part') this.#lanes.push({ part: event.part, track: this.#trackOf(event.type), waiting: [] })
    this.#lanes.find(({ part }) => part === event.part)!.waiting.push(event)
    let left: readonly AnswerEvent[] = []
    while (this.#lanes[0]?.waiting.length) {
      const lane = this.#lanes[0]
      for (const next of lane.waiting.splice(0)) {
        if (next.kind === 'part-end') this.#lanes.shift()
        this.#keep(next, lane.track)
        if (this.#windowed) left = left.concat(await this.#advance(next, lane.track))
      }
    }
    return left
  }

  withEarlier(voice: Voice, verdicts: readonly Verdict[]): readonly Verdict[] {
    return this.#tracks[voice].withFound(verdicts)
  }

  departed(voice: Voice): Departed {
    return this.#tracks[voice].departed
  }

  /** Everything that is left and may leave. */
  release(ofText: Ruling, ofReasoning: Ruling): readonly AnswerEvent[] {
    this.#settle(this.#tracks.text, ofText)
    this.#settle(this.#tracks.reasoning, ofReasoning)
    if (ofText.act !== 'refuse' && ofText.act !== 'ask') return this.#leaving()
    // Of an answer that is withheld nothing else leaves, either: the parts that have begun are ended.
    return this.#kept.splice(0).flatMap(({ event }) => (this.#ends(event) ? [bare(event)] : []))
  }

  #settle(track: Track, ruling: Ruling): void {
    track.stopped = false
    track.dropped ||= ruling.act === 'refuse' || ruling.act === 'ask' || ruling.act === 'revise'
    if (ruling.act === 'redact') track.redact(ruling.spans)
    track.free = Number.POSITIVE_INFINITY
  }

  #trackOf(type: PartType): Track | null {
    const voice = voiceOf(type)
    return voice && this.#tracks[voice]
  }

  #keep(event: PartEvent, track: Track | null): void {
    const from = track?.text.length ?? 0
    if (track && event.kind === 'delta') track.text += event.text
    this.#kept.push({ event, track, from, to: track?.text.length ?? 0 })
  }

  /** Reads on where a window is full. Reasoning that gave way to the answer is read to its end. */
  async #advance(event: PartEvent, track: Track | null): Promise<readonly AnswerEvent[]> {
    const { text, reasoning } = this.#tracks
    if (track === text && event.kind === 'part') await this.#readToEnd(reasoning)
    const { characters } = this.#checking.window
    let left: readonly AnswerEvent[] = []
    while (track && !track.stopped && track.text.length - track.read >= characters + lookahead) {
      await this.#readWindow(track, cutAfter(track.text, track.read, characters))
      left = left.concat(this.#leaving())
    }
    return left.concat(this.#leaving())
  }

  async #readToEnd(track: Track): Promise<void> {
    if (!track.stopped && track.read < track.text.length) await this.#readWindow(track, track.text.length)
    if (!track.stopped) track.free = track.text.length
  }

  async #readWindow(track: Track, to: number): Promise<void> {
    const { reviewer, signal, structured, window } = this.#checking
    const from = rereadFrom(track.text, track.read, window.overlap)
    const verdicts = await reviewed(reviewer, track.text.slice(from, to), 'window', signal)
    track.read = to
    track.judge(verdicts, { start: from, end: to }, structured)
    // Nobody waits for reasoning: what may not leave of it is not looked at again.
    if (track === this.#tracks.reasoning) track.dropped ||= track.stopped
    if (!track.stopped) track.free = Math.max(track.free, graphemeAt(track.text, Math.max(0, to - window.overlap)))
  }

  /** What may leave, in order, up to the first that may not. */
  #leaving(): readonly AnswerEvent[] {
    const left: AnswerEvent[] = []
    let gone = 0
    for (const kept of this.#kept) {
      if (kept.track?.stopped && !kept.track.dropped) break
      const waits = waiting(kept)
      if (!waits || kept.event.kind === 'delta') left.push(...this.#shown(kept))
      if (waits) break
      gone++
    }
    this.#kept.splice(0, gone)
    return left
  }

  /** At the most one event. */
  #shown(kept: Kept): readonly AnswerEvent[] {
    const { event, track } = kept
    if (event.kind === 'delta') return this.#delta(event, kept)
    if (event.kind === 'part') return track?.dropped ? [] : [this.#begin(event, track)]
    if (!this.#ends(event)) return []
    return [track?.redacted || track?.dropped ? bare(event) : event]
  }

  /** What was said when a part began may say more than has left of it, so in windows nothing but its type does. */
  #begin(event: PartEvent, track: Track | null): AnswerEvent {
    this.#begun.add(event.part)
    return track && (this.#windowed || track.redacted) ? bare(event) : event
  }

  #ends(event: PartEvent): boolean {
    return event.kind === 'part-end' && this.#begun.delete(event.part)
  }

  #delta(event: Extract<PartEvent, { kind: 'delta' }>, { track, from, to }: Kept): readonly AnswerEvent[] {
    if (track === null || track.dropped) return []
    const whole = track.left <= from && track.free >= to
    const end = Math.min(to, track.free)
    if (end <= track.left && to > from) return []
    const said = track.text.slice(from, to)
    const text = track.show(end)
    const repeats = said === '' && track.redacted
    if (whole && text === said && !repeats) return [event]
    return text === '' ? [] : [{ kind: 'delta', choice: event.choice, part: event.part, text }]
  }
}

/** Whether something of an event may not leave yet: a part begins when some of its text leaves. */
function waiting({ event, track, from, to }: Kept): boolean {
  if (track === null || track.dropped) return false
  return event.kind === 'part' ? track.free <= from : track.free < to
}

/** Without what it came with: that may repeat what does not leave. */
function bare<E extends PartEvent>({ raw: _, ...event }: E): AnswerEvent {
  return event as AnswerEvent
}
