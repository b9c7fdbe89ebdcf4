import { type MatrixCell, type MatrixRow, matrix } from '@bylaw/core'
import { parseFacts } from '../facts.ts'
import { counted, paint, print, printJson, table } from '../output.ts'
import { openEngine, type StackOptions } from '../stack.ts'

interface MatrixOptions extends StackOptions {
  readonly fact?: readonly string[]
  readonly json?: boolean
}

/** `bylaw matrix`: a row for each behavior, a column for each level. */
export function matrixVerb(options: MatrixOptions): number {
  const engine = openEngine(options)
  const rows = matrix(engine, parseFacts(options.fact, engine))
  if (options.json) printJson({ rows })
  else print(drawn(rows))
  return 0
}

function drawn(rows: readonly MatrixRow[]): string {
  const levels = rows[0]?.cells.map(({ level }) => level) ?? []
  const header = ['behavior', 'value', 'authority', '', ...levels]
  const body = rows.map((row) => [
    row.behavior,
    row.configured ? row.value : `${row.value} (default)`,
    row.authority,
    row.kind === 'bright-line' ? 'bright line' : row.hardcoded ? 'hardcoded' : 'softcoded',
    ...row.cells.map((cell) => mark(cell, row)),
  ])
  const style = (column: number) => (column === 0 ? 'bold' : column === 2 || column === 3 ? 'dim' : null)
  const soft = rows.filter(({ hardcoded }) => !hardcoded).length
  const legend = `● may change it, to what follows (a scale: up to); ○ may only tighten a scale, or nothing`
  const summary = `${counted(rows.length, 'behavior')}: ${soft} softcoded, ${rows.length - soft} hardcoded`
  return [table([header, ...body], style), '', paint('dim', legend), paint('dim', summary)].join('\n')
}

function mark({ on, reach }: MatrixCell, { kind, values }: MatrixRow): string {
  if (!on) return '○'
  const all = kind === 'choice' && reach.length === values.length - 1
  return `● ${all ? 'any' : reach.join(', ')}`
}
