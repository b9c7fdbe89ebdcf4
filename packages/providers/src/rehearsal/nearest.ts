/** The different words of a text, in lower case: runs of letters and digits of any script. */
function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
}

/**
 * The item whose text shares most with `text`: shared words over all words of both (Jaccard's index), the earlier one
 * where two are equal. Null where none shares a word.
 */
export function nearest<T>(text: string, items: readonly T[], textOf: (item: T) => string): T | null {
  const wanted = wordsOf(text)
  let best: T | null = null
  let bestScore = 0
  for (const item of items) {
    const words = wordsOf(textOf(item))
    const shared = countShared(words, wanted)
    const score = shared / (words.size + wanted.size - shared)
    if (score > bestScore) {
      best = item
      bestScore = score
    }
  }
  return best
}

function countShared(words: Set<string>, wanted: Set<string>): number {
  let shared = 0
  for (const word of words) if (wanted.has(word)) shared++
  return shared
}
