import { type Document, readDocument } from '@bylaw/core'
import type { LiftedStatement } from './statement.ts'

/** A prompt with the statements it amounts to, as a layer. */
export interface LiftedLayer {
  readonly text: string
  readonly document: Document
}

/**
 * Writes the layer: the prompt as it is, each statement in a block after the paragraph of its sentence; at the end, all
 * together, where one would stand inside something else and not be read.
 * @param level the level that the layer says it speaks at
 */
export function layerOf(
  file: string,
  prompt: string,
  statements: readonly LiftedStatement[],
  level: string,
): LiftedLayer {
  const plain = readDocument(file, headed(prompt, level))
  const count = ({ blocks }: Document): number => blocks.reduce((sum, block) => sum + block.statements.length, 0)
  const inPlace = read(file, headed(withBlocks(prompt, statements), level))
  if (count(inPlace.document) === count(plain) + statements.length) return inPlace
  const closing = prompt.endsWith('\n') ? prompt : `${prompt}\n`
  return read(file, headed([closing, ...statements.map(blockOf)].join('\n'), level))
}

const read = (file: string, text: string): LiftedLayer => ({ text, document: readDocument(file, text) })

const headed = (prompt: string, level: string): string =>
  /^---\r?\n/.test(prompt) ? prompt : `---\nbylaw: 1\nlayer: ${level}\n---\n\n${prompt}`

function withBlocks(prompt: string, statements: readonly LiftedStatement[]): string {
  const lines = prompt.split('\n')
  const after = new Map<number, string[]>()
  for (const statement of statements) {
    let last = statement.lastLine
    while (last < lines.length && lines[last]!.trim() !== '') last++
    after.set(last, [...(after.get(last) ?? []), blockOf(statement)])
  }
  return lines
    .flatMap((line, index) => [line, ...(after.get(index + 1) ?? []).flatMap((block) => ['', block])])
    .join('\n')
}

/** One statement as a block of the language. */
export function blockOf({ kind, about, values, to, when }: LiftedStatement): string {
  const value = values.length === 1 ? JSON.stringify(values[0]) : JSON.stringify(values)
  const said =
    kind === 'trust'
      ? `trust: {${to}: [${about}]}`
      : kind === 'grant'
        ? `grant: {${to}: {${JSON.stringify(about)}: ${value}}}`
        : `${kind}: {${JSON.stringify(about)}: ${value}}`
  const condition = when === null ? [] : [`when: '${when.replaceAll("'", "''").replaceAll(/\s+/g, ' ')}'`]
  return ['```yaml bylaw', ...condition, said, '```'].join('\n')
}
