import { type Diagnostic, type Document, formatDiagnostic } from '@bylaw/core'
import type { RefusedPolicy } from './failure.ts'
import { colourful, counted, note, plainDiagnostic } from './output.ts'

/** Diagnostics as a person reads them: each with its line and a caret, in the order of the files. */
export function formatAll(
  diagnostics: readonly Diagnostic[],
  documents: readonly Document[],
  color = colourful,
): string {
  const texts = new Map(documents.map(({ file, text }) => [file, text]))
  return diagnostics.map((each) => `${formatDiagnostic(each, texts.get(each.file) ?? '', { color })}\n`).join('\n')
}

/** In the order of the files, then as they stand in each. */
export function inReadingOrder(diagnostics: readonly Diagnostic[], documents: readonly Document[]): Diagnostic[] {
  const places = new Map(documents.map(({ file }, index) => [file, index]))
  const place = ({ file }: Diagnostic): number => places.get(file) ?? -1
  return [...diagnostics].sort((a, b) => place(a) - place(b) || a.line - b.line || a.column - b.column)
}

/** Says on standard error why a policy is refused. */
export function reportRefusal({ diagnostics, documents, message }: RefusedPolicy, json: boolean): void {
  const ordered = inReadingOrder(diagnostics, documents)
  if (json) {
    process.stderr.write(`${JSON.stringify({ diagnostics: ordered.map(plainDiagnostic) })}\n`)
    return
  }
  const errors = ordered.filter(({ severity }) => severity === 'error')
  process.stderr.write(`${formatAll(errors, documents, false)}\n`)
  note(`${message}: ${counted(errors.length, 'error')}`)
}
