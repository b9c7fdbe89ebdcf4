/** Texts with an edit made in them. */

import type { Edit } from '../../../src/analysis/findings/types.ts'
import { type Compilation, compile, readDocument } from '../../../src/index.ts'

/** A file as it is mounted; without a level it is a mandate. */
export interface File {
  readonly level: string | null
  readonly file: string
  readonly text: string
}

/** The text with one stretch replaced. */
export function edited(text: string, { from, to, text: written }: Edit): string {
  const lines = text.split('\n')
  const offset = ({ line, column }: Edit['from']): number =>
    lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1
  return text.slice(0, offset(from)) + written + text.slice(offset(to))
}

export function compiledFiles(files: readonly File[]): Compilation {
  const read = ({ file, text }: File) => readDocument(file, text)
  return compile({
    layers: files.flatMap((file) => (file.level === null ? [] : [{ level: file.level, document: read(file) }])),
    mandates: files.filter(({ level }) => level === null).map(read),
  })
}

/** The files compiled once an edit was made in one of them. */
export const applied = (files: readonly File[], edit: Edit): Compilation =>
  compiledFiles(files.map((each) => (each.file === edit.file ? { ...each, text: edited(each.text, edit) } : each)))
