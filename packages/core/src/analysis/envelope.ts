import { Engine } from '../engine/engine.ts'
import type { Held } from '../engine/hypothesis.ts'
import { Situation } from '../engine/situation.ts'
import type { Target } from '../engine/target.ts'
import type { Assertion } from '../engine/types.ts'
import type { Arguments, Condition, Policy, Rank } from '../policy/types.ts'
import { type FreeOptions, freeRanks } from './free.ts'
import { argumentsToTry, opaqueConditions, turnsOf } from './opaque.ts'
import { Reach } from './reach.ts'
import { axesOf, situationsOf, sizeOf } from './space.ts'
import { SILENCE, type Voice, voicesOf } from './voices.ts'
import { silenced, trustWord, type Witness, withWords, wordOf, writtenLayers } from './words.ts'

/** So many situations are looked at for one behavior. */
const MAX_SITUATIONS = 4096
/** So many are told one by one. */
const MAX_CELLS = 2048

/** What could come of a behavior where these facts are vouched for. */
export interface EnvelopeCell {
  readonly facts: readonly Assertion[]
  readonly value: string
  readonly envelope: string
}

/** How far the words of the free levels could loosen one behavior. */
export interface EnvelopeRow {
  readonly behavior: string
  readonly kind: 'scale' | 'choice' | 'bright-line'
  /** The value under the words as mounted and the facts given. */
  readonly value: string
  /** The loosest value of a scale that any words and assertions of the free levels reach; of another kind what is decided. */
  readonly envelope: string
  /** The fewest words and assertions that reach it, as replayed in the engine; null where none are needed. */
  readonly witness: Witness | null
  /** The values that words of the free levels could bring about where nothing more is asserted: none is missing, of a choice one may be too many. */
  readonly reachable: readonly string[]
  /** By what is vouched for, whoever does; fewest assertions first. */
  readonly cells: readonly EnvelopeCell[]
  /** Conditions whose outcome no list of situations exhausts. */
  readonly opaque: readonly string[]
  /** What the envelope would be if those turned out as loose as they might; null where that is no looser. */
  readonly bound: string | null
  /** Why the answer is not complete; null where it is. */
  readonly undecided: string | null
}

export interface EnvelopeOptions extends FreeOptions {
  /** Behaviors to look at, concrete tools included; left out: all that are declared. */
  readonly behaviors?: readonly string[] | undefined
  /** What is asserted. Nobody asserts anything else about these facts. */
  readonly facts?: readonly Assertion[] | undefined
}

/**
 * The loosest value that any words of the levels below could ever reach, and the shortest way to it. The free levels may
 * say and assert anything; what the others assert is given.
 */
export function envelope(engine: Engine, options: EnvelopeOptions = {}): readonly EnvelopeRow[] {
  const { policy } = engine
  const free = freeRanks(policy, options)
  const mounted = silenced(policy, free)
  const question = { engine: mounted === policy ? engine : new Engine(mounted), free, given: options.facts ?? [] }
  return (options.behaviors ?? [...policy.behaviors.keys()]).flatMap((id) => {
    const value = engine.value(id, question.given)
    const target = question.engine.target(id)
    return target === null || value === null ? [] : [new Row(question, target).row(value)]
  })
}

interface Question {
  /** Of the policy without the words of the free levels. */
  readonly engine: Engine
  readonly free: readonly Rank[]
  readonly given: readonly Assertion[]
}

interface Found {
  readonly value: number
  readonly voice: Voice
  readonly args: Arguments | undefined
}

const UNSEEN = 'there are too many situations to look at them all'
const CALCULATED = 'who may vouch for its facts depends on a calculation with a number'

class Row {
  readonly #question: Question
  readonly #policy: Policy
  readonly #target: Target
  readonly #chain: number
  readonly #opaque: readonly Condition[]
  /** By the readings of the target's conditions. */
  readonly #loosestBy = new Map<string, number>()

  constructor(question: Question, target: Target) {
    this.#question = question
    this.#policy = question.engine.policy
    this.#target = target
    this.#chain = this.#policy.levels.length - this.#policy.mandates
    this.#opaque = opaqueConditions(target)
  }

  row(value: string): EnvelopeRow {
    const { id, behavior } = this.#target
    const reachable = this.#reach(SILENCE, undefined).possible()
    const opaque = this.#opaque.map((condition) => condition.text)
    const shared = { behavior: id, kind: behavior.kind, value, reachable: this.#names(reachable), opaque }
    const cells = this.#cells()
    const seen = cells === null ? UNSEEN : null
    const fixed = { envelope: value, witness: null, bound: null, cells: cells ?? [] }
    if (behavior.kind !== 'scale') return { ...shared, ...fixed, undecided: seen }
    const { given, free } = this.#question
    const voices = voicesOf(this.#policy, this.#target, given, free, MAX_SITUATIONS)
    const said = voices ?? [SILENCE]
    const bound = Math.max(...said.map((voice) => this.#bound(voice)))
    const found = this.#loosest(said, bound)
    const envelope = behavior.values[found.value]!
    const witness = envelope === value ? null : this.#witness(found)
    const undecided = this.#calculated() ? CALCULATED : voices === null ? UNSEEN : seen
    const looser = bound > found.value ? behavior.values[bound]! : null
    return { ...shared, ...fixed, envelope, witness, bound: looser, undecided }
  }

  #calculated(): boolean {
    const { facts } = this.#target
    return this.#policy.trusts.some(
      ({ fact, condition }) => facts.includes(fact) && condition?.constants.includes(null) === true,
    )
  }

  #names(values: readonly number[]): readonly string[] {
    return values.map((value) => this.#target.behavior.values[value]!)
  }

  #situation({ facts, trusts }: Voice, args: Arguments | undefined): Situation {
    const policy = trusts.length === 0 ? this.#policy : withWords(this.#policy, [], trusts)
    return new Situation(policy, [...this.#question.given, ...facts], args)
  }

  #reach(voice: Voice, args: Arguments | undefined): Reach {
    const situation = this.#situation(voice, args)
    return this.#under((condition) => situation.held(condition))
  }

  #under(held: Held): Reach {
    return new Reach(this.#target, held, this.#chain, this.#question.free)
  }

  /** Nothing but the readings of the conditions decides how loose it gets. */
  #loosestWhere(held: Held): number {
    const key = this.#target.conditions.map(held).join('')
    const known = this.#loosestBy.get(key)
    if (known !== undefined) return known
    const value = this.#under(held).loosest()
    this.#loosestBy.set(key, value)
    return value
  }

  /** How loose it could get if every opaque condition turned out as it pleases. */
  #bound(voice: Voice): number {
    const situation = this.#situation(voice, undefined)
    const turns = turnsOf(this.#opaque, (condition) => situation.held(condition))
    if (turns === null) return this.#target.behavior.values.length - 1
    return Math.max(...turns.map((turn) => this.#loosestWhere(turn)))
  }

  /**
   * The loosest value over all that could be asserted, with the fewest assertions.
   * @param bound where it is known to get no looser
   */
  #loosest(voices: readonly Voice[], bound: number): Found {
    let found: Found = { value: -1, voice: SILENCE, args: undefined }
    const tried = argumentsToTry(this.#opaque).slice(0, Math.max(1, MAX_SITUATIONS / voices.length))
    for (const args of tried) {
      for (const voice of voices) {
        const situation = this.#situation(voice, args)
        const value = this.#loosestWhere((condition) => situation.held(condition))
        if (value > found.value) found = { value, voice, args }
        if (value === bound) return found
      }
    }
    return found
  }

  /** The fewest words that reach the value, once an engine that has them decided it; null where it decides otherwise. */
  #witness({ value, voice, args }: Found): Witness | null {
    const { levels } = this.#policy
    const { behavior, id } = this.#target
    const statements = this.#reach(voice, args).shortest(value)
    if (statements === null) return null
    const facts = [...this.#question.given, ...voice.facts]
    const mounted = withWords(this.#policy, statements, voice.trusts)
    if (new Engine(mounted).value(id, facts, args) !== behavior.values[value]) return null
    const words = [
      ...voice.trusts.map((trust) => trustWord(trust, this.#policy)),
      ...statements.map((statement) => wordOf(statement, this.#policy, behavior.values)),
    ]
    return { words, layers: writtenLayers(words, levels), facts, ...(args === undefined ? {} : { args }) }
  }

  /** What is decided, and how loose it could get, in each situation of the facts that are not given; null for too many. */
  #cells(): readonly EnvelopeCell[] | null {
    const names = this.#question.given.map(({ name }) => name)
    const open = this.#target.facts.filter((fact) => !names.includes(this.#policy.facts[fact]!.name))
    const axes = axesOf(this.#policy, open, this.#target.conditions)
    if (sizeOf(axes) > MAX_CELLS) return null
    return situationsOf(this.#policy, axes).map((facts) => {
      const situation = this.#situation({ facts, trusts: [] }, undefined)
      const held: Held = (condition) => situation.held(condition)
      const silent = this.#under(held).silent()
      const loosest = this.#target.behavior.kind === 'scale' ? this.#loosestWhere(held) : silent
      const [value, envelope] = this.#names([silent, loosest])
      return { facts, value: value!, envelope: envelope! }
    })
  }
}
