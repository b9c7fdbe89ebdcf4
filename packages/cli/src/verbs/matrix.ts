import { matrix, type SeenRow, seenBy, shares } from '@bylaw/core'
import { parseFacts } from '../facts.ts'
import { print, printJson } from '../output.ts'
import { openEngine, parseLevel, type StackOptions } from '../stack.ts'
import { drawnMatrix } from '../tables/matrix.ts'
import { drawnView } from '../tables/seen-by.ts'

interface MatrixOptions extends StackOptions {
  readonly fact?: readonly string[]
  readonly as?: string
  readonly json?: boolean
}

/** `bylaw matrix`: a row for each behavior, a column for each level; or with `--as` what concerns one level. */
export function matrixVerb(options: MatrixOptions): number {
  const engine = openEngine(options)
  const facts = parseFacts(options.fact, engine)
  if (options.as === undefined) {
    const rows = matrix(engine, facts)
    if (options.json) printJson({ behaviors: rows, shares: shares(rows) })
    else print(drawnMatrix(rows))
    return 0
  }
  const level = parseLevel(options.as, engine.policy.levels, '--as')
  const seen = seenBy(engine, level, facts) as readonly SeenRow[]
  if (options.json) printJson({ as: level, behaviors: seen })
  else print(drawnView(level, seen))
  return 0
}
