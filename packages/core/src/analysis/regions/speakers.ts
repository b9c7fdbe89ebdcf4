import type { Assertion } from '../../engine/types.ts'
import type { Fact, Policy } from '../../policy/types.ts'

/** Who says something, and whether it is only said in text. */
export type Speaker = Pick<Assertion, 'by' | 'heard'>

/** Whose word on one fact makes a difference. */
export interface Speakers {
  /** A level that every side believes. */
  readonly native: Speaker
  /** Levels that every side believes, in text: some side counts what is only heard of them. */
  readonly overheard: readonly Speaker[]
  /** Weaker levels that some trust, or only one side believes: strongest first, what is only heard last. */
  readonly partial: readonly (readonly Speaker[])[]
  /** A level that nobody believes; null where somebody believes each. */
  readonly bystander: Speaker | null
}

/** The levels whose words on a fact differ in what they do: one for those that are believed everywhere, one for those that are nowhere. */
export function speakersOf(name: string, sides: readonly { readonly policy: Policy }[]): Speakers {
  const known = sides.flatMap(({ policy }) => {
    const fact = policy.facts.find((each) => each.name === name)
    return fact === undefined ? [] : [{ policy, fact }]
  })
  const chains = sides.map(({ policy }) => policy.levels.slice(0, policy.levels.length - policy.mandates))
  const levels = chains.at(-1)!.filter((level) => chains.every((chain) => chain.includes(level)))
  const believed = (level: string): readonly boolean[] => known.map((side) => isNative(level, side))
  const trusted = (level: string, heard: boolean): boolean => known.some((side) => isTrusted(level, side, heard))
  const native = levels.findLast((level) => believed(level).every(Boolean)) ?? levels[0]!
  const overheard = levels.filter((by) => believed(by).every(Boolean) && trusted(by, true))
  const weaker = levels.filter((by) => !believed(by).every(Boolean))
  const partial = weaker.filter((by) => believed(by).some(Boolean) || trusted(by, false))
  const bystander = weaker.findLast((level) => !partial.includes(level))
  return {
    native: { by: native },
    overheard: overheard.map((by) => ({ by, heard: true })),
    partial: partial.map((by) => (trusted(by, true) ? [{ by }, { by, heard: true }] : [{ by }])),
    bystander: bystander === undefined ? null : { by: bystander },
  }
}

interface Known {
  readonly policy: Policy
  readonly fact: Fact
}

const isNative = (level: string, { policy, fact }: Known): boolean => policy.levels.indexOf(level) <= fact.vouchedBy

const isTrusted = (level: string, { policy, fact }: Known, heard: boolean): boolean =>
  policy.trusts.some(
    (trust) => trust.fact === fact.index && policy.levels[trust.to] === level && (trust.heard || !heard),
  )
