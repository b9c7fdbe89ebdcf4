/** Puts a question about every word and every situation to small random stacks. */
import fc from 'fast-check'
import { type Assertion, createEngine, type Engine, type Policy } from '../../../src/index.ts'
import { cellsOf } from './formula.ts'
import { withLayers } from './mounting.ts'
import { type Small, smallStack } from './small.ts'

export const POLICIES = Math.max(2000, Number(process.env.BYLAW_RUNS ?? 0))

/** Milliseconds that a question may take: generous, for busy machines. */
export const TIMEOUT = 60_000 + POLICIES * 200

const small = fc.nat({ max: 11 })
export const rawGiven = fc.array(fc.record({ fact: small, value: small, by: small, heard: small }), { maxLength: 2 })
type RawGiven = typeof rawGiven extends fc.Arbitrary<infer T> ? T : never

export interface SmallTrial extends Small {
  readonly policy: Policy
  readonly engine: Engine
  given(raw: RawGiven): readonly Assertion[]
}

export function everySmall<T>(
  extra: fc.Arbitrary<T>,
  holds: (trial: SmallTrial, extra: T) => void,
  numRuns = POLICIES,
): void {
  fc.assert(
    fc.property(fc.tuple(smallStack, extra), ([drawn, drawnToo]) => {
      const policy = withLayers(drawn.stack, [])
      const given = (raw: RawGiven): readonly Assertion[] => raw.map((each) => assertionOf(each, drawn))
      holds({ ...drawn, policy, engine: createEngine(policy), given }, drawnToo)
    }),
    { numRuns },
  )
}

function assertionOf({ fact: at, value, by, heard }: RawGiven[number], { facts, chain }: Small): Assertion {
  const fact = facts[at % facts.length]!
  const cells = cellsOf(fact)
  const word = { name: fact.name, value: cells[value % cells.length]!, by: chain[by % chain.length]! }
  return heard === 11 ? { ...word, heard: true } : word
}
