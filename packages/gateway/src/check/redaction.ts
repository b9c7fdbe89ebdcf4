import type { Span } from '@bylaw/judge'

const mark = '[withheld]'

/** The stretches in order, those that overlap or touch made one; what lies outside of the text is no stretch of it. */
export function merged(spans: readonly Span[], length = Number.POSITIVE_INFINITY): readonly Span[] {
  const inside = spans
    .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(length, end) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start)
  const joined: { start: number; end: number }[] = []
  for (const span of inside) {
    const last = joined.at(-1)
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else joined.push(span)
  }
  return joined
}

/**
 * The stretch `from` to `to` of a text, with a mark in place of what is not to be shown. A span that began before `from`
 * has its mark there.
 * @param spans merged
 */
export function redacted(text: string, spans: readonly Span[], from: number, to: number): string {
  let shown = ''
  let at = from
  for (const { start, end } of spans) {
    if (end <= from || start >= to) continue
    shown += text.slice(at, Math.max(at, start))
    if (start >= from) shown += mark
    at = end
  }
  return shown + text.slice(at, Math.max(at, to))
}
