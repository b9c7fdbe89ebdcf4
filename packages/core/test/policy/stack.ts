/** Small stacks of layers, written as text where a test needs them. */
import { type Compilation, compile, createEngine, type Engine, type Policy, readDocument } from '../../src/index.ts'

/** A layer's level and its text. */
export type Text = readonly [level: string, text: string]

export const fence = (...lines: readonly string[]): string => ['```yaml bylaw', ...lines, '```', ''].join('\n')

/** Facts of each type, a scale, a choice, a bright line and the family of all tools. */
export const FACTS = fence(
  'facts:',
  '  user.age: {type: [child, teen, adult], assume: child, vouched-by: developer}',
  '  user.group: {type: [child, teen, adult], assume: child, vouched-by: developer}',
  '  user.plan: {type: [free, paid], assume: free, vouched-by: developer}',
  '  user.vip: {type: bool, assume: false, vouched-by: developer}',
  '  user.score: {type: number, assume: 0, vouched-by: developer}',
)
export const SCALE = fence(
  'behavior: detail',
  'values: [none, some, much, all]',
  'default: much',
  'authority: developer',
)
export const CHOICE = fence('behavior: tone', 'choices: [plain, formal, warm]', 'default: plain', 'authority: user')
export const LINE = fence('behavior: weapons', 'bright-line: never')
export const TOOLS = fence('behavior: tool.*', 'values: [deny, ask, allow]', 'default: allow', 'authority: developer')
export const BASE = [FACTS, SCALE, CHOICE, LINE, TOOLS].join('\n')

/** Compiles texts; files are named by their level and, from the second on, its number. */
export function compiled(layers: readonly Text[], mandates: readonly string[] = []): Compilation {
  const seen = new Map<string, number>()
  const read = (name: string, text: string) => {
    const number = (seen.get(name) ?? 0) + 1
    seen.set(name, number)
    return readDocument(`${name}${number === 1 ? '' : `-${number}`}.md`, text)
  }
  return compile({
    layers: layers.map(([level, text]) => ({ level, document: read(level, text) })),
    mandates: mandates.map((text) => read('mandate', text)),
  })
}

/** `code@file:line:column` of each diagnostic. */
export const found = ({ diagnostics }: Compilation): string[] =>
  diagnostics.map(({ code, file, line, column }) => `${code}@${file}:${line}:${column}`)

export const codes = ({ diagnostics }: Compilation): string[] => diagnostics.map(({ code }) => code)

/** The policy of texts without any error. */
export function policyOf(layers: readonly Text[], mandates: readonly string[] = []): Policy {
  const { policy, diagnostics } = compiled(layers, mandates)
  const errors = diagnostics.filter((each) => each.severity === 'error')
  if (policy === null || errors.length > 0) throw new Error(`refused: ${JSON.stringify(errors)}`)
  return policy
}

export const engineOf = (layers: readonly Text[], mandates: readonly string[] = []): Engine =>
  createEngine(policyOf(layers, mandates))
