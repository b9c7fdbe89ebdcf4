/** The different words of a text, in lower case: runs of letters and digits of any script. */
function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
}

export interface Near<T> {
  readonly item: T
  /** From 0, no word shared, to 1, the same words. */
  readonly likeness: number
}

/**
 * Finds the item whose text is nearest to another, the earlier one where two are equal; null where none shares a word.
 * Likeness is the cosine between the two sets of words, where a word weighs `log(1 + items / items that have it)`.
 */
export function nearestOf<T>(items: readonly T[], textOf: (item: T) => string): (text: string) => Near<T> | null {
  const known = items.map((item) => ({ item, words: wordsOf(textOf(item)) }))
  const counts = new Map<string, number>()
  for (const { words } of known) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const weigh = (words: Iterable<string>) => {
    let weight = 0
    for (const word of words) weight += Math.log(1 + items.length / (counts.get(word) ?? 1)) ** 2
    return weight
  }
  return (text) => {
    const wanted = wordsOf(text)
    let best: Near<T> | null = null
    for (const { item, words } of known) {
      const shared = weigh([...words].filter((word) => wanted.has(word)))
      const likeness = shared === 0 ? 0 : shared / Math.sqrt(weigh(words) * weigh(wanted))
      if (likeness > (best?.likeness ?? 0)) best = { item, likeness }
    }
    return best
  }
}
