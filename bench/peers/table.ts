import { decide, flattenPolicy } from '../flat.ts'
import type { FactModel, FactValue, PolicyModel } from '../policy.ts'
import type { Answer, Peer } from './peer.ts'

/** What the table is asked with: an object of the four attributes. */
interface Named {
  readonly age_group: string
  readonly occupation: string
  readonly verified: boolean
  readonly track_record: number
}

/**
 * The limit: every decision is in one array of bytes, and code written for these four attributes finds its place. It
 * knows nobody's words and no reasons, checks nothing and is thrown away when the policy changes.
 */
export function typedArray(policy: PolicyModel): Peer {
  const { table, size } = tabulate(policy)
  const offsets = new Map(policy.behaviors.map(({ id }, index) => [id, index * size]))
  const [ages, occupations] = policy.facts.map(({ samples }) => new Map(samples.map((value, index) => [value, index])))
  const [low, high] = policy.facts[3]!.thresholds as [number, number]
  const strides = stridesOf(policy.facts)
  const [, occupationStride, verifiedStride, recordStride] = strides as [number, number, number, number]
  const place = (behavior: string, named: Named): number =>
    offsets.get(behavior)! +
    ages!.get(named.age_group)! +
    occupationStride * occupations!.get(named.occupation)! +
    (named.verified ? verifiedStride : 0) +
    recordStride * (named.track_record < low ? 0 : named.track_record < high ? 1 : 2)
  return {
    name: 'typed-array look-up (the limit)',
    note: 'no layers, nobody vouches; code written for four attributes',
    prepare: (questions): Answer => {
      const prepared = questions.map(({ behavior, value, situation }) => ({
        behavior: policy.behaviors[behavior]!.id,
        value,
        named: situation.attributes as unknown as Named,
      }))
      return () => {
        let count = 0
        for (const { behavior, value, named } of prepared) if (table[place(behavior, named)]! >= value) count++
        return count
      }
    },
  }
}

function stridesOf(facts: readonly FactModel[]): number[] {
  const strides: number[] = []
  facts.reduce((stride, { samples }) => {
    strides.push(stride)
    return stride * samples.length
  }, 1)
  return strides
}

function tabulate(policy: PolicyModel): { table: Uint8Array; size: number } {
  const { facts } = policy
  const size = facts.reduce((product, { samples }) => product * samples.length, 1)
  const strides = stridesOf(facts)
  const table = new Uint8Array(size * policy.behaviors.length)
  flattenPolicy(policy).forEach((behavior, index) => {
    for (let number = 0; number < size; number++) {
      const values = facts.map<FactValue>(
        ({ samples }, fact) => samples[Math.floor(number / strides[fact]!) % samples.length]!,
      )
      table[index * size + number] = decide(behavior, values)
    }
  })
  return { table, size }
}
