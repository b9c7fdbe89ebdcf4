/** How far a cut moves back to stand where a grapheme begins. */
const backward = 16
/** How far the beginning of a stretch moves back to stand where a word begins. */
const wordStart = 64

/**
 * Where the next stretch of a text ends, at least `characters` of which have not been read: after a word where one ends
 * in the second half, for half a word may look like another one.
 */
export function cutAfter(text: string, reviewed: number, characters: number): number {
  const furthest = reviewed + characters
  for (let at = furthest; at > reviewed + characters / 2; at--) if (isSpace(text, at - 1)) return at
  const cut = graphemeAt(text, furthest)
  return cut > reviewed ? cut : furthest
}

/** Where a stretch begins that reads `overlap` characters again: before a word where one begins near by. */
export function rereadFrom(text: string, reviewed: number, overlap: number): number {
  const from = Math.max(0, reviewed - overlap)
  for (let at = from; at > 0 && at > from - wordStart; at--) if (isSpace(text, at - 1)) return at
  return graphemeAt(text, from)
}

/** The nearest place at or before `at` that is not inside a surrogate pair or, as far as is cheap to see, a grapheme. */
export function graphemeAt(text: string, at: number): number {
  if (at >= text.length) return text.length
  let place = at
  while (place > 0 && place > at - backward && joins(text, place)) place--
  return isLow(text.charCodeAt(place)) ? Math.max(0, place - 1) : place
}

const isSpace = (text: string, at: number): boolean => /\s/.test(text.charAt(at))

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** Whether what stands at `at` belongs to what stands before it. */
function joins(text: string, at: number): boolean {
  if (isLow(text.charCodeAt(at)) || text.charAt(at - 1) === '\u200d') return true
  return /^(?:\p{M}|\u200d|[\u{1f3fb}-\u{1f3ff}])/u.test(text.slice(at, at + 2))
}
