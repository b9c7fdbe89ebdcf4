import type { Diagnostic } from '@bylaw/core'
import type { Draft, WrittenFile } from '../place/draft.ts'

/** What a new layer begins with. */
export function newLayer(level: string, files: readonly { readonly file: string }[]): WrittenFile {
  const taken = new Set(files.map(({ file }) => file))
  let file = `draft-${level}.md`
  for (let number = 2; taken.has(file); number++) file = `draft-${level}-${number}.md`
  return { level, file, text: `---\nbylaw: 1\nlayer: ${level}\n---\n# What the ${level} wants\n` }
}

/** The text with a statement about a behavior at its end. */
export function withStatement(text: string, behavior: string, value: string): string {
  const kept = text.trimEnd()
  return `${kept}${kept === '' ? '' : '\n\n'}\`\`\`yaml bylaw\nset: {${behavior}: ${value}}\n\`\`\`\n`
}

/** What was done, with the edit of one file told once. */
export function doneWith(done: readonly string[], edit: string): readonly string[] {
  return done.at(-1) === edit ? done : [...done, edit]
}

export const isAdded = ({ added }: Draft, file: string): boolean => added.some((each) => each.file === file)

const order = ['error', 'warning', 'info']

/** What is wrong with one file, the worst first. */
export const diagnosticsOf = (all: readonly Diagnostic[], file: string): readonly Diagnostic[] =>
  all
    .filter((each) => each.file === file)
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || a.line - b.line)
