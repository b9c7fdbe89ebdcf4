import type { Span } from '@bylaw/judge'
import { passes } from './compared.ts'
import { merged, redacted } from './redaction.ts'
import { actOf, type Departed, redactable, strictestAct } from './ruling.ts'
import type { Verdict } from './verdict.ts'
import { graphemeAt } from './window.ts'

/** What one voice of a choice says, in order: how much of it was read, may leave, and has left. In UTF-16 code units. */
export class Track {
  text = ''
  /** Up to here it was read in windows. */
  read = 0
  /** Up to here it may leave. */
  free = 0
  /** Up to here it has left. */
  left = 0
  /** Nothing more of it leaves before the end. */
  stopped = false
  /** Nothing more of it leaves at all. */
  dropped = false
  #spans: readonly Span[] = []
  /** What was found in windows that the whole text has to answer for, by behavior. */
  readonly #found = new Map<string, Verdict>()

  /** Whether something of it is taken out. */
  get redacted(): boolean {
    return this.#spans.length > 0
  }

  redact(spans: readonly Span[]): void {
    const whole = spans.map(({ start, end }) => ({
      start: graphemeAt(this.text, start),
      end: pastPair(this.text, end),
    }))
    this.#spans = merged([...this.#spans, ...whole])
  }

  /** Takes the next piece out, up to `to`. */
  show(to: number): string {
    const shown = redacted(this.text, this.#spans, this.left, to)
    this.left = Math.max(this.left, to)
    return shown
  }

  get departed(): Departed {
    const shows = ({ start, end }: Span): boolean => {
      const until = Math.min(end, this.left)
      return start < until && !this.#spans.some((span) => span.start <= start && until <= span.end)
    }
    return { some: this.left > 0, all: this.text !== '' && this.left >= this.text.length, shows }
  }

  /** Takes up what was said of a window: what may be redacted is, anything else stops the text. */
  judge(verdicts: readonly Verdict[], { start: from, end }: Span, structured: boolean): void {
    const length = end - from
    const act = strictestAct(verdicts, length)
    if (act === null) return
    for (const verdict of verdicts) this.#keep(verdict, from)
    const spans = redactable(verdicts, length).map((span) => moved(span, from))
    if (act === 'redact' && !structured && !spans.some((span) => this.departed.shows(span))) this.redact(spans)
    else if (act !== 'annotate' || structured) this.stopped = true
  }

  /** What was found stands, though the whole text may look harmless. */
  #keep(verdict: Verdict, from: number): void {
    if (passes(verdict)) return
    const known = this.#found.get(verdict.behavior)
    const spans = [...(known?.spans ?? []), ...verdict.spans.map((span) => moved(span, from))]
    this.#found.set(verdict.behavior, { ...verdict, spans })
  }

  /** The verdicts on the whole text together with what was found before. */
  withFound(verdicts: readonly Verdict[]): readonly Verdict[] {
    const whole = verdicts.map((verdict) => {
      const found = this.#found.get(verdict.behavior)
      if (found === undefined) return verdict
      if (passes(verdict)) return found
      const both = actOf(found, this.text.length) === 'redact' && actOf(verdict, this.text.length) === 'redact'
      return both ? { ...verdict, spans: [...found.spans, ...verdict.spans] } : verdict
    })
    const judged = new Set(verdicts.map(({ behavior }) => behavior))
    return [...whole, ...[...this.#found.values()].filter(({ behavior }) => !judged.has(behavior))]
  }
}

const moved = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by })

function pastPair(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at
}
