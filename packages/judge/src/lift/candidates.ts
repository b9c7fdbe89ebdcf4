import type { Policy } from '@bylaw/core'
import { folded } from '../detectors/normalised.ts'
import type { Sentence } from './sentences.ts'
import { stemOf } from './stem.ts'

/** A behavior that a sentence seems to be about, by its words alone: what it says about it is not known. */
export interface Candidate {
  readonly behavior: string
  readonly sentence: string
  readonly line: number
  /** The words they share, as the sentence has them, rarest first. */
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
    const all = new Map([...names, ...wordsOf([...describe.values()].join(' '))])
    return { id, key: wordsOf(id), names, all }
  })
  const spread = new Map<string, number>()
  for (const { all } of profiles) for (const stem of all.keys()) spread.set(stem, (spread.get(stem) ?? 0) + 1)
  const rarity = (stem: string): number => Math.log(1 + profiles.length / (spread.get(stem) ?? 1))
  return sentences.flatMap(({ text, line }) => {
    const said = wordsOf(text)
    const scored = profiles.flatMap(({ id, key, names, all }) => {
      const stems = [...said.keys()].filter((stem) => all.has(stem)).sort((a, b) => rarity(b) - rarity(a))
      const alone = stems.some((stem) => key.has(stem) && spread.get(stem) === 1)
      const enough = alone || (stems.length >= 2 && stems.some((stem) => names.has(stem)))
      const score = stems.reduce((sum, stem) => sum + rarity(stem) * (names.has(stem) ? 2 : 1), 0)
      const words = stems.map((stem) => said.get(stem)!)
      return enough ? [{ behavior: id, sentence: text, line, words, score }] : []
    })
    scored.sort((a, b) => b.score - a.score || (a.behavior < b.behavior ? -1 : 1))
    return scored.slice(0, MOST_PER_SENTENCE).map(({ score: _, ...candidate }) => candidate)
  })
}

/** Words of three letters or more, folded, without the commonest, by their stems. */
function wordsOf(text: string): ReadonlyMap<string, string> {
  const words = folded(text).text.match(/[\p{L}\p{N}]{3,}/gu) ?? []
  const telling = words.filter((word) => !COMMON.has(word) && !COMMON.has(stemOf(word)))
  return new Map(telling.map((word) => [stemOf(word), word]))
}
