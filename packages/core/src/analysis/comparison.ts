import type { Engine } from '../engine/engine.ts'
import { Hypothesis, plus } from '../engine/hypothesis.ts'
import { TRUSTED } from '../engine/situation.ts'
import type { Target } from '../engine/target.ts'
import type { Assertion, Decision } from '../engine/types.ts'
import type { Arguments, Behavior, BehaviorStatement, Condition } from '../policy/types.ts'
import { type Region, sharedRegions } from './regions/regions.ts'

export type Direction = 'tighter' | 'looser' | 'changed'

/** A decision that comes out otherwise in some situations; `facts` is one of them, with the fewest assertions. */
export interface DecisionChange {
  readonly behavior: string
  readonly direction: Direction
  readonly old: string
  readonly new: string
  /** Who answers, where both decide `ask` and only that has changed. */
  readonly asks?: { readonly old: string; readonly new: string }
  readonly facts: readonly Assertion[]
  readonly args?: Arguments
  /** In how many situations: what is trusted of each fact that matters, and what else is claimed. */
  readonly situations: number
}

/** The loosest value of a scale that a level's own `set` reaches: other than before in some situations. */
export interface ReachChange extends Omit<DecisionChange, 'asks'> {
  readonly level: string
  /** Whether it takes grants of the levels above that nobody has written. */
  readonly granted: boolean
}

/** What two policies decide differently about one behavior. */
export interface Comparison {
  readonly behavior: string
  readonly changes: readonly DecisionChange[]
  readonly reach: readonly ReachChange[]
  /** What was not looked at; null where nothing was left out. */
  readonly left: string | null
}

/**
 * Puts every situation that could matter to both.
 * @param where of the newer policy: only situations in which it holds in the trusted reading
 */
export function compared(older: Engine, newer: Engine, behavior: string, where: Condition | null): Comparison {
  const [before, after] = [new Side(older, behavior), new Side(newer, behavior)]
  const asked = [before.conditions, [...after.conditions, ...(where === null ? [] : [where])]]
  const { all, left } = sharedRegions([
    { policy: older.policy, conditions: asked[0]! },
    { policy: newer.policy, conditions: asked[1]! },
  ])
  const changes = new Map<string, DecisionChange>()
  const reach = new Map<string, ReachChange>()
  for (const region of all) {
    const { facts, args, situations } = region
    if ((region.held(where) & TRUSTED) === 0) continue
    const [old, now] = [before.answer(region), after.answer(region)]
    const shared = { behavior, facts, ...(args === undefined ? {} : { args }), situations }
    if (old.value !== now.value || old.asks !== now.asks) {
      const asks = old.value === now.value ? { asks: { old: old.asks ?? '', new: now.asks ?? '' } } : {}
      const direction = directionOf(before.behavior, after.behavior, old.value, now.value)
      count(changes, { ...shared, direction, old: old.value, new: now.value, ...asks })
    }
    for (const [level, granted] of voices(older, newer)) {
      const [was, is] = [old.loosest(level, granted), now.loosest(level, granted)]
      if (was === null || is === null || was === is || (was === old.value && is === now.value)) continue
      const direction = directionOf(before.behavior, after.behavior, was, is)
      count(reach, { ...shared, direction, old: was, new: is, level, granted })
    }
  }
  return { behavior, changes: [...changes.values()], reach: withoutEcho([...reach.values()]), left }
}

/** Counts a change with those that are the same but for the situation, of which the first is kept. */
function count<T extends DecisionChange>(known: Map<string, T>, change: T): void {
  const { facts: _, args: __, situations: ___, ...same } = change
  const key = JSON.stringify(same)
  const first = known.get(key)
  known.set(key, first === undefined ? change : { ...first, situations: first.situations + change.situations })
}

/** What a level reaches of its own it reaches when granted more, too: that is told once. */
const withoutEcho = (changes: readonly ReachChange[]): readonly ReachChange[] =>
  changes.filter(
    ({ level, granted, old, new: now }) =>
      !granted || !changes.some((own) => !own.granted && own.level === level && own.old === old && own.new === now),
  )

function directionOf(older: Behavior, newer: Behavior, old: string, now: string): Direction {
  if (older.kind !== 'scale' || newer.kind !== 'scale') return 'changed'
  const places = [older, newer].map(({ values }) => values.indexOf(now) - values.indexOf(old))
  const known = [older, newer].every(({ values }) => values.includes(old) && values.includes(now))
  if (!known || places[0]! * places[1]! <= 0) return 'changed'
  return places[0]! > 0 ? 'looser' : 'tighter'
}

/** Every level below root that both have, on its own and granted what those above could. */
function voices(older: Engine, newer: Engine): readonly (readonly [level: string, granted: boolean])[] {
  const chain = ({ policy }: Engine): readonly string[] =>
    policy.levels.slice(1, policy.levels.length - policy.mandates)
  const levels = chain(newer).filter((level) => chain(older).includes(level))
  return [false, true].flatMap((granted) => levels.map((level) => [level, granted] as const))
}

interface Answer {
  readonly value: string
  readonly asks: string | undefined
  /** The loosest value of a scale that a level's own words reach beside what is said; null where it is no scale, or can't be named. */
  loosest(level: string, granted: boolean): string | null
}

/** One policy's answers about one behavior: the readings of its conditions decide, so each of those is answered once. */
class Side {
  readonly behavior: Behavior
  readonly #engine: Engine
  readonly #target: Target
  readonly #known = new Map<string, Answer>()

  constructor(engine: Engine, id: string) {
    this.#engine = engine
    this.#target = engine.target(id)!
    this.behavior = this.#target.behavior
  }

  get conditions(): readonly Condition[] {
    return this.#target.conditions
  }

  answer(region: Region): Answer {
    const key = this.#target.conditions.map(region.held).join('')
    let answer = this.#known.get(key)
    if (answer === undefined) {
      const { value, asks } = this.#engine.decide(this.#target.id, region.facts, region.args) as Decision
      const reached = new Map<string, string | null>()
      const loosest = (level: string, granted: boolean): string | null => {
        const voice = `${level} ${granted}`
        if (!reached.has(voice)) reached.set(voice, this.#loosest(region, level, granted))
        return reached.get(voice)!
      }
      answer = { value, asks, loosest }
      this.#known.set(key, answer)
    }
    return answer
  }

  #loosest({ held }: Region, level: string, granted: boolean): string | null {
    const { policy } = this.#engine
    const { statements } = this.#target
    const rank = policy.levels.indexOf(level)
    if (this.behavior.kind !== 'scale' || rank < this.behavior.declaredAt) return null
    const hypothesis = new Hypothesis(this.#target, held, policy.levels.length - policy.mandates)
    const { values, declaredAt } = this.behavior
    const givers = policy.levels.flatMap((_, each) => (each >= Math.max(1, declaredAt) && each < rank ? [each] : []))
    const words = [
      ...(granted ? givers.map((each) => hypothesis.grant(each, rank, [values.length - 1])) : []),
      ...values.map((_, value) => hypothesis.set(rank, value)),
    ]
    return values[hypothesis.under(words.reduce<readonly BehaviorStatement[]>(plus, statements))]!
  }
}
