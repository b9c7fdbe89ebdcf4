import { Environment, type ParseResult } from '@marcbachmann/cel-js'
import type { FactValue } from '../document/types.ts'
import { costOf, sizeOf } from './condition-cost.ts'
import {
  type ConditionProblem,
  type Edit,
  flatName,
  type ResolvedNames,
  resolveNames,
  type Scope,
} from './condition-names.ts'
import type { Arguments, Condition, Fact, Truth } from './types.ts'

const MAX_LENGTH = 4096
/** Steps a condition may take before it counts as too costly. */
const MAX_COST = 1_000_000

export type ConditionResult =
  | { readonly condition: Condition; readonly problems: readonly [] }
  | { readonly condition: null; readonly problems: readonly (ConditionProblem & { readonly part: number })[] }

/** Compiles conditions over one set of facts. Facts become flat variables, so no name of a document is ever a property. */
export class ConditionCompiler {
  readonly #facts: readonly Fact[]
  readonly #compiled = new Map<string, ConditionResult>()
  #environment: Environment | null = null

  constructor(facts: readonly Fact[]) {
    this.#facts = facts
  }

  /**
   * @param parts CEL expressions that must all hold
   * @param scope the facts visible where they stand, and whether `args` may be read
   * @param key names the scope, so that the same text is compiled once in it
   */
  compile(parts: readonly string[], scope: Scope, key: string): ConditionResult {
    const id = JSON.stringify([key, scope.args, ...parts])
    const known = this.#compiled.get(id)
    if (known !== undefined) return known
    const result = this.#compile(parts, scope)
    this.#compiled.set(id, result)
    return result
  }

  #compile(parts: readonly string[], scope: Scope): ConditionResult {
    const checked = parts.map((text) => this.#check(text, scope))
    const problems = checked.flatMap((part, index) => part.problems.map((problem) => ({ ...problem, part: index })))
    if (problems.length > 0) return { condition: null, problems }
    const text = parts.length === 1 ? parts[0]! : parts.map((part) => `(${part})`).join(' && ')
    return {
      condition: this.#condition(
        text,
        checked.map(({ names, rewritten }) => ({ names: names!, rewritten })),
      ),
      problems: [],
    }
  }

  #condition(text: string, parts: readonly { names: ResolvedNames; rewritten: string }[]): Condition {
    const constants = new Map<Fact, FactValue[] | null>()
    for (const [fact, values] of parts.flatMap(({ names }) => [...names.constants])) {
      const known = constants.get(fact)
      constants.set(fact, known === null || values === null ? null : [...(known ?? []), ...values])
    }
    const facts = [...constants.keys()].sort((a, b) => a.index - b.index)
    const runs = parts.map(({ rewritten }) => new Part(this.#env().parse(rewritten)))
    return Object.freeze({
      text,
      facts: facts.map((fact) => fact.index),
      readsArgs: parts.some(({ names }) => names.readsArgs),
      constants: facts.map((fact) => constants.get(fact)!),
      evaluate: (values: readonly FactValue[], args: Arguments | undefined) => evaluate(runs, facts, values, args),
    })
  }

  #env(): Environment {
    if (this.#environment !== null) return this.#environment
    const environment = new Environment({ limits: { maxDepth: 64, maxAstNodes: 2000 } })
    for (const fact of this.#facts) {
      const type = fact.type.kind === 'enum' ? 'string' : fact.type.kind === 'bool' ? 'bool' : 'double'
      environment.registerVariable(flatName(fact), type)
    }
    environment.registerVariable('args', 'map<string, dyn>')
    this.#environment = environment
    return environment
  }

  #check(text: string, scope: Scope): Checked {
    if (text.length > MAX_LENGTH)
      return failed('condition-too-long', `a condition has at most ${MAX_LENGTH} characters`, text)
    let names: ResolvedNames
    try {
      names = resolveNames(this.#env().parse(text).ast, scope)
    } catch (error) {
      return fromCel('condition-syntax', error, text, [])
    }
    if (names.problems.length > 0) return { names: null, rewritten: '', problems: names.problems }
    const rewritten = rewrite(text, names.edits)
    try {
      const verdict = this.#env().parse(rewritten).check()
      if (!verdict.valid) return fromCel('condition-type', verdict.error, text, names.edits)
      if (verdict.type !== 'bool' && verdict.type !== 'dyn') {
        return failed('condition-type', `a condition is true or false; this is of type ${verdict.type}`, text)
      }
    } catch (error) {
      return fromCel('condition-type', error, text, names.edits)
    }
    return { names, rewritten, problems: [] }
  }
}

interface Checked {
  readonly names: ResolvedNames | null
  readonly rewritten: string
  readonly problems: readonly ConditionProblem[]
}

const failed = (code: string, message: string, text: string): Checked => ({
  names: null,
  rewritten: '',
  problems: [{ code, message, offset: 0, length: text.length }],
})

function fromCel(code: string, error: unknown, text: string, edits: readonly Edit[]): Checked {
  const { summary, range } = error as { summary?: string; range?: { start: number; end: number } }
  const start = original(range?.start ?? 0, edits)
  const end = Math.min(text.length, original(range?.end ?? text.length, edits))
  const message = summary === undefined ? 'this condition is too deeply nested to be read' : lowerFirst(summary)
  return { names: null, rewritten: '', problems: [{ code, message, offset: start, length: Math.max(1, end - start) }] }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

function rewrite(text: string, edits: readonly Edit[]): string {
  let out = ''
  let at = 0
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    out += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return out + text.slice(at)
}

/** The offset in the text as written of an offset in the rewritten one. */
function original(offset: number, edits: readonly Edit[]): number {
  let shift = 0
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    const start = edit.start + shift
    if (offset <= start) break
    if (offset < start + edit.text.length) return edit.start
    shift += edit.text.length - (edit.end - edit.start)
  }
  return offset - shift
}

/** An expression, ready to run. */
class Part {
  readonly run: ParseResult
  #costs: { readonly size: number; readonly cost: number } | null = null

  constructor(run: ParseResult) {
    this.run = run
  }

  /** @param size of the arguments */
  cost(size: number): number {
    if (this.#costs?.size !== size) this.#costs = { size, cost: costOf(this.run.ast, size) }
    return this.#costs.cost
  }
}

/** All parts as one, joined by `&&`: one that is false decides, whatever can't be told of the others. */
function evaluate(
  parts: readonly Part[],
  facts: readonly Fact[],
  values: readonly FactValue[],
  args: Arguments | undefined,
): Truth {
  const context: Record<string, unknown> = {}
  facts.forEach((fact, position) => {
    context[flatName(fact)] = values[position]
  })
  if (args !== undefined) context.args = args
  const size = args === undefined ? 0 : sizeOf(args, MAX_COST)
  let whole: Truth = true
  for (const part of parts) {
    const truth = part.cost(size) > MAX_COST ? 'unknown' : run(part.run, context)
    if (truth === false) return false
    if (truth === 'unknown') whole = 'unknown'
  }
  return whole
}

function run(part: ParseResult, context: Record<string, unknown>): Truth {
  try {
    const result: unknown = part(context)
    return typeof result === 'boolean' ? result : 'unknown'
  } catch {
    return 'unknown'
  }
}
