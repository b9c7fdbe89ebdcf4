import type { Diagnostic, Position, Severity } from './diagnostic.ts'
import { limits } from './limits.ts'

const rank: Record<Severity, number> = { info: 0, warning: 1, error: 2 }

/** Collects the diagnostics of one file, at most `limits.diagnostics` of them. */
export class Report {
  readonly file: string
  readonly #found: Diagnostic[] = []
  #dropped = 0
  #worst: Severity = 'info'
  #where: Position = { line: 1, column: 1 }

  constructor(file: string) {
    this.file = file
  }

  /** @param length how many columns the caret underlines */
  add(severity: Severity, code: string, message: string, at: Position, length = 1, help?: string): void {
    if (this.#found.length >= limits.diagnostics) {
      if (this.#dropped++ === 0) this.#where = at
      if (rank[severity] > rank[this.#worst]) this.#worst = severity
      return
    }
    const where = { file: this.file, line: at.line, column: at.column, length: Math.max(1, length) }
    this.#found.push({ severity, code, message, ...where, ...(help === undefined ? {} : { help }) })
  }

  error(code: string, message: string, at: Position, length?: number, help?: string): void {
    this.add('error', code, message, at, length, help)
  }

  warning(code: string, message: string, at: Position, length?: number, help?: string): void {
    this.add('warning', code, message, at, length, help)
  }

  /** In reading order. What was dropped is summed up in a last one, as severe as the worst of them. */
  diagnostics(): Diagnostic[] {
    const sorted = this.#found.toSorted((a, b) => a.line - b.line || a.column - b.column)
    if (this.#dropped > 0) {
      const message = `${this.#dropped} more findings are not shown`
      const at = { line: this.#where.line, column: this.#where.column, length: 1 }
      sorted.push({ severity: this.#worst, code: 'too-many-diagnostics', message, file: this.file, ...at })
    }
    return sorted
  }
}
