/**
 * All situations: for every fact, every list of words by some levels, up to what could make a difference.
 *
 * Of one fact nothing matters to a reading but who is trusted, and which values were said at all. Who is trusted follows
 * from the latest words of the levels that vouch by declaration (of which the strongest that says anything hides all
 * others) and of those that a trust names. So lists that agree in these words and in the set of values come to the same,
 * and one of each kind is tried. `situations.test.ts` holds this against random lists of words.
 */
import type { Assertion, FactValue, Policy } from '../../../src/index.ts'
import type { FactModel } from '../../laws/model.ts'
import { cellsOf } from './formula.ts'
import { subsets } from './subsets.ts'

/** Somebody who may say something, aloud or in a text that is only heard. */
interface Speaker {
  readonly rank: number
  readonly heard: boolean
}

interface Listening {
  readonly vouchedBy: number
  /** Ranks that some trust names, and those of which it also counts what is only heard. */
  readonly trusted: readonly number[]
  readonly heard: readonly number[]
}

const wordLists = new Map<string, readonly (readonly Assertion[])[]>()

/** What could be said about one fact by these ranks, in the ears of every policy given. */
export function wordsAbout(
  fact: FactModel,
  policies: readonly Policy[],
  ranks: readonly number[],
): readonly (readonly Assertion[])[] {
  const listening = policies.map((policy) => listeningOf(fact.name, policy))
  const key = JSON.stringify([fact, ranks, listening, policies[0]!.levels])
  let lists = wordLists.get(key)
  if (lists === undefined) {
    lists = listsOf(fact, listening, ranks, policies[0]!.levels)
    wordLists.set(key, lists)
  }
  return lists
}

/** Every combination of what could be said about each fact. */
export function combined(lists: readonly (readonly (readonly Assertion[])[])[]): readonly (readonly Assertion[])[] {
  let all: (readonly Assertion[])[] = [[]]
  for (const words of lists)
    all = all.flatMap((said) => words.map((more) => (more.length === 0 ? said : [...said, ...more])))
  return all
}

function listeningOf(name: string, { facts, trusts }: Policy): Listening {
  const fact = facts.find((each) => each.name === name)
  const about = trusts.filter((trust) => trust.fact === fact?.index)
  const trusted = [...new Set(about.map(({ to }) => to))].sort()
  const heard = [...new Set(about.flatMap((trust) => (trust.heard ? [trust.to] : [])))].sort()
  return { vouchedBy: fact?.vouchedBy ?? -1, trusted, heard }
}

function listsOf(
  fact: FactModel,
  listening: readonly Listening[],
  ranks: readonly number[],
  levels: readonly string[],
): readonly (readonly Assertion[])[] {
  const cells = cellsOf(fact)
  const heard = ranks.filter((rank) => listening.some((each) => each.heard.includes(rank)))
  const speakers = [
    ...differing(ranks, listening).map((rank): Speaker => ({ rank, heard: false })),
    ...heard.map((rank): Speaker => ({ rank, heard: true })),
  ]
  const word = ({ rank, heard: only }: Speaker, value: FactValue): Assertion => ({
    name: fact.name,
    value,
    by: levels[rank]!,
    ...(only ? { heard: true } : {}),
  })
  const found = new Map<string, readonly Assertion[]>()
  for (const latest of assignments(speakers.length, cells.length + 1)) {
    const said = latest.flatMap((at, place) => (at === 0 ? [] : [{ speaker: speakers[place]!, value: cells[at - 1]! }]))
    for (const claims of subsets(cells)) {
      // Whoever speaks may have said something else before; where nobody does, there is nothing before.
      if (claims.length > 0 && said.length === 0) continue
      const words = [
        ...claims.map((value) => word(said[0]!.speaker, value)),
        ...said.map(({ speaker, value }) => word(speaker, value)),
      ]
      const key = signature(fact, listening, said, [...claims, ...said.map(({ value }) => value)])
      const known = found.get(key)
      if (known === undefined || known.length > words.length) found.set(key, words)
    }
  }
  return [...found.values()].sort((a, b) => a.length - b.length)
}

/** Of ranks that nobody trusts, the strongest of those that count for as much stands for them. */
function differing(ranks: readonly number[], listening: readonly Listening[]): readonly number[] {
  const role = (rank: number): string =>
    listening.some(({ trusted }) => trusted.includes(rank))
      ? `trusted ${rank}`
      : listening.map(({ vouchedBy }) => rank <= vouchedBy).join()
  return ranks.filter((rank, place) => ranks.findIndex((other) => role(other) === role(rank)) === place)
}

/** What of the words could make a difference to anybody listening. */
function signature(
  { assume }: FactModel,
  listening: readonly Listening[],
  said: readonly { readonly speaker: Speaker; readonly value: FactValue }[],
  values: readonly FactValue[],
): string {
  const counted = listening.map(({ vouchedBy, trusted, heard }) => {
    const strongestFirst = [...said].sort(
      (a, b) => a.speaker.rank - b.speaker.rank || Number(b.speaker.heard) - Number(a.speaker.heard),
    )
    const words: unknown[] = []
    for (const { speaker, value } of strongestFirst) {
      const { rank } = speaker
      const native = rank <= vouchedBy
      if (speaker.heard ? heard.includes(rank) : native || trusted.includes(rank))
        words.push(native && !speaker.heard ? value : [rank, speaker.heard, value])
      if (native && !speaker.heard) break
    }
    return words.length === 0 ? [assume] : words
  })
  const untold = counted.every((words) => words.length === 1 && words[0] === assume)
  return JSON.stringify([counted, [...new Set(untold ? [assume, ...values] : values)].map(String).sort()])
}

function assignments(places: number, options: number): readonly (readonly number[])[] {
  let all: number[][] = [[]]
  for (let place = 0; place < places; place++)
    all = all.flatMap((before) => Array.from({ length: options }, (_, option) => [...before, option]))
  return all
}
