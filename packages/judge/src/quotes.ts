import type { Span } from './judgement.ts'

/** A text that is quoted in more places is cited by the first of them. */
const MOST_PLACES = 64

/**
 * Where a quotation stands in a text: every place where it occurs to the letter, or else, white space aside.
 * @returns none for one that does not occur, and for one without a character to be seen
 */
export function placesOf(text: string, quotation: string): readonly Span[] {
  const wanted = quotation.trim()
  if (wanted === '') return []
  const exact = occurrences(text, wanted)
  if (exact.length > 0) return exact
  const { spaced, starts } = spacedOnce(text)
  return occurrences(spaced, spacedOnce(wanted).spaced).map(({ start, end }) => ({
    start: starts[start]!,
    end: starts[end - 1]! + 1,
  }))
}

function occurrences(text: string, wanted: string): Span[] {
  const places: Span[] = []
  for (
    let at = text.indexOf(wanted);
    at >= 0 && places.length < MOST_PLACES;
    at = text.indexOf(wanted, at + wanted.length)
  ) {
    places.push({ start: at, end: at + wanted.length })
  }
  return places
}

/** Every run of white space as one space, and where each code unit of that came from. */
function spacedOnce(text: string): { spaced: string; starts: readonly number[] } {
  const starts: number[] = []
  const spaced = text.replaceAll(/\s+|\S+/g, (run: string, at: number) => {
    const blank = run.trim() === ''
    for (let unit = 0; unit < (blank ? 1 : run.length); unit++) starts.push(at + unit)
    return blank ? ' ' : run
  })
  return { spaced, starts }
}
