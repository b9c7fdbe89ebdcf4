import type { Diagnostic, Position, Severity } from '../document/diagnostic.ts'
import type { Named } from '../document/types.ts'

interface Extra {
  readonly severity?: Severity
  readonly help?: string | undefined
  readonly length?: number
}

/** A diagnostic at a place of a file; an error unless said otherwise. */
export function problem(
  file: string,
  at: Position | Named,
  code: string,
  message: string,
  extra: Extra = {},
): Diagnostic {
  const length = extra.length ?? ('name' in at ? Math.max(1, at.name.length) : 1)
  return {
    severity: extra.severity ?? 'error',
    code,
    message,
    file,
    line: at.line,
    column: at.column,
    length,
    ...(extra.help === undefined ? {} : { help: extra.help }),
  }
}
