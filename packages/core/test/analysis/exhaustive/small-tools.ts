/** Small random stacks about tools: families, one inside the other, a bright line among them, and conditions on arguments. */
import fc from 'fast-check'
import type { Arguments } from '../../../src/index.ts'
import type { BehaviorModel, FactModel, LayerModel, StackModel, StatementModel } from '../../laws/model.ts'

export const TOOL_VALUES = ['deny', 'ask', 'allow']
/** Tools that a family declares, and some that nothing names. */
export const TOOLS = ['tool.a.x', 'tool.a.q', 'tool.b.y', 'tool.w.z']
const CHAIN = ['root', 'developer', 'user']
const PATTERNS = ['tool.*', 'tool.a.*', 'tool.a.x', 'tool.b.*']
export const FACT: FactModel = {
  name: 'user.known',
  type: { kind: 'bool' },
  assume: false,
  vouchedBy: 'developer',
  delegable: true,
}
const CONDITIONS = [
  'user.known',
  '!user.known',
  'args.path == "a"',
  'args.n > 1.0',
  'has(args.path)',
  'args.path.startsWith("b")',
  'user.known || args.path != "a"',
  'args.path == "a" && args.n > 1.0',
]
const missing = undefined
const PATHS = [missing, '', 'a', 'b', 7]
const NUMBERS = [missing, 0, 1, 2, 'x']

/** Arguments in which every condition holds, does not, or can't be told. */
export const ARGUMENTS: readonly (Arguments | undefined)[] = [
  undefined,
  ...PATHS.flatMap((path) =>
    NUMBERS.map((n) => ({ ...(path === missing ? {} : { path }), ...(n === missing ? {} : { n }) })),
  ),
]

const small = fc.nat({ max: 11 })
const rawStatement = fc.record({
  kind: fc.constantFrom('set' as const, 'set' as const, 'limit' as const, 'grant' as const),
  about: small,
  value: small,
  to: small,
  when: fc.option(fc.nat({ max: CONDITIONS.length - 1 }), { freq: 2 }),
})
const rawStack = fc.record({
  first: small,
  authority: small,
  delegable: small,
  inner: fc.boolean(),
  innerFirst: small,
  innerAuthority: small,
  bright: fc.boolean(),
  layers: fc.array(
    fc.record({ level: fc.nat({ max: 2 }), statements: fc.array(rawStatement, { minLength: 1, maxLength: 2 }) }),
    { minLength: 1, maxLength: 3 },
  ),
})
type Raw<T> = T extends fc.Arbitrary<infer U> ? U : never

export const toolStack: fc.Arbitrary<StackModel> = rawStack.map((raw) => {
  const names = [...CHAIN, 'guideline']
  const family = { kind: 'scale' as const, values: TOOL_VALUES, bright: null, inHeading: false }
  const all: BehaviorModel = {
    ...family,
    id: 'tool.*',
    default: TOOL_VALUES[raw.first % 3]!,
    authority: names[raw.authority % 4]!,
    delegable: raw.delegable % 4 === 0 ? false : raw.delegable % 4 === 1 ? 'ask' : null,
  }
  const inner: BehaviorModel = {
    ...family,
    id: 'tool.a.*',
    default: TOOL_VALUES[raw.innerFirst % 3]!,
    authority: names[raw.innerAuthority % 4]!,
    delegable: null,
  }
  const line: BehaviorModel = {
    id: 'tool.w.*',
    kind: 'bright-line',
    values: null,
    default: null,
    delegable: null,
    authority: null,
    inHeading: false,
    bright: 'never',
  }
  const behaviors = [all, ...(raw.inner ? [inner] : []), ...(raw.bright ? [line] : [])]
  const root: LayerModel = { level: 'root', facts: [FACT], behaviors, statements: [] }
  const said = raw.layers.map(({ level, statements }) => ({
    level: CHAIN[level]!,
    facts: [],
    behaviors: [],
    statements: statements.map((each) => statementOf(each, level)),
  }))
  const layers = [root, ...said.sort((a, b) => CHAIN.indexOf(a.level) - CHAIN.indexOf(b.level))]
  return { chain: CHAIN, tags: [], layers, mandates: [] }
})

function statementOf({ kind, about, value, to, when }: Raw<typeof rawStatement>, rank: number): StatementModel {
  const spoken = { when: when === null ? null : CONDITIONS[when]!, tag: null, floor: 0 }
  const [pattern, values] = [PATTERNS[about % PATTERNS.length]!, TOOL_VALUES[value % 3]!]
  if (kind === 'set') return { ...spoken, kind, pattern, value: values }
  if (kind === 'limit') return { ...spoken, kind, pattern, values }
  return { ...spoken, kind, pattern, values, to: CHAIN[Math.min(2, rank + 1 + (to % 2))]! }
}
