import type { ASTNode } from '@marcbachmann/cel-js'
import type { FactValue } from '../document/types.ts'
import type { Fact } from './types.ts'

/** Something wrong in a condition, at an offset of its text. */
export interface ConditionProblem {
  readonly code: string
  readonly message: string
  readonly offset: number
  readonly length: number
  readonly help?: string
}

const FLAT = '__fact'

/** The variable that a fact is inside an expression, which no name of a document can be or take. */
export const flatName = (fact: Fact): string => `${FLAT}${fact.index}`

/** A replacement of a stretch of the condition's text. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The names a condition may use. */
export interface Scope {
  readonly facts: ReadonlyMap<string, Fact>
  /** Whether `args` may be read: only in statements about `tool.*`. */
  readonly args: boolean
  /** The help given with an unknown name. */
  readonly suggest: (name: string, candidates: Iterable<string>) => string | undefined
}

/** What a condition's names resolve to: the facts it reads, what it compares them with, and the edits that make it checkable. */
export interface ResolvedNames {
  /** Constants compared with, by fact; null once the fact is used in any other way. */
  readonly constants: ReadonlyMap<Fact, FactValue[] | null>
  readonly readsArgs: boolean
  readonly edits: readonly Edit[]
  readonly problems: readonly ConditionProblem[]
}

const MACROS = new Set(['all', 'exists', 'exists_one', 'filter', 'map'])
const FUNCTIONS = new Set(['has', 'size', 'int', 'double', 'string', 'bool', 'dyn'])
const METHODS = new Set(['contains', 'startsWith', 'endsWith', 'size', 'lowerAscii', 'upperAscii', 'trim', 'indexOf'])
const ARITHMETIC = new Set(['+', '-', '*', '/', '%'])
const ORDER = new Set(['<', '<=', '>', '>='])
const COMPARISON = new Set([...ORDER, '==', '!=', 'in'])

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value

const children = (node: ASTNode): readonly ASTNode[] => {
  const args: unknown = node.args
  return (Array.isArray(args) ? args.flat(2) : [args]).filter(isNode)
}

/** The segments of `a.b.c`, or null where the node is anything else. */
function dotted(node: ASTNode): string[] | null {
  if (node.op === 'id') return [node.args as string]
  if (node.op !== '.') return null
  const [left, field] = node.args as [ASTNode, string]
  const head = dotted(left)
  return head === null ? null : [...head, field]
}

function literal(node: ASTNode): FactValue | null {
  if (node.op === '-_') {
    const value = literal(node.args as ASTNode)
    return typeof value === 'number' ? -value : null
  }
  if (node.op !== 'value') return null
  const value: unknown = node.args
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? value : null
}

/** Resolves the names of one parsed condition. */
export function resolveNames(root: ASTNode, scope: Scope): ResolvedNames {
  const resolver = new NameResolver(scope)
  resolver.visit(root, new Map())
  return resolver
}

/** Macro variables in scope, and whether each ranges over something read from `args`. */
type Bound = ReadonlyMap<string, boolean>

class NameResolver implements ResolvedNames {
  readonly constants = new Map<Fact, FactValue[] | null>()
  readonly edits: Edit[] = []
  readonly problems: ConditionProblem[] = []
  readsArgs = false
  readonly #scope: Scope
  readonly #roots: ReadonlySet<string>

  constructor(scope: Scope) {
    this.#scope = scope
    this.#roots = new Set([...scope.facts.keys()].map((name) => name.slice(0, name.indexOf('.'))))
  }

  visit(node: ASTNode, bound: Bound): void {
    const fact = this.#fact(node, bound)
    if (fact !== null) return this.#useFact(fact, node, null)
    if (node.op === 'id' || node.op === '.') return this.#visitName(node, bound)
    if (node.op === 'call') return this.#visitCall(node, bound)
    if (node.op === 'rcall') return this.#visitMethod(node, bound)
    if (COMPARISON.has(node.op)) return this.#visitComparison(node, bound)
    if (ARITHMETIC.has(node.op)) this.#promote(children(node), bound)
    for (const child of children(node)) this.visit(child, bound)
  }

  #problem(node: ASTNode, code: string, message: string, help?: string): void {
    const place = { offset: node.start, length: Math.max(1, node.end - node.start) }
    this.problems.push({ code, message, ...place, ...(help === undefined ? {} : { help }) })
  }

  #fact(node: ASTNode, bound: Bound): Fact | null {
    const path = dotted(node)
    return path === null || bound.has(path[0]!) ? null : (this.#scope.facts.get(path.join('.')) ?? null)
  }

  /** Notes a use; `compared` are the constants it is compared with, null for a use that is no such comparison. */
  #useFact(fact: Fact, node: ASTNode, compared: readonly FactValue[] | null): void {
    this.edits.push({ start: node.start, end: node.end, text: flatName(fact) })
    const known = this.constants.get(fact)
    const whole = compared ?? (fact.type.kind === 'bool' ? [true] : null)
    this.constants.set(fact, known === null || whole === null ? null : [...(known ?? []), ...whole])
    if (compared === null && fact.type.kind === 'enum') {
      const values = fact.type.values.map((value) => `"${value}"`).join(', ')
      this.#problem(
        node,
        'enum-use',
        `\`${fact.name}\` can only be compared with its values`,
        `compare it with == or in: ${values}`,
      )
    }
  }

  #visitName(node: ASTNode, bound: Bound): void {
    const path = dotted(node)
    if (path === null) return this.visit((node.args as [ASTNode, string])[0], bound)
    const root = path[0]!
    if (bound.has(root)) return
    if (root === 'args') {
      this.readsArgs = true
      if (!this.#scope.args)
        this.#problem(node, 'args-outside-tools', '`args` can be read only in statements about `tool.*`')
      return
    }
    const name = path.join('.')
    const longer = [...this.#scope.facts.keys()].find((fact) => name.startsWith(`${fact}.`))
    if (longer !== undefined)
      this.#problem(node, 'unknown-fact', `the fact \`${longer}\` has no part \`${name.slice(longer.length + 1)}\``)
    else
      this.#problem(
        node,
        'unknown-fact',
        `no fact named \`${name}\` is declared at this level or above`,
        this.#scope.suggest(name, this.#scope.facts.keys()),
      )
  }

  #visitCall(node: ASTNode, bound: Bound): void {
    const [name] = node.args as unknown as [string]
    if (!FUNCTIONS.has(name)) this.#problem(node, 'unknown-function', `conditions have no function \`${name}\``)
    for (const child of children(node)) this.visit(child, bound)
  }

  #visitMethod(node: ASTNode, bound: Bound): void {
    const [name, receiver, args] = node.args as unknown as [string, ASTNode, ASTNode[]]
    if (name === 'matches') {
      this.#problem(
        node,
        'regular-expression',
        'conditions have no regular expressions',
        'use startsWith, endsWith, contains or ==',
      )
      return
    }
    if (MACROS.has(name)) return this.#visitMacro(node, name, receiver, args, bound)
    if (!METHODS.has(name)) this.#problem(node, 'unknown-function', `conditions have no function \`${name}\``)
    for (const child of [receiver, ...args]) this.visit(child, bound)
  }

  #visitMacro(node: ASTNode, name: string, receiver: ASTNode, args: readonly ASTNode[], bound: Bound): void {
    this.visit(receiver, bound)
    const [variable, ...body] = args
    if (variable?.op !== 'id' || body.length === 0) {
      this.#problem(node, 'condition-syntax', `\`${name}\` needs a variable and an expression`)
      return
    }
    const bind = variable.args as string
    if (bind === 'args' || bind.startsWith(FLAT) || this.#roots.has(bind))
      this.#problem(variable, 'shadowed-name', `\`${bind}\` already names something here`)
    const inner = new Map(bound).set(bind, this.#isPlain(receiver, bound))
    for (const child of body) this.visit(child, inner)
  }

  #visitComparison(node: ASTNode, bound: Bound): void {
    const [left, right] = node.args as [ASTNode, ASTNode]
    this.#promote([left, right], bound)
    const leftFact = this.#fact(left, bound)
    const rightFact = this.#fact(right, bound)
    if (leftFact === null) this.#visitOperand(left, bound)
    else this.#compare(leftFact, left, right, node.op, bound)
    if (rightFact === null) this.#visitOperand(right, bound)
    else this.#compare(rightFact, right, left, node.op === 'in' ? 'contains' : node.op, bound)
  }

  /** List literals are looked into here so that their elements count as compared constants, not as uses of their own. */
  #visitOperand(node: ASTNode, bound: Bound): void {
    const literals = node.op === 'list' && children(node).every((item) => literal(item) !== null)
    if (!literals) this.visit(node, bound)
  }

  #compare(fact: Fact, node: ASTNode, other: ASTNode, op: string, bound: Bound): void {
    const items = op === 'in' && other.op === 'list' ? children(other) : [other]
    const constants = items.map(literal)
    const compared = constants.every((value) => value !== null) ? constants : null
    if (fact.type.kind !== 'enum') return this.#useFact(fact, node, compared)
    this.#useFact(fact, node, compared ?? [])
    if (ORDER.has(op))
      this.#problem(node, 'enum-order', `the values of \`${fact.name}\` have no order`, 'compare it with ==, != or in')
    else if (op === 'contains') this.#problem(node, 'enum-use', `\`${fact.name}\` is not a list`)
    else for (const item of items) this.#compareEnum(fact, item, bound)
  }

  #compareEnum(fact: Fact, item: ASTNode, bound: Bound): void {
    if (fact.type.kind !== 'enum') return
    const values = fact.type.values
    const other = this.#fact(item, bound)
    if (other !== null && other.type.kind === 'enum' && other.type.values.join() === values.join()) return
    if (other === null && this.#isPlain(item, bound)) return
    const value = literal(item)
    if (typeof value === 'string' && values.includes(value)) return
    const said =
      typeof value === 'string'
        ? `\`"${value}"\` is not a value of \`${fact.name}\``
        : `\`${fact.name}\` is compared with something that is not one of its values`
    this.#problem(item, 'unknown-value', said, `its values are ${values.map((each) => `"${each}"`).join(', ')}`)
  }

  /** Whether the node is read from `args`: plain JSON, whose numbers are doubles. */
  #isPlain(node: ASTNode, bound: Bound): boolean {
    if (node.op === 'id') return node.args === 'args' || bound.get(node.args as string) === true
    if (node.op === '.' || node.op === '[]') return this.#isPlain((node.args as [ASTNode, unknown])[0], bound)
    return false
  }

  #isDouble(node: ASTNode, bound: Bound): boolean {
    if (this.#fact(node, bound)?.type.kind === 'number' || this.#isPlain(node, bound)) return true
    const through = ARITHMETIC.has(node.op) || node.op === '-_' || node.op === 'list' || node.op === '?:'
    return through && children(node).some((child) => this.#isDouble(child, bound))
  }

  /** Integer literals beside a `number` are doubles. */
  #promote(operands: readonly ASTNode[], bound: Bound): void {
    if (!operands.some((operand) => this.#isDouble(operand, bound))) return
    for (const operand of operands) this.#promoteLiterals(operand)
  }

  #promoteLiterals(node: ASTNode): void {
    if (node.op === 'value' && typeof (node.args as unknown) === 'bigint') {
      if (this.edits.some((edit) => edit.start === node.start)) return
      this.edits.push({
        start: node.start,
        end: node.end,
        text: `${Number(node.args as unknown as bigint).toFixed(1)}`,
      })
    } else if (ARITHMETIC.has(node.op) || node.op === '-_' || node.op === 'list' || node.op === '?:') {
      for (const child of children(node)) this.#promoteLiterals(child)
    }
  }
}
