/**
 * Random stacks small enough for everything that could be said and asserted to be tried: one to three behaviors of two or
 * three values, one to three facts, at most two statements a layer, three or four levels.
 */
import fc from 'fast-check'
import type { FactType } from '../../../src/index.ts'
import type { BehaviorModel, FactModel, LayerModel, StackModel, StatementModel } from '../../laws/model.ts'
import { formulaOf, type RawFormula, rawFormula } from './formula.ts'

const CHAINS = [
  ['root', 'developer', 'user'],
  ['root', 'developer', 'agent'],
  ['root', 'developer', 'user', 'agent'],
]
const VALUES = ['low', 'mid', 'high']
const TYPES: readonly FactType[] = [
  { kind: 'bool' },
  { kind: 'enum', values: ['a', 'b', 'c'] },
  { kind: 'enum', values: ['a', 'b'] },
  { kind: 'bool' },
  { kind: 'number', min: null, max: null },
  { kind: 'number', min: 0, max: 10 },
]

const small = fc.nat({ max: 11 })
const rarely = (one: number): fc.Arbitrary<boolean> => fc.nat({ max: one - 1 }).map((n) => n === one - 1)

const rawFact = fc.record({ type: small, assume: small, vouchedBy: small, fixed: rarely(5), own: rarely(6) })
const rawBehavior = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('scale' as const) },
    { weight: 3, arbitrary: fc.constant('choice' as const) },
    { weight: 1, arbitrary: fc.constant('bright-line' as const) },
  ),
  size: fc.integer({ min: 2, max: 3 }),
  default: small,
  delegable: small,
  authority: small,
  own: rarely(6),
})
const rawStatement = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('set' as const) },
    { weight: 3, arbitrary: fc.constant('limit' as const) },
    { weight: 3, arbitrary: fc.constant('grant' as const) },
    { weight: 2, arbitrary: fc.constant('trust' as const) },
  ),
  about: small,
  value: small,
  more: small,
  to: small,
  heard: fc.boolean(),
  when: fc.option(rawFormula, { freq: 2 }),
})
export const rawLayer = fc.record({ level: small, statements: fc.array(rawStatement, { minLength: 1, maxLength: 2 }) })
const rawStack = fc.record({
  chain: fc.nat({ max: CHAINS.length - 1 }),
  facts: fc.array(rawFact, { minLength: 1, maxLength: 3 }),
  behaviors: fc.array(rawBehavior, { minLength: 1, maxLength: 3 }),
  layers: fc.array(rawLayer, { minLength: 1, maxLength: 5 }),
  mandate: rawLayer,
  mandated: rarely(4),
})

type Raw<T> = T extends fc.Arbitrary<infer U> ? U : never
type RawLayer = Raw<typeof rawLayer>
type RawFact = Raw<typeof rawFact>
type RawBehavior = Raw<typeof rawBehavior>
type RawStatement = Raw<typeof rawStatement>

/** A stack with what can be spoken of. */
export interface Small {
  readonly stack: StackModel
  readonly chain: readonly string[]
  readonly facts: readonly FactModel[]
  readonly behaviors: readonly BehaviorModel[]
}

export const OWN_RANK = 1
/** Facts and behaviors that the developer declares, not root. */
export const isOwn = (name: string): boolean => name.startsWith('own')

export const smallStack: fc.Arbitrary<Small> = rawStack.map((raw) => {
  const chain = CHAINS[raw.chain]!
  const facts = raw.facts.map((fact, at) => factOf(fact, at, raw.facts.length, chain))
  const behaviors = raw.behaviors.map((behavior, at) => behaviorOf(behavior, at, chain))
  const drawn = { chain, facts, behaviors }
  const declaring = (level: string, own: boolean): LayerModel => ({
    level,
    facts: facts.filter(({ name }) => isOwn(name) === own),
    behaviors: behaviors.filter(({ id }) => isOwn(id) === own),
    statements: [],
  })
  const said = raw.layers.map((layer) => layerOf(layer, layer.level % chain.length, drawn))
  const own = declaring('developer', true)
  const spoken = [own.facts, own.behaviors].some(({ length }) => length > 0) ? [own, ...said] : said
  const byRank = spoken.sort((a, b) => chain.indexOf(a.level) - chain.indexOf(b.level))
  const mandated = raw.mandated && chain.includes('agent')
  const mandates = mandated ? [{ ...layerOf(raw.mandate, chain.length, drawn), level: 'agent' }] : []
  return { stack: { chain, tags: [], layers: [declaring('root', false), ...byRank], mandates }, ...drawn }
})

/** Numbers have so many cells that they stand alone, and of three facts all but the first are bools. */
function factOf(raw: RawFact, at: number, count: number, chain: readonly string[]): FactModel {
  const own = raw.own && at > 0
  const types = count === 1 ? TYPES : at > 0 && count === 3 ? TYPES.slice(0, 1) : TYPES.slice(0, 4)
  const type = types[raw.type % types.length]!
  const assume =
    type.kind === 'bool'
      ? raw.assume % 2 === 1
      : type.kind === 'number'
        ? raw.assume % (type.min === null ? 3 : 4)
        : type.values[raw.assume % type.values.length]!
  const strongest = own ? OWN_RANK : 0
  const vouchedBy = chain[strongest + (raw.vouchedBy % (chain.length - strongest))]!
  return { name: `${own ? 'own' : 'user'}.fact${at}`, type, assume, vouchedBy, delegable: !raw.fixed }
}

function behaviorOf(raw: RawBehavior, at: number, chain: readonly string[]): BehaviorModel {
  const id = `${raw.own ? 'own' : 'b'}${at}`
  const names = [...chain.slice(raw.own ? OWN_RANK : 0), 'guideline']
  const shared = { id, kind: raw.kind, authority: names[raw.authority % names.length]!, inHeading: false }
  if (raw.kind === 'bright-line') return { ...shared, values: null, default: null, delegable: null, bright: 'never' }
  // Three levels that are free to say anything about three values are too many to try.
  const values = chain.length > 3 ? [VALUES[0]!, VALUES[2]!] : VALUES.slice(0, raw.size)
  const delegable = delegableOf(raw, values)
  return { ...shared, values, default: values[raw.default % values.length]!, delegable, bright: null }
}

function delegableOf(raw: RawBehavior, values: readonly string[]): BehaviorModel['delegable'] {
  if (raw.delegable % 6 === 0) return false
  if (raw.delegable % 6 < 4) return null
  if (raw.kind === 'scale') return values[raw.delegable % values.length]!
  return values.filter((_, at) => at !== raw.delegable % values.length)
}

/** One layer said at a rank, about what that rank can name. */
export function layerOf(raw: RawLayer, rank: number, drawn: Omit<Small, 'stack'>): LayerModel {
  const statements = raw.statements.flatMap((each) => statementOf(each, rank, drawn) ?? [])
  return { level: drawn.chain[rank] ?? 'agent', facts: [], behaviors: [], statements }
}

function statementOf(raw: RawStatement, rank: number, drawn: Omit<Small, 'stack'>): StatementModel | null {
  const facts = drawn.facts.filter(({ name }) => rank >= OWN_RANK || !isOwn(name))
  const behaviors = drawn.behaviors.filter(
    ({ id, kind }) => (rank >= OWN_RANK || !isOwn(id)) && (kind !== 'bright-line' || raw.more === 0),
  )
  const spoken = { when: raw.when === null ? null : formulaOf(raw.when as RawFormula, facts).text, tag: null, floor: 0 }
  const below = drawn.chain.slice(rank + 1)
  const to =
    raw.to > 9 || below.length === 0 ? drawn.chain[raw.to % drawn.chain.length]! : below[raw.to % below.length]!
  if (raw.kind === 'trust')
    return { ...spoken, kind: 'trust', fact: facts[raw.about % facts.length]!.name, to, heard: raw.heard }
  const behavior = behaviors[raw.about % Math.max(1, behaviors.length)]
  if (behavior === undefined) return null
  const values = behavior.values ?? [behavior.bright!]
  const value = values[raw.value % values.length]!
  const pattern = behavior.id
  if (raw.kind === 'set') return { ...spoken, kind: 'set', pattern, value }
  const several = [...new Set([value, values[raw.more % values.length]!])]
  const said = behavior.kind === 'choice' ? several : value
  return raw.kind === 'limit'
    ? { ...spoken, kind: 'limit', pattern, values: said }
    : { ...spoken, kind: 'grant', pattern, to, values: said }
}
