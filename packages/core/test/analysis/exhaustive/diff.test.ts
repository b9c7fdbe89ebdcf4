import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../../../reference/naive.ts'
import { type Readings, readingsOf } from '../../../reference/readings.ts'
import {
  type Assertion,
  createEngine,
  type DecisionChange,
  diff,
  type Policy,
  type PolicyDiff,
} from '../../../src/index.ts'
import { grantOf, setOf } from './documents.ts'
import { chainLength, Enumeration } from './enumeration.ts'
import { everySmall, POLICIES, type SmallTrial, TIMEOUT } from './every.ts'
import { withLayers } from './mounting.ts'
import { combined, wordsAbout } from './situations.ts'
import { layerOf, rawLayer, type Small } from './small.ts'

const drawn = fc.record({ added: fc.array(rawLayer, { maxLength: 2 }), without: fc.option(fc.nat(), { freq: 2 }) })

describe('the diff of two small stacks, by enumeration', { timeout: TIMEOUT }, () => {
  it('lists every decision that comes out otherwise in some situation, and nothing else', () => {
    const count = { changes: 0, reach: 0, textOnly: 0, claims: 0, left: 0 }
    everySmall(drawn, (trial, raw) => {
      const newer = withLayers(otherVersion(trial, raw), [])
      const found = diff(trial.engine, createEngine(newer)) as PolicyDiff
      const sides = [trial.policy, newer] as const
      let shown = 0
      for (const { id } of trial.behaviors) {
        const left = found.left.find(({ behavior }) => behavior === id)
        const about = JSON.stringify({ id, left, found: [...found.changes, ...found.reach] })
        const seen = new Comparison(trial, sides, id)
        const changes = found.changes.filter(({ behavior }) => behavior === id)
        const told = changes.map(({ old, new: now, direction }) => `${old} → ${now}: ${direction}`)
        const reach = found.reach.filter(({ behavior }) => behavior === id)
        for (const change of [...changes, ...reach]) expect(change.situations, about).toBeGreaterThan(0)
        for (const change of changes) replayed(change, sides, about)
        // Where a condition calculates, the number that it took may lie in no cell of ours.
        if (!seen.opaque) for (const each of told) expect([...seen.decisions], about).toContain(each)
        if (left === undefined) {
          for (const each of seen.decisions) expect(told, about).toContain(each)
          expect(new Set(told).size, about).toBe(told.length)
          const reached = reach.map(nameOf)
          // What a level reaches of its own somewhere is not told again of where it takes grants.
          for (const each of seen.reach) expect([...reached, ...reached.map(grantedName)], about).toContain(each)
        } else count.left++
        for (const change of reach) expect(seen.everyReach, about).toContain(nameOf(change))
        shown += seen.decisions.size + seen.reach.size
        count.changes += changes.length
        count.reach += reach.length
        count.claims += [...seen.decisions].filter((each) => !seen.plain.has(each)).length
      }
      const declared = [found.added, found.removed].flatMap(({ behaviors, facts }) => [...behaviors, ...facts])
      expect(declared).toEqual([])
      if (found.textOnly) expect(shown).toBe(0)
      else if (found.left.length === 0) expect(shown, JSON.stringify(found)).toBeGreaterThan(0)
      if (found.textOnly) count.textOnly++
    })
    const { left, claims, ...told } = count
    expect(Math.min(...Object.values(told)), JSON.stringify(count)).toBeGreaterThan(POLICIES / 10)
    expect(claims, JSON.stringify(count)).toBeGreaterThan(0)
    expect(left, JSON.stringify(count)).toBeLessThan(POLICIES / 10)
  })
})

type RawVersion = typeof drawn extends fc.Arbitrary<infer T> ? T : never

/** The stack with up to two more layers, and often with one statement less. */
function otherVersion(drawnStack: Small, { added, without }: RawVersion): Small['stack'] {
  const { stack, chain } = drawnStack
  const said = stack.layers.flatMap((layer) => layer.statements)
  const gone = without === null ? undefined : said[without % Math.max(1, said.length)]
  const layers = stack.layers.map((layer) => ({
    ...layer,
    statements: layer.statements.filter((statement) => statement !== gone),
  }))
  const more = added.map((raw) => layerOf(raw, raw.level % chain.length, drawnStack))
  return { ...stack, layers: [...layers, ...more] }
}

function replayed({ behavior, old, new: now, facts }: DecisionChange, sides: readonly Policy[], about: string): void {
  const decided = sides.map((policy) => naiveDecide(policy, behavior, facts).value)
  expect(decided, about).toEqual([old, now])
}

/** Whether nobody contests what somebody else said. */
const isPlain = (facts: readonly Assertion[]): boolean => new Set(facts.map(({ name }) => name)).size === facts.length

interface Reached {
  readonly level: string
  readonly granted: boolean
  readonly old: string
  readonly new: string
}

const nameOf = ({ level, granted, old, new: now }: Reached): string =>
  `${level}${granted ? ', granted more' : ''}: ${old} → ${now}`

const grantedName = (name: string): string => name.replace(':', ', granted more:')

/** One behavior of both versions, in every situation. */
class Comparison {
  /** What is decided otherwise: old, new and which is looser. */
  readonly decisions = new Set<string>()
  /** Those of them that show without claims. */
  readonly plain = new Set<string>()
  /** What a level could reach otherwise where that does not follow from what is decided, and where it does, too. */
  readonly reach = new Set<string>()
  readonly everyReach: string[] = []
  readonly opaque: boolean
  readonly #sides: readonly Enumeration[]
  readonly #chain: number

  constructor(trial: SmallTrial, sides: readonly [Policy, Policy], id: string) {
    this.#sides = sides.map((policy) => new Enumeration(policy, id, []))
    this.#chain = chainLength(sides[0])
    this.opaque = sides.some((policy) =>
      [...policy.statements, ...policy.trusts].some(({ condition }) => condition?.constants.includes(null)),
    )
    const read = this.#sides.flatMap((side, place) => readBy(side, sides[place]!))
    const facts = trial.facts.filter(({ name }) => read.includes(name))
    const lists = facts.map((fact) =>
      wordsAbout(
        fact,
        sides,
        trial.chain.map((_, rank) => rank),
      ),
    )
    const seen = new Set<string>()
    for (const said of combined(lists)) {
      const held = this.#sides.map((side, place) => side.held(readingsOf(sides[place]!, said, undefined)))
      const plain = isPlain(said)
      const key = [plain, ...held.map((each) => each.key)].join()
      if (seen.has(key)) continue
      seen.add(key)
      this.#compare(held, sides[0].levels, plain)
    }
  }

  #compare(held: readonly Readings[], levels: readonly string[], plain: boolean): void {
    const { values, kind, declaredAt } = this.#sides[0]!.behavior
    const [old, now] = this.#sides.map((side, place) => side.under([], held[place]!)) as [number, number]
    const direction = kind === 'choice' ? 'changed' : now > old ? 'looser' : 'tighter'
    const change = `${values[old]} → ${values[now]}: ${direction}`
    if (old !== now) this.decisions.add(change)
    if (old !== now && plain) this.plain.add(change)
    if (kind !== 'scale') return
    for (let rank = Math.max(1, declaredAt); rank < this.#chain; rank++) {
      const own = this.#reached(rank, false, held)
      const more = this.#reached(rank, true, held)
      for (const [granted, [was, is]] of [
        [false, own],
        [true, more],
      ] as const) {
        if (was === is) continue
        const name = nameOf({ level: levels[rank]!, granted, old: values[was]!, new: values[is]! })
        this.everyReach.push(name)
        if (was === old && is === now) continue
        this.reach.add(name)
      }
    }
  }

  /** The loosest that a level's own set brings about, with grants of those between if need be. */
  #reached(rank: number, granted: boolean, held: readonly Readings[]): readonly [number, number] {
    const { values, id, declaredAt } = this.#sides[0]!.behavior
    const givers = Array.from({ length: rank }, (_, giver) => giver).slice(Math.max(1, declaredAt))
    const grants = granted ? givers.map((giver) => grantOf(id, giver, rank, [values.length - 1])) : []
    const sets = values.map((_, value) => setOf(id, rank, value))
    return this.#sides.map((side, place) => side.under([...grants, ...sets], held[place]!)) as [number, number]
  }
}

/** Names of the facts that matter to a behavior. */
function readBy({ facts }: Enumeration, policy: Policy): readonly string[] {
  const conditions = policy.trusts.flatMap(({ fact, condition }) =>
    facts.includes(fact) ? (condition?.facts ?? []) : [],
  )
  return [...facts, ...conditions].map((index) => policy.facts[index]!.name)
}
