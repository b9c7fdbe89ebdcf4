import { type Document, readDocument } from '../../src/document/index.ts'

/** Reads lines as one document. */
export function read(...lines: string[]): Document {
  return readDocument('spec.md', lines.join('\n'))
}

/** Reads one block of these YAML lines, under a heading. Its first line is line 4 of the document. */
export function readBlockOf(...yaml: string[]): Document {
  return read('# Section {#section authority=developer}', '', '```yaml bylaw', ...yaml, '```')
}

/** `code@line:column` of every diagnostic. */
export function findings(document: Pick<Document, 'diagnostics'>): string[] {
  return document.diagnostics.map(({ code, line, column }) => `${code}@${line}:${column}`)
}

/** The text that stands where a position points to. */
export function textAt(document: Document, at: { line: number; column: number }, length: number): string {
  const line = document.text.split(/\r\n|\r|\n/)[at.line - 1] ?? ''
  return line.slice(at.column - 1, at.column - 1 + length)
}
