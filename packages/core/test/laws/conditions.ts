import fc from 'fast-check'
import type { FactModel } from './model.ts'

/** A condition before it is known which facts there are: numbers stand for them and for their values. */
export type RawCondition =
  | { readonly op: 'compare'; readonly fact: number; readonly how: number; readonly value: number }
  | { readonly op: 'args'; readonly which: number }
  /** Two facts of one type against each other, or one of a number with arithmetic in it. */
  | { readonly op: 'facts'; readonly fact: number; readonly other: number; readonly how: number }
  | { readonly op: 'not'; readonly of: RawCondition }
  | { readonly op: 'join'; readonly sign: '&&' | '||'; readonly left: RawCondition; readonly right: RawCondition }
  /** Over every fact there is, so that many claims make many assignments. */
  | { readonly op: 'wide'; readonly all: boolean; readonly value: number }

const small = fc.nat({ max: 11 })

const compare = fc.record({ op: fc.constant('compare' as const), fact: small, how: small, value: small })
const ofFacts = fc.record({ op: fc.constant('facts' as const), fact: small, other: small, how: small })
const ofArgs = fc.record({ op: fc.constant('args' as const), which: small })
const wide = fc.record({ op: fc.constant('wide' as const), all: fc.boolean(), value: small })

export const rawCondition: fc.Arbitrary<RawCondition> = fc.letrec<{ tree: RawCondition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'condition' },
    { weight: 5, arbitrary: compare },
    { weight: 1, arbitrary: wide },
    { weight: 1, arbitrary: ofArgs },
    { weight: 1, arbitrary: ofFacts },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('not' as const), of: tie('tree') }) },
    {
      weight: 2,
      arbitrary: fc.record({
        op: fc.constant('join' as const),
        sign: fc.constantFrom('&&' as const, '||' as const),
        left: tie('tree'),
        right: tie('tree'),
      }),
    },
  ),
})).tree

const ARGS = [
  'args.path == "a"',
  'args.path.startsWith("b")',
  'args.n > 2.0',
  'has(args.path)',
  'args.items.exists(item, item == "a")',
  'size(args.path) < 2',
]

/** CEL over the facts given; `args` is read only where it may be, and there is a fact to fall back to. */
export function printCondition(raw: RawCondition, facts: readonly FactModel[], args: boolean): string {
  if (raw.op === 'compare') return comparison(facts[raw.fact % facts.length]!, raw.how, raw.value)
  if (raw.op === 'not') return `!(${printCondition(raw.of, facts, args)})`
  if (raw.op === 'join') {
    return `(${printCondition(raw.left, facts, args)}) ${raw.sign} (${printCondition(raw.right, facts, args)})`
  }
  if (raw.op === 'wide') {
    return facts.map((fact, at) => comparison(fact, raw.value, raw.value + at)).join(raw.all ? ' && ' : ' || ')
  }
  if (raw.op === 'facts') return twoFacts(raw.fact, raw.other, raw.how, facts)
  return args ? ARGS[raw.which % ARGS.length]! : comparison(facts[raw.which % facts.length]!, raw.which, raw.which)
}

function comparison({ name, type }: FactModel, how: number, value: number): string {
  if (type.kind === 'bool') return [name, `${name} == true`, `${name} != true`, `!${name}`][how % 4]!
  if (type.kind === 'number') {
    const sign = ['==', '!=', '<', '<=', '>', '>='][how % 6]!
    return `${name} ${sign} ${['0', '1', '2', '3.5'][value % 4]}`
  }
  const at = (place: number) => `"${type.values[place % type.values.length]}"`
  if (how % 3 === 2) return `${name} in [${at(value)}, ${at(value + 1)}]`
  return `${name} ${how % 3 === 0 ? '==' : '!='} ${at(value)}`
}

function twoFacts(fact: number, other: number, how: number, facts: readonly FactModel[]): string {
  const { name, type } = facts[fact % facts.length]!
  const alike = facts.filter((each) => JSON.stringify(each.type) === JSON.stringify(type))
  const second = alike[other % alike.length]!.name
  if (type.kind !== 'number') return `${name} ${how % 2 === 0 ? '==' : '!='} ${second}`
  return [`${name} < ${second}`, `${name} * 2.0 > ${second} + 1.0`, `${name} == ${second}`][how % 3]!
}
