import { type Diagnostic, type Document, formatDiagnostic } from '@bylaw/core'
import type { RefusedPolicy } from './failure.ts'
import { columns, cropped, hanging } from './layout.ts'
import { colourful, counted, note, paint } from './output.ts'
import { changedLines, type Suggestion, type Told } from './told.ts'
import { asserted } from './words.ts'

/** So many lines of an edit are shown. */
const MOST_LINES = 8

/** Diagnostics as a person reads them: each with its line and a caret, in the order of the files. */
export function formatAll(diagnostics: readonly Told[], documents: readonly Document[], color = colourful): string {
  const byFile = new Map(documents.map((document) => [document.file, document]))
  return diagnostics
    .map((each) => {
      const shown = formatDiagnostic(each, byFile.get(each.file)?.text ?? '', { color, width: columns })
      return [shown, ...added(each, byFile), ''].join('\n')
    })
    .join('\n')
}

/** What a deep finding says beyond its place. */
function added(
  { line, facts = null, related = [], edit = null }: Told,
  byFile: ReadonlyMap<string, Document>,
): string[] {
  const gutter = ' '.repeat(String(line).length)
  const entry = (name: string, text: string): string =>
    `${gutter} = ${hanging(`${name}: ${text}`, gutter.length + name.length + 5)}`
  return [
    ...(facts === null ? [] : [entry('where', facts.length === 0 ? 'nobody asserts anything' : asserted(facts))]),
    ...related.map((place) => entry('see', `${place.file}:${place.line}:${place.column}, ${place.message}`)),
    ...(edit === null ? [] : suggested(edit, byFile.get(edit.file), gutter, entry)),
  ]
}

function suggested(
  edit: Suggestion,
  document: Document | undefined,
  gutter: string,
  entry: (name: string, text: string) => string,
): string[] {
  const changed = document === undefined ? { old: [], new: [] } : changedLines(edit, document)
  const lines = [
    ...changed.old.map((line) => ['red', `- ${line}`] as const),
    ...changed.new.map((line) => ['green', `+ ${line}`] as const),
  ]
  const shown = lines
    .slice(0, MOST_LINES)
    .map(([style, line]) => `${gutter}   ${paint(style, cropped(line.trimEnd(), gutter.length + 3))}`)
  const more = lines.length > MOST_LINES ? [`${gutter}   … ${counted(lines.length - MOST_LINES, 'more line')}`] : []
  return [entry('edit', `${edit.title}, at ${edit.file}:${edit.from.line}`), ...shown, ...more]
}

/** In the order of the files, then as they stand in each. */
export function inReadingOrder<T extends Diagnostic>(diagnostics: readonly T[], documents: readonly Document[]): T[] {
  const places = new Map(documents.map(({ file }, index) => [file, index]))
  const place = ({ file }: Diagnostic): number => places.get(file) ?? -1
  return [...diagnostics].sort((a, b) => place(a) - place(b) || a.line - b.line || a.column - b.column)
}

/** Says on standard error why a policy is refused. */
export function reportRefusal({ diagnostics, documents, message }: RefusedPolicy, json: boolean): void {
  const ordered = inReadingOrder(diagnostics, documents)
  if (json) {
    process.stderr.write(`${JSON.stringify({ diagnostics: ordered })}\n`)
    return
  }
  const errors = ordered.filter(({ severity }) => severity === 'error')
  process.stderr.write(`${formatAll(errors, documents, false)}\n`)
  note(`${message}: ${counted(errors.length, 'error')}`)
}
