import type { ASTNode } from '@marcbachmann/cel-js'

/** An upper bound of what an expression takes: how large its value can get, and how many steps to find it. */
interface Bounds {
  readonly size: number
  readonly steps: number
}

const LOOPS = new Set(['all', 'exists', 'exists_one', 'filter', 'map'])
/** How deep macros may nest before they count as endless. */
const MAX_LOOPS = 6
/** How deep arguments may nest before they count as endless. */
const MAX_DEPTH = 64

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value

/**
 * The most steps that an expression can take.
 * @param argsSize the size of `args`, as `sizeOf` gives it
 */
export const costOf = (root: ASTNode, argsSize: number): number =>
  boundsOf(root, new Map([['args', argsSize]]), 0).steps

const ENDLESS: Bounds = { size: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY }

/** Names and the sizes of what they stand for; every other name is a single value. */
type Sizes = ReadonlyMap<string, number>

function boundsOf(node: ASTNode, sizes: Sizes, depth: number): Bounds {
  if (node.op === 'id') return { size: sizes.get(node.args) ?? 1, steps: 1 }
  if (node.op === 'value') return { size: sizeOf(node.args, Number.POSITIVE_INFINITY), steps: 1 }
  if (node.op === '.') return boundsOf(node.args[0], sizes, depth)
  if (node.op === 'rcall' && LOOPS.has(node.args[0])) return loop(node.args, sizes, depth)
  const args: unknown = node.args
  const parts = (Array.isArray(args) ? args.flat(2) : [args]).filter(isNode).map((part) => boundsOf(part, sizes, depth))
  const size = 1 + sum(parts, 'size')
  return { size, steps: size + sum(parts, 'steps') }
}

/**
 * A macro goes through its list once, and through its body for every element. The elements together are no larger than
 * the list, so that the body takes at most what it takes for the smallest, each time, and once what it takes for all.
 */
function loop(
  [name, list, [variable, ...body]]: readonly [string, ASTNode, ASTNode[]],
  sizes: Sizes,
  depth: number,
): Bounds {
  if (depth >= MAX_LOOPS) return ENDLESS
  const over = boundsOf(list, sizes, depth)
  const bodyWith = (size: number): Bounds => {
    const inner = new Map(sizes).set(String(variable?.args), size)
    const parts = body.map((part) => boundsOf(part, inner, depth + 1))
    return { size: sum(parts, 'size'), steps: 1 + sum(parts, 'steps') }
  }
  const [each, all] = [bodyWith(1), bodyWith(over.size)]
  const steps = over.steps + over.size * each.steps + all.steps
  if (name === 'map') return { size: over.size * each.size + all.size, steps }
  return { size: name === 'filter' ? over.size : 1, steps }
}

const sum = (parts: readonly Bounds[], key: keyof Bounds): number => parts.reduce((total, part) => total + part[key], 0)

/**
 * Roughly how many steps it takes to go through a value once; nesting deeper than 64 counts as endless.
 * @param limit counting stops once it is passed
 */
export function sizeOf(value: unknown, limit: number, depth = 0): number {
  if (depth > MAX_DEPTH) return Number.POSITIVE_INFINITY
  if (typeof value === 'string') return 1 + (value.length >> 4)
  if (typeof value !== 'object' || value === null) return 1
  let total = 1
  for (const [key, item] of Object.entries(value)) {
    total += 1 + (key.length >> 4) + sizeOf(item, limit, depth + 1)
    if (total > limit) break
  }
  return total
}
