import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../../reference/naive.ts'
import { choicesOf } from '../../src/analysis/space.ts'
import { silenced, trusting, withWords } from '../../src/analysis/words.ts'
import { plus } from '../../src/engine/hypothesis.ts'
import {
  type Assertion,
  type BehaviorStatement,
  type MatrixRow,
  matrix,
  type Policy,
  type Rank,
  seenBy,
  type TrustStatement,
} from '../../src/index.ts'
import { rawLayer } from '../laws/arbitrary.ts'
import type { Situation } from '../laws/situations.ts'
import { engineOf, everyStack, TIMEOUT, type Trial } from '../laws/trial.ts'
import { saidBelow } from './free-words.ts'

const none = fc.constant(null)
const written = { index: -1, layer: -1, condition: null, source: { file: '', line: 0, column: 0 } } as const

/** One level of one row, in one situation, with the policy in which it and those below are silent. */
interface Asked {
  readonly policy: Policy
  readonly silent: Policy
  readonly facts: readonly Assertion[]
  readonly rank: Rank
  readonly row: MatrixRow
}

/** Looks at every behavior and level, in situations where the ways to trust are few. */
function everyCell({ policy, engine, chain, situations }: Trial, look: (asked: Asked) => number): number {
  let looked = 0
  for (const { facts } of situations.slice(0, 2)) {
    const rows = matrix(engine, facts)
    for (const [rank] of chain.entries()) {
      const silent = silenced(policy, ranksFrom(policy, rank))
      for (const row of rows) looked += look({ policy, silent, facts, rank, row })
    }
  }
  return looked
}

const ranksFrom = (policy: Policy, rank: Rank): Rank[] =>
  policy.levels.flatMap((_, each) => (each >= rank ? [each] : []))
const decided = ({ facts, row }: Asked, policy: Policy): number =>
  row.values.indexOf(naiveDecide(policy, row.behavior, facts).value!)

/** Every way to trust those below about what they assert, brute force; null where there are too many. */
function trustsOf({ policy, facts, rank }: Asked): (readonly TrustStatement[])[] | null {
  const pairs = new Map<string, TrustStatement[]>()
  for (const { name, by, heard = false } of facts) {
    const to = policy.levels.indexOf(by === 'operator' ? 'developer' : by)
    const fact = policy.facts.find((each) => each.name === name)
    if (fact === undefined || to <= rank || rank < fact.declaredAt) continue
    const ways = pairs.get(`${fact.index} ${to}`) ?? [{ ...trusting(rank, to, fact.index), heard: false }]
    if (heard && ways.length < 2) ways.push(trusting(rank, to, fact.index))
    pairs.set(`${fact.index} ${to}`, ways)
  }
  const each = [...pairs.values()]
  if (each.reduce((product, ways) => product * (ways.length + 1), 1) > 30) return null
  return choicesOf(each.map((ways) => ways.length + 1)).map((choice) =>
    choice.flatMap((option, place) => (option === 0 ? [] : [each[place]![option - 1]!])),
  )
}

/** What one statement of the level, or none, comes to, under every way to trust. */
function outcomes(asked: Asked, trusts: readonly (readonly TrustStatement[])[]): Set<number> {
  const { silent, rank, row } = asked
  const words: (readonly BehaviorStatement[])[] = [
    [],
    ...row.values.map((_, value) => [{ ...written, kind: 'set', rank, value, pattern: row.behavior } as const]),
    ...row.values.map((_, value) => [
      { ...written, kind: 'limit', rank, values: [value], pattern: row.behavior } as const,
    ]),
  ]
  return new Set(trusts.flatMap((trust) => words.map((said) => decided(asked, withWords(silent, said, trust)))))
}

/** What holds under the level's own words, those below silent. */
const standing = (asked: Asked): number =>
  decided(asked, silenced(asked.policy, ranksFrom(asked.policy, asked.rank + 1)))

const names = ({ policy, row, rank }: Asked): boolean => rank >= policy.behaviors.get(row.behavior)!.declaredAt

describe('the matrix of random stacks', { timeout: TIMEOUT }, () => {
  it('says of a scale just what the naive engine finds by trying', () => {
    everyStack(none, (trial) =>
      everyCell(trial, (asked) => {
        const { row, rank, policy, facts } = asked
        const trusts = trustsOf(asked)
        if (row.kind !== 'scale' || trusts === null) return 0
        const cell = row.levels[policy.levels[rank]!]!
        const about = JSON.stringify({ row, rank, facts })
        if (!names(asked)) {
          expect([cell.raise, cell.tighten, cell.grantable], about).toEqual([null, false, null])
          return 0
        }
        const present = row.values.indexOf(row.value)
        const found = outcomes(asked, trusts)
        const loosest = Math.max(...found)
        const raise = loosest > Math.max(present, standing(asked)) ? row.values[loosest]! : null
        expect(cell.raise, about).toBe(raise)
        expect(cell.tighten, about).toBe(Math.min(...found) < present)
        return 1
      }),
    )
  })

  it('says of a choice just what the naive engine finds by trying', () => {
    everyStack(none, (trial) =>
      everyCell(trial, (asked) => {
        const { row, rank, policy, facts } = asked
        const trusts = trustsOf(asked)
        if (row.kind !== 'choice' || trusts === null) return 0
        const { choose = [], ...cell } = row.levels[policy.levels[rank]!]!
        const about = JSON.stringify({ row, rank, facts })
        expect([cell.raise, cell.tighten, cell.grantable], about).toEqual([null, false, null])
        const found = names(asked) ? [...outcomes(asked, trusts)].map((value) => row.values[value]!) : []
        for (const value of choose) expect(found, about).toContain(value)
        const unchanged = [row.value, row.values[standing(asked)]!]
        for (const value of found) if (!unchanged.includes(value)) expect(choose, about).toContain(value)
        return names(asked) ? 1 : 0
      }),
    )
  })

  it('grants what a weaker level may then say, and could not before', () => {
    everyStack(none, (trial) =>
      everyCell(trial, (asked) => {
        const { row, rank, policy, facts, silent } = asked
        const trusts = trustsOf(asked)
        if (row.kind === 'bright-line' || trusts === null || !names(asked)) return 0
        const cell = row.levels[policy.levels[rank]!]!
        // Without limits, and started from the tightest value, reach is all that a set takes.
        const { behavior: pattern } = row
        const freed = {
          ...silent,
          statements: silent.statements.filter(({ kind }) => kind !== 'limit' && kind !== 'set'),
        }
        const behavior = { ...policy.behaviors.get(pattern)!, default: 0 }
        const bare = { ...freed, behaviors: new Map([...policy.behaviors, [pattern, behavior]]) }
        const weaker = trial.chain.flatMap((_, to) => (to > rank ? [to] : []))
        const given = row.values.filter((_, value) =>
          weaker.some((to) =>
            trusts.some((trust) => {
              const asking = withWords(bare, [{ ...written, kind: 'set', rank: to, value, pattern }], trust)
              const grant = { ...written, kind: 'grant', rank, to, values: [value], pattern } as const
              const granted = { ...asking, statements: plus(asking.statements, grant) }
              return refused(asking, row, facts) && !refused(granted, row, facts)
            }),
          ),
        )
        const about = JSON.stringify({ row, rank, facts })
        if (row.kind === 'choice') expect(cell.grants, about).toEqual(given)
        else expect(cell.grantable, about).toBe(given.at(-1) ?? null)
        return 1
      }),
    )
  })

  it('is not exceeded by whatever else a level says', () => {
    everyStack(
      fc.record({ rank: fc.nat(), words: fc.array(rawLayer, { minLength: 1, maxLength: 3 }) }),
      (trial, drawn) => {
        const rank = drawn.rank % trial.chain.length
        const level = trial.chain[rank]!
        const said = rank === 0 ? null : ownWords(trial, rank, drawn.words)
        if (said === null) return 0
        let compared = 0
        for (const { facts } of trial.situations) {
          const rows = matrix(trial.engine, facts)
          for (const row of rows) {
            const { raise, choose = [] } = row.levels[level]!
            const asked = { policy: trial.policy, silent: trial.policy, facts, rank, row }
            if (trustsOf(asked) === null || !names(asked)) continue
            const found = row.values.indexOf(naiveDecide(said, row.behavior, facts).value!)
            const most = Math.max(row.values.indexOf(raise ?? row.value), standing(asked))
            const about = JSON.stringify({ row, level, facts })
            if (row.kind === 'scale') expect(found, about).toBeLessThanOrEqual(most)
            const known = [...choose, row.value, row.values[standing(asked)]!]
            if (row.kind === 'choice') expect(known, about).toContain(row.values[found])
            compared++
          }
        }
        return compared
      },
    )
  })

  it('is seen alike by each level, with what those above it decided and could do', () => {
    everyStack(fc.nat(), ({ engine, policy, chain, situations }, drawn) => {
      const [{ facts }] = situations as [Situation]
      const rows = matrix(engine, facts)
      for (const rank of [drawn % chain.length]) {
        const level = chain[rank]!
        const above = silenced(policy, ranksFrom(policy, rank))
        const seen = seenBy(engine, level, facts)!
        expect(seen.map(({ behavior }) => behavior)).toEqual(rows.map(({ behavior }) => behavior))
        for (const [place, row] of rows.entries()) {
          const { statements: _, ...may } = row.levels[level]!
          const { asks, ...told } = seen[place]!
          expect(told).toMatchObject({ value: row.value, ...may })
          expect(told.above.value).toBe(naiveDecide(above, row.behavior, facts).value)
          for (const { level: by, to = level } of asks) {
            expect(chain.indexOf(by)).toBeLessThan(rank)
            expect(to).toBe(level)
          }
        }
      }
      return rows.length
    })
    expect(seenBy(engineOf({ chain: ['root', 'agent'], tags: [], layers: [], mandates: [] }), 'king')).toBeNull()
  })
})

/** Whether the last set that is said of a behavior is refused for want of reach. */
const refused = (policy: Policy, row: MatrixRow, facts: readonly Assertion[]): boolean =>
  naiveDecide(policy, row.behavior, facts).rejected.some(({ reason }) => reason === 'out-of-reach')

/** The policy where a level says something random instead of its words, and those below say nothing. */
function ownWords(trial: Trial, rank: Rank, words: Parameters<typeof saidBelow>[2]): Policy {
  const layers = words.map((layer) => ({ ...layer, level: 0 }))
  const { policy } = engineOf({ ...saidBelow(trial, rank - 1, layers), mandates: [] })
  return policy
}
