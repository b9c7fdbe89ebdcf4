import type { Diagnostic, Document, Severity } from '@bylaw/core'
import { DiagnosticSeverity, type Diagnostic as Shown } from 'vscode-languageserver'
import { linesOf } from './places.ts'
import type { StackView } from './stack-view.ts'

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
}

/** What the stacks of a file say about it, each thing once; of what their layers do together only what was looked for. */
export function diagnosticsOf(document: Document, views: readonly StackView[]): readonly Shown[] {
  const found = new Map<string, Shown>()
  const deep = views.flatMap((view) => (view.looked ? view.findings : []))
  for (const diagnostic of [...views.flatMap(({ diagnostics }) => diagnostics), ...deep]) {
    if (diagnostic.file !== document.file) continue
    const shown = show(diagnostic, document)
    found.set(JSON.stringify(shown), shown)
  }
  return [...found.values()]
}

export function show(diagnostic: Diagnostic, document: Document): Shown {
  const { severity, code, message, help, length } = diagnostic
  const lines = linesOf(document)
  const start = lines.offset(diagnostic)
  const end = Math.min(start + length, lines.endOf(diagnostic.line - 1))
  return {
    range: lines.range({ start, end: Math.max(start, end) }),
    severity: severities[severity],
    code,
    source: 'bylaw',
    message: help === undefined ? message : `${message}\n${help}`,
  }
}
