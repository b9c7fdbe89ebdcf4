/**
 * Random policies in the fragment that Bylaw and Cedar share: permits and forbids of one action, under conditions on the
 * context. Each is written down in both languages.
 */
import fc from 'fast-check'
import { compile, type Policy, readDocument } from '../../src/index.ts'

/** One thing known about the request: a bool, an enum (for Cedar a string) or a whole number. */
interface Attribute {
  readonly key: string
  readonly type: string
  readonly assume: string
  readonly values: readonly (boolean | string | number)[]
}

const ATTRIBUTES: readonly Attribute[] = [
  { key: 'known', type: 'bool', assume: 'false', values: [false, true] },
  { key: 'group', type: '[child, teen, adult]', assume: 'child', values: ['child', 'teen', 'adult'] },
  // Conditions compare it with 2: one value in each cell.
  { key: 'count', type: 'number', assume: '0', values: [0, 2, 3] },
]
const GROUP = 1
const COUNT = 2

export type Context = Readonly<Record<string, boolean | string | number>>

/** Every request there is. */
export const REQUESTS: readonly Context[] = ATTRIBUTES.reduce<readonly Context[]>(
  (all, { key, values }) => all.flatMap((context) => values.map((value) => ({ ...context, [key]: value }))),
  [{}],
)

type Formula =
  | { readonly op: 'atom'; readonly about: number; readonly how: number; readonly value: number }
  | { readonly op: 'not'; readonly of: Formula }
  | { readonly op: 'join'; readonly sign: '&&' | '||'; readonly left: Formula; readonly right: Formula }

const small = fc.nat({ max: 11 })

/** @param about which attributes it speaks of */
const formulaAbout = (...about: readonly number[]): fc.Arbitrary<Formula> =>
  fc.letrec<{ tree: Formula }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'formula' },
      {
        weight: 4,
        arbitrary: fc.record({
          op: fc.constant('atom' as const),
          about: fc.constantFrom(...about),
          how: small,
          value: small,
        }),
      },
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

/** One rule: `permit when` is a set to allow, `forbid when` a limit to deny. */
export interface Rule {
  readonly effect: 'permit' | 'forbid'
  /** Null: always. */
  readonly when: Formula | null
}

const ruleAbout = (...about: readonly number[]): fc.Arbitrary<Rule> =>
  fc.record({
    effect: fc.constantFrom('permit' as const, 'permit' as const, 'forbid' as const),
    when: fc.option(formulaAbout(...about), { freq: 6 }),
  })
const listOf = (one: fc.Arbitrary<Rule>): fc.Arbitrary<readonly Rule[]> => fc.array(one, { minLength: 1, maxLength: 4 })

export const rules = listOf(ruleAbout(0, GROUP, COUNT))
/** Two sets of rules about the same two attributes, which is little enough to compare them whatever is claimed. */
export const twoSets = fc.oneof(
  ...[GROUP, COUNT].map((other) => fc.tuple(listOf(ruleAbout(0, other)), listOf(ruleAbout(0, other)))),
)
export const permitsOf = (said: readonly Rule[]): readonly Rule[] => said.filter(({ effect }) => effect === 'permit')

/** Where the two languages write the same thing differently. */
interface Dialect {
  fact(key: string): string
  oneOf(fact: string, values: readonly string[]): string
}

const CEL: Dialect = { fact: (key) => `request.${key}`, oneOf: (fact, values) => `${fact} in [${values.join(', ')}]` }
const CEDAR: Dialect = {
  fact: (key) => `context.${key}`,
  oneOf: (fact, values) => `[${values.join(', ')}].contains(${fact})`,
}

function printed(tree: Formula, dialect: Dialect): string {
  if (tree.op === 'not') return `!(${printed(tree.of, dialect)})`
  if (tree.op === 'join') return `(${printed(tree.left, dialect)}) ${tree.sign} (${printed(tree.right, dialect)})`
  const { key, values } = ATTRIBUTES[tree.about]!
  const fact = dialect.fact(key)
  const quoted = (at: number): string => JSON.stringify(values[at % values.length])
  if (tree.about === COUNT) {
    const sign = ['<', '<=', '>', '>=', '==', '!='][tree.how % 6]!
    return `${fact} ${sign} 2`
  }
  if (tree.about !== GROUP) return tree.how % 2 === 0 ? fact : `${fact} == false`
  if (tree.how % 3 === 2) return dialect.oneOf(fact, [quoted(tree.value), quoted(tree.value + 1)])
  return `${fact} ${tree.how % 3 === 0 ? '==' : '!='} ${quoted(tree.value)}`
}

/** The rules as one Cedar policy set. */
export const cedarText = (rules: readonly Rule[]): string =>
  rules
    .map(({ effect, when }) => {
      const clause = when === null ? '' : ` when { ${printed(when, CEDAR)} }`
      return `${effect}(principal, action, resource)${clause};`
    })
    .join('\n')

const fence = (lines: readonly string[]): string => ['```yaml bylaw', ...lines, '```', ''].join('\n')

function block({ effect, when }: Rule): string {
  const said = effect === 'permit' ? 'set: {action: allow}' : 'limit: {action: deny}'
  return fence([...(when === null ? [] : [`when: '${printed(when, CEL)}'`]), said])
}

const HEAD = `# Rules\n\n${fence([
  'facts:',
  ...ATTRIBUTES.map(
    ({ key, type, assume }) => `  request.${key}: {type: ${type}, assume: ${assume}, vouched-by: developer}`,
  ),
])}`

/**
 * The rules as a spec, and more as an operator's.
 * @param authority the weakest level whose permits count
 * @param promise an invariant to state, too
 */
export function policyOf(
  root: readonly Rule[],
  operator: readonly Rule[] = [],
  authority = 'root',
  promise?: string,
): Policy {
  const invariant = promise === undefined ? [] : [fence(['invariant: promised', `holds: '${promise}'`])]
  const action = fence(['behavior: action', 'values: [deny, allow]', 'default: deny', `authority: ${authority}`])
  const texts = [['root', [HEAD, action, ...invariant, ...root.map(block)].join('\n')]] as [string, string][]
  if (operator.length > 0) texts.push(['developer', `# More rules\n\n${operator.map(block).join('\n')}`])
  const { policy, diagnostics } = compile({
    layers: texts.map(([level, text]) => ({ level, document: readDocument(`${level}.md`, text) })),
  })
  if (policy === null) throw new Error(JSON.stringify(diagnostics))
  return policy
}

/** A request as whoever may vouch asserts it. */
export const asserted = (context: Context) =>
  Object.entries(context).map(([key, value]) => ({ name: `request.${key}`, value, by: 'developer' }))
