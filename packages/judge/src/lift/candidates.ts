import type { Policy } from '@bylaw/core'
import { folded } from '../detectors/normalised.ts'
import type { Sentence } from './sentences.ts'

/** A behavior that a sentence seems to be about, by its words alone: what it says about it is not known. */
export interface Candidate {
  readonly behavior: string
  readonly sentence: string
  readonly line: number
  /** The words they share, rarest first. */
  readonly words: readonly string[]
}

const MOST_PER_SENTENCE = 3
const COMMON = new Set(
  'about after all also and any anyone anything are ask asked asks assistant because been before but can does doing each even every everyone everything for from get gets give given gives goes going had has have how into its just like make may more most must need needs never nobody not nothing one only other our out outside over person people say says should some someone something such tell than that the their them then there they thing things this those told under use used user users very was were what when where whether which while who will with without word words work works would you your'.split(
    ' ',
  ),
)

/**
 * The behaviors whose ids, titles and descriptions share words with a sentence, rare words counting for more: those that
 * share a word of the id or title, and two words in all, or a single word of the id that no other behavior has.
 */
export function candidatesIn(sentences: readonly Sentence[], policy: Policy): readonly Candidate[] {
  const profiles = [...policy.behaviors.values()].map(({ id, title, describe }) => {
    const names = wordsOf(`${id} ${title ?? ''}`)
    return { id, key: wordsOf(id), names, all: new Set([...names, ...wordsOf([...describe.values()].join(' '))]) }
  })
  const spread = new Map<string, number>()
  for (const { all } of profiles) for (const word of all) spread.set(word, (spread.get(word) ?? 0) + 1)
  const rarity = (word: string): number => Math.log(1 + profiles.length / (spread.get(word) ?? 1))
  return sentences.flatMap(({ text, line }) => {
    const said = wordsOf(text)
    const scored = profiles.flatMap(({ id, key, names, all }) => {
      const words = [...said].filter((word) => all.has(word)).sort((a, b) => rarity(b) - rarity(a))
      const alone = words.some((word) => key.has(word) && spread.get(word) === 1)
      const enough = alone || (words.length >= 2 && words.some((word) => names.has(word)))
      const score = words.reduce((sum, word) => sum + rarity(word) * (names.has(word) ? 2 : 1), 0)
      return enough ? [{ behavior: id, sentence: text, line, words, score }] : []
    })
    scored.sort((a, b) => b.score - a.score || (a.behavior < b.behavior ? -1 : 1))
    return scored.slice(0, MOST_PER_SENTENCE).map(({ score: _, ...candidate }) => candidate)
  })
}

/** Words of three letters or more, folded, without the commonest and without a plural's ending. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = folded(text).text.match(/[\p{L}\p{N}]{3,}/gu) ?? []
  const stems = words.map((word) => (word.length > 4 ? word.replace(/(?:ies|es|s)$/, '') : word))
  return new Set(stems.filter((stem, index) => !COMMON.has(words[index]!) && !COMMON.has(stem)))
}
