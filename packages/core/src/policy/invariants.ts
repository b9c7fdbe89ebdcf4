import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import type { InvariantDeclaration } from '../document/types.ts'
import type { ConditionProblem } from './condition-names.ts'
import type { Draft, DraftLayer } from './draft.ts'
import { declarationOf } from './pattern.ts'
import { problem } from './problem.ts'
import type { Invariant, InvariantAtom } from './types.ts'

/** Type-checks the invariants of every layer; names are unique within the policy. */
export function declareInvariants(draft: Draft): readonly Invariant[] {
  const known = new Map<string, Invariant>()
  for (const { layer, block } of draft.blocks()) {
    const declared = block.invariant
    if (declared === null) continue
    if (known.has(declared.name)) {
      draft.error(layer, declared, 'duplicate-invariant', `an invariant named \`${declared.name}\` is already declared`)
      continue
    }
    const invariant = readInvariant(draft, layer, declared)
    if (invariant !== null) known.set(declared.name, invariant)
  }
  return [...known.values()]
}

function readInvariant(draft: Draft, layer: DraftLayer, declared: InvariantDeclaration): Invariant | null {
  const { holds } = declared
  const { atoms, problems } = readAtoms(holds.text, draft)
  const report = (found: ConditionProblem): void => {
    const at = { line: holds.line, column: holds.column + (holds.exact ? found.offset : 0) }
    const extra = { help: found.help, length: found.length }
    draft.report(layer, problem(layer.document.file, at, found.code, found.message, extra))
  }
  if (problems.length > 0) {
    problems.forEach(report)
    return null
  }
  const facts = new Map([...draft.facts].filter(([, fact]) => fact.declaredAt <= layer.rank))
  const suggest = draft.suggest.bind(draft)
  const compiled = (stands: (atom: number) => string, args: boolean) =>
    draft.conditions.compile(
      [replaceAtoms(holds.text, atoms, stands)],
      { facts, args, suggest },
      `invariant ${layer.rank}`,
    )
  const checked = compiled(() => 'true', false)
  const { condition, problems: found } =
    checked.condition === null ? checked : compiled((atom) => `args.a${atom}`, true)
  found.forEach(report)
  if (condition === null) return null
  const source = draft.source(layer, declared)
  return { name: declared.name, text: holds.text, rank: layer.rank, layer: layer.index, source, atoms, condition }
}

/** The text with something else in place of each comparison of a behavior, every other character where it was. */
function replaceAtoms(text: string, atoms: readonly InvariantAtom[], stands: (atom: number) => string): string {
  let out = text
  atoms.forEach(({ start, end }, atom) => {
    out = `${out.slice(0, start)}${stands(atom).padEnd(end - start)}${out.slice(end)}`
  })
  return out
}

function readAtoms(text: string, draft: Draft): { atoms: InvariantAtom[]; problems: ConditionProblem[] } {
  const reader = new AtomReader(draft)
  try {
    reader.visit(new Environment({ limits: { maxDepth: 64, maxAstNodes: 2000 } }).parse(text).ast)
  } catch (error) {
    const { summary, range } = error as { summary?: string; range?: { start: number; end: number } }
    const message = summary ?? 'this invariant is too deeply nested to be read'
    reader.problems.push({ code: 'condition-syntax', message, offset: range?.start ?? 0, length: 1 })
  }
  return reader
}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value

class AtomReader {
  readonly atoms: InvariantAtom[] = []
  readonly problems: ConditionProblem[] = []
  readonly #draft: Draft

  constructor(draft: Draft) {
    this.#draft = draft
  }

  visit(node: ASTNode): void {
    const args: unknown = node.args
    const children = (Array.isArray(args) ? args.flat(2) : [args]).filter(isNode)
    const named = children.find((child) => behaviorNamed(child) !== null)
    const compared = node.op === '==' || node.op === '!=' || (node.op === 'in' && named === children[0])
    const atMost = node.op === 'call' && (args as [string])[0] === 'atMost' && named === children[0]
    if (named !== undefined && children.length === 2 && (compared || atMost)) {
      this.#atom(node, behaviorNamed(named)!, children.find((child) => child !== named)!)
    } else if (named !== undefined)
      this.#problem(named, 'invariant-use', 'a behavior is compared with ==, !=, in or atMost(…)')
    else for (const child of children) this.visit(child)
  }

  #atom(node: ASTNode, id: string, other: ASTNode): void {
    const behavior = declarationOf(id, this.#draft.behaviors)
    if (behavior === null) {
      const help = this.#draft.suggest(id, this.#draft.behaviors.keys())
      return this.#problem(node, 'unknown-behavior', `no behavior named \`${id}\` is declared`, help)
    }
    const said = (other.op === 'list' ? (other.args as unknown as ASTNode[]) : [other]).map(
      (item) => item.args as unknown,
    )
    const indices = said.map((value) => behavior.values.indexOf(String(value)))
    if (indices.includes(-1)) {
      const help = `its values are ${behavior.values.join(', ')}`
      return this.#problem(other, 'unknown-value', `this is not a value of \`${id}\``, help)
    }
    const all = behavior.values.map((_, index) => index)
    const values = all.filter((index) => {
      if (node.op === 'call') return index <= indices[0]!
      return indices.includes(index) === (node.op !== '!=')
    })
    const outside = node.op === '!=' || node.op === 'call'
    this.atoms.push({ behavior: id, values, outside, start: node.start, end: node.end })
  }

  #problem(node: ASTNode, code: string, message: string, help?: string): void {
    this.problems.push({
      code,
      message,
      offset: node.start,
      length: node.end - node.start,
      ...(help === undefined ? {} : { help }),
    })
  }
}

/** `x` of `behavior["x"]`, else null. */
function behaviorNamed(node: ASTNode): string | null {
  if (node.op !== '[]') return null
  const [left, key] = node.args as [ASTNode, ASTNode]
  const named =
    left.op === 'id' &&
    (left.args as unknown) === 'behavior' &&
    key.op === 'value' &&
    typeof (key.args as unknown) === 'string'
  return named ? (key.args as unknown as string) : null
}
