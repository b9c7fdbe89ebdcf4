import type { Assertion } from '../engine/types.ts'
import type { Fact, Policy } from '../policy/types.ts'

/** Who says something, and whether it is only said in text. */
export type Speaker = Pick<Assertion, 'by' | 'heard'>

/** Whose word on one fact makes a difference. */
export interface Speakers {
  /** A level that every side believes. */
  readonly native: Speaker
  /** Those that some trust, or only one side believes: strongest first, what is only heard beside what is asserted. */
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
  const partial = levels.map((by): readonly Speaker[] => {
    const everywhere = believed(by).every(Boolean)
    const plain = !everywhere && (believed(by).some(Boolean) || trusted(by, false)) ? [{ by }] : []
    return trusted(by, true) ? [...plain, { by, heard: true }] : plain
  })
  const bystander = levels.findLast((level, rank) => !believed(level).some(Boolean) && partial[rank]!.length === 0)
  return {
    native: { by: native },
    partial: partial.filter((speakers) => speakers.length > 0),
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
