/** Small stacks of files, what is found in them, and what is left once the suggested edit was made. */
import { expect } from 'vitest'
import { findings } from '../../../src/analysis/findings/findings.ts'
import type { DeepFinding } from '../../../src/analysis/findings/types.ts'
import { createEngine } from '../../../src/index.ts'
import { applied, compiledFiles, edited, type File } from './edited.ts'

/** Files named by their level; a level that stands twice is numbered. */
export function stack(...layers: readonly (readonly [level: string, text: string])[]): readonly File[] {
  return layers.map(([level, text], at) => {
    const before = layers.slice(0, at).filter(([other]) => other === level).length
    return { level, file: `${level}${before === 0 ? '' : `-${before + 1}`}.md`, text }
  })
}

/** What is found in files that compile without an error. */
export function found(files: readonly File[], code?: string): readonly DeepFinding[] {
  const { policy, diagnostics } = compiledFiles(files)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return findings(createEngine(policy!)).filter((each) => code === undefined || each.code === code)
}

/** The one finding of a code. */
export function only(files: readonly File[], code: string): DeepFinding {
  const all = found(files, code)
  expect(all.map(({ message }) => message)).toHaveLength(1)
  return all[0]!
}

/** `file:line:column` and what stands there. */
export function at(files: readonly File[], { file, line, column, length }: DeepFinding): string {
  const text = files.find((each) => each.file === file)!.text.split('\n')[line - 1]!
  return `${file}:${line}:${column} ${text.slice(column - 1, column - 1 + length)}`
}

/** The files with the suggested edit made in them. */
export function mended(files: readonly File[], { edit }: DeepFinding): readonly File[] {
  expect(edit).not.toBeNull()
  expect(applied(files, edit!).policy).not.toBeNull()
  return files.map((each) => (each.file === edit!.file ? { ...each, text: edited(each.text, edit!) } : each))
}
