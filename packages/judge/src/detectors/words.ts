import { Automaton } from './automaton.ts'
import { type Detector, detector, type Found } from './detector.ts'
import { folded } from './normalised.ts'

/**
 * Finds words and phrases as whole words, in any script: whatever their case, accents and width, across line breaks, and
 * with invisible characters inside. Look-alike letters of another script and letters set apart are not found.
 * @param words whose spelling is folded the same way; one that folds to nothing is a problem
 */
export function words(name: string, words: readonly string[]): Detector | { readonly problem: string } {
  const wanted = words.map((word) => folded(word.trim()).text.trim())
  const empty = wanted.indexOf('')
  if (empty >= 0) return { problem: `word ${empty + 1} has no characters that can be seen` }
  const automaton = new Automaton(wanted)
  return detector(name, 'words/1', words, (text) => {
    const { text: read, original } = folded(text)
    const found: Found[] = []
    for (const { start, end } of automaton.matches(read)) {
      if (isWhole(read, start, end)) found.push({ ...original(start, end), kind: 'word' })
    }
    return { state: 'read', found: widest(found) }
  })
}

const WORD = /^[\p{L}\p{N}\p{M}_]$/u
/** Scripts written without spaces between words: there a word may stand anywhere. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]$/u

function isWhole(text: string, start: number, end: number): boolean {
  return isEdge(before(text, start), text.codePointAt(start)) && isEdge(before(text, end), text.codePointAt(end))
}

function before(text: string, at: number): number | undefined {
  if (at === 0) return undefined
  const low = text.charCodeAt(at - 1)
  return low >= 0xdc00 && low < 0xe000 && at > 1 ? text.codePointAt(at - 2) : low
}

function isEdge(left: number | undefined, right: number | undefined): boolean {
  if (left === undefined || right === undefined) return true
  const [one, other] = [String.fromCodePoint(left), String.fromCodePoint(right)]
  return !WORD.test(one) || !WORD.test(other) || UNSPACED.test(one) || UNSPACED.test(other)
}

/** Of stretches that begin at the same place or lie inside another, the widest. */
function widest(found: readonly Found[]): readonly Found[] {
  const kept: Found[] = []
  for (const each of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (kept.length === 0 || each.end > kept.at(-1)!.end) kept.push(each)
  }
  return kept
}
