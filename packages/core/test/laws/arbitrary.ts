/**
 * Random stacks of layers: facts of all three types, behaviors of all kinds and families, statements of every sort under
 * random conditions, at every level, several layers to a level, and mandates. Everything is drawn as plain numbers that
 * are then read against what was declared, so that a failing stack shrinks well.
 */
import fc from 'fast-check'
import type { FactType } from '../../src/document/types.ts'
import { printCondition, type RawCondition, rawCondition } from './conditions.ts'
import type { BehaviorModel, FactModel, LayerModel, StackModel, StatementModel } from './model.ts'
import { isOwn, type Subject, subjectsOf, type Target, TOOL_VALUES, targetsOf } from './targets.ts'

export const DEFAULT_CHAIN: readonly string[] = ['root', 'system', 'developer', 'user', 'agent']
const CHAINS = [
  DEFAULT_CHAIN,
  DEFAULT_CHAIN,
  DEFAULT_CHAIN,
  ['root', 'developer', 'user', 'agent'],
  ['root', 'board', 'developer', 'user', 'guest', 'agent'],
]
const SCALES = [
  ['off', 'on'],
  ['refuse', 'general', 'detailed'],
  ['never', 'rare', 'often', 'always'],
].map((values) => values.map((value) => `v-${value}`))

const small = fc.nat({ max: 11 })

interface RawFact {
  readonly type: number
  readonly assume: number
  readonly vouchedBy: number
  readonly delegable: boolean
  readonly own: boolean
}

interface RawBehavior {
  readonly kind: 'scale' | 'choice' | 'bright-line'
  readonly values: number
  readonly default: number
  readonly delegable: number
  readonly authority: number
  readonly inHeading: boolean
  /** Declared by the strongest level that may not be root, rather than by root. */
  readonly own: boolean
}

export interface RawStatement {
  readonly kind: StatementModel['kind']
  readonly target: number
  readonly value: number
  readonly more: number
  readonly to: number
  readonly heard: boolean
  readonly when: RawCondition | null
  readonly tag: number
}

export interface RawLayer {
  readonly level: number
  readonly statements: readonly RawStatement[]
}

const rawFact: fc.Arbitrary<RawFact> = fc.record({
  type: small,
  assume: small,
  vouchedBy: small,
  delegable: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  own: fc.integer({ min: 0, max: 4 }).map((n) => n === 4),
})

const rawBehavior: fc.Arbitrary<RawBehavior> = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('scale' as const) },
    { weight: 3, arbitrary: fc.constant('choice' as const) },
    { weight: 1, arbitrary: fc.constant('bright-line' as const) },
  ),
  values: small,
  default: small,
  delegable: small,
  authority: small,
  inHeading: fc.boolean(),
  own: fc.integer({ min: 0, max: 4 }).map((n) => n === 4),
})

export const rawStatement: fc.Arbitrary<RawStatement> = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('set' as const) },
    { weight: 3, arbitrary: fc.constant('limit' as const) },
    { weight: 3, arbitrary: fc.constant('grant' as const) },
    { weight: 2, arbitrary: fc.constant('trust' as const) },
    { weight: 1, arbitrary: fc.constant('asks' as const) },
  ),
  target: small,
  value: small,
  more: small,
  to: small,
  heard: fc.boolean(),
  when: fc.option(rawCondition, { freq: 2 }),
  tag: small,
})

export const rawLayer: fc.Arbitrary<RawLayer> = fc.record({
  level: small,
  statements: fc.array(rawStatement, { minLength: 1, maxLength: 6 }),
})

const rawStack = fc.record({
  chain: fc.nat({ max: CHAINS.length - 1 }),
  facts: fc.array(rawFact, { minLength: 1, maxLength: 4 }),
  behaviors: fc.array(rawBehavior, { minLength: 1, maxLength: 2 }),
  tools: fc.array(rawBehavior, { maxLength: 4 }),
  tag: rawCondition,
  layers: fc.array(rawLayer, { minLength: 2, maxLength: 8 }),
  mandates: fc.array(rawLayer, { maxLength: 2 }),
})

/** A stack with what statements can be about, for laws that say something more. */
export interface Drawn {
  readonly stack: StackModel
  readonly chain: readonly string[]
  readonly targets: readonly Target[]
  /** What can be asked. */
  readonly subjects: readonly Subject[]
  readonly facts: readonly FactModel[]
  /** Rank of the level below root that declares facts and behaviors of its own. */
  readonly ownRank: number
}

export const drawn: fc.Arbitrary<Drawn> = rawStack.map((raw) => {
  const chain = CHAINS[raw.chain]!
  const ownRank = chain.indexOf('developer')
  const facts = raw.facts.map((fact, at) => factOf(fact, at, chain, ownRank))
  const behaviors = [
    ...raw.behaviors.map((each, at) => behaviorOf(each, at, chain, ownRank)),
    ...toolsOf(raw.tools, chain),
  ]
  const targets = targetsOf(behaviors, ownRank)
  const rootFacts = facts.filter((fact) => !isOwn(fact.name))
  const context = { chain, facts, targets, ownRank }
  const byRank = [...raw.layers].sort((a, b) => (a.level % chain.length) - (b.level % chain.length))
  const said = byRank.map((layer) => layerOf(layer, layer.level % chain.length, context))
  const declares = (level: string, own: boolean): LayerModel => ({
    level,
    facts: facts.filter((fact) => isOwn(fact.name) === own),
    behaviors: behaviors.filter((behavior) => isOwn(behavior.id) === own),
    statements: [],
  })
  const own = declares('developer', true)
  const layers = [declares('root', false), ...said.filter((layer) => chain.indexOf(layer.level) < ownRank), own]
  layers.push(...said.filter((layer) => chain.indexOf(layer.level) >= ownRank))
  const mandates = raw.mandates.map((layer) => ({ ...layerOf(layer, chain.length, context), level: 'agent' }))
  const tags = [{ name: 'tagged', when: printCondition(raw.tag, rootFacts, false) }]
  return { stack: { chain, tags, layers, mandates }, targets, subjects: subjectsOf(behaviors), chain, facts, ownRank }
})

type Context = Pick<Drawn, 'chain' | 'facts' | 'targets' | 'ownRank'>

function factOf(raw: RawFact, at: number, chain: readonly string[], ownRank: number): FactModel {
  // The first fact is root's, so that conditions always have one to speak about.
  const own = raw.own && at > 0
  const types: FactType[] = [
    { kind: 'bool' },
    { kind: 'number', min: 0, max: 10 },
    { kind: 'number', min: null, max: null },
    { kind: 'enum', values: ['a', 'b'] },
    { kind: 'enum', values: ['a', 'b', 'c', 'd', 'e'] },
  ]
  const type = types[raw.type % types.length]!
  const assume =
    type.kind === 'bool'
      ? raw.assume % 2 === 1
      : type.kind === 'number'
        ? raw.assume % 4
        : type.values[raw.assume % type.values.length]!
  const strongest = own ? ownRank : 0
  const vouchedBy = chain[strongest + (raw.vouchedBy % (chain.length - strongest))]!
  return { name: `${own ? 'own' : 'user'}.fact${at}`, type, assume, vouchedBy, delegable: raw.delegable }
}

function behaviorOf(raw: RawBehavior, at: number, chain: readonly string[], ownRank: number): BehaviorModel {
  const id = `${raw.own ? 'own' : 'b'}${at}`
  const bright = { id, kind: raw.kind, values: null, default: null, delegable: null, bright: 'never' }
  const strongest = raw.own ? ownRank : 0
  const names = [null, ...chain.slice(strongest), 'guideline']
  const authority = names[raw.authority % names.length]!
  // A lower file knows only the default chain's names in its headings.
  const where = { authority, inHeading: raw.inHeading && !raw.own }
  if (raw.kind === 'bright-line') return { ...bright, ...where }
  const values = SCALES[raw.values % SCALES.length]!
  const first = values[raw.default % values.length]!
  return { id, kind: raw.kind, values, default: first, delegable: delegableOf(raw, values), bright: null, ...where }
}

function delegableOf(raw: RawBehavior, values: readonly string[]): BehaviorModel['delegable'] {
  if (raw.delegable % 6 === 0) return false
  if (raw.delegable % 6 < 4) return raw.delegable % 2 === 0 ? null : true
  if (raw.kind === 'scale') return values[raw.delegable % values.length]!
  return values.filter((_, at) => at !== raw.delegable % values.length)
}

const TOOL_IDS = ['tool.*', 'tool.a.*', 'tool.a.x', 'tool.w.*']

/** `tool.*`, and inside it a narrower family, one tool, and a family that may be a bright line. */
function toolsOf(raws: readonly RawBehavior[], chain: readonly string[]): BehaviorModel[] {
  const names = [null, ...chain, 'guideline']
  return raws.map((raw, at) => {
    const authority = names[raw.authority % names.length]!
    const shared = { id: TOOL_IDS[at]!, authority, inHeading: raw.inHeading }
    if (raw.kind === 'bright-line' && at === 3) {
      return { ...shared, kind: raw.kind, values: null, default: null, delegable: null, bright: 'always' }
    }
    const inherits = at > 0 && raw.values % 2 === 0
    // A default may be left to the family only together with the values.
    const first = inherits && raw.default % 4 === 3 ? null : TOOL_VALUES[raw.default % 3]!
    const delegable = delegableOf({ ...raw, kind: 'scale' }, TOOL_VALUES)
    return { ...shared, kind: 'scale', values: inherits ? null : TOOL_VALUES, default: first, delegable, bright: null }
  })
}

export function layerOf(raw: RawLayer, rank: number, context: Context): LayerModel {
  const statements = raw.statements.flatMap((each) => statementOf(each, rank, context) ?? [])
  return { level: context.chain[rank] ?? 'agent', facts: [], behaviors: [], statements }
}

/** One statement said at a rank; null where nothing is declared that it could be about. */
export function statementOf(raw: RawStatement, rank: number, context: Context): StatementModel | null {
  const { chain, ownRank } = context
  const targets = context.targets.filter((target) => target.floor <= rank)
  const facts = context.facts.filter((fact) => rank >= ownRank || !isOwn(fact.name))
  const target = targets[raw.target % Math.max(1, targets.length)]
  if (target === undefined) return null
  const args = raw.kind !== 'trust' && target.pattern.startsWith('tool.')
  const when = raw.when === null ? null : printCondition(raw.when, facts, args)
  const fact = facts[raw.target % facts.length]!
  const named = raw.kind === 'trust' ? isOwn(fact.name) : target.floor > 0
  const floor = named || when?.includes('own.') === true ? ownRank : 0
  const spoken = { when, tag: raw.tag % 8 === 7 ? 'tagged' : null, floor }
  const to = listenerOf(raw.to, rank, chain)
  const { pattern } = target
  if (raw.kind === 'trust') return { ...spoken, kind: 'trust', fact: fact.name, to, heard: raw.heard }
  if (raw.kind === 'set') return { ...spoken, kind: 'set', pattern, value: pick(target.values, raw.value) }
  if (raw.kind === 'asks') {
    // An `ask` is never the agent's to answer.
    return { ...spoken, kind: 'asks', pattern, to: to === 'agent' ? 'user' : to }
  }
  const several = [...new Set([pick(target.values, raw.value), pick(target.values, raw.more)])]
  const values = target.kind === 'choice' ? several : pick(target.values, raw.value)
  return raw.kind === 'limit'
    ? { ...spoken, kind: 'limit', pattern, values }
    : { ...spoken, kind: 'grant', pattern, to, values }
}

/** Whom a level speaks to: mostly somebody below it, now and then anybody. */
function listenerOf(raw: number, rank: number, chain: readonly string[]): string {
  const below = chain.slice(rank + 1)
  return raw > 8 || below.length === 0 ? chain[raw % chain.length]! : below[raw % below.length]!
}

function pick(values: readonly string[], at: number): string {
  return values[at % values.length]!
}
