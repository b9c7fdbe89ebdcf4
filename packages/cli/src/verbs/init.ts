import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { WrongUse } from '../failure.ts'
import { reasonOf } from '../files.ts'
import { note, print, printJson } from '../output.ts'
import { specFiles } from '../packaged.ts'
import { configuration, operator } from '../templates.ts'

/** `bylaw init`: 1 where a file is in the way. */
export function init(folder: string, options: { readonly force?: boolean; readonly json?: boolean }): number {
  const specs = specFiles(folder)
  const files = [
    { path: join(folder, 'operator.md'), text: operator },
    { path: join(folder, 'bylaw.yaml'), text: configuration(specs) },
  ]
  const standing = files.filter(({ path }) => existsSync(path)).map(({ path }) => path)
  if (standing.length > 0 && !options.force) {
    note(`${standing.join(' and ')} already there; nothing was written (--force writes over it)`)
    return 1
  }
  for (const { path, text } of files) write(folder, path, text)
  const next = `bylaw serve --config ${quoted(join(folder, 'bylaw.yaml'))}`
  const written = files.map(({ path }) => normalize(path))
  if (options.json) printJson({ files: written, next })
  else print(`Wrote ${written.join(' and ')}.\nNext: ${next}`)
  return 0
}

function write(folder: string, path: string, text: string): void {
  try {
    if (!existsSync(folder)) mkdirSync(folder)
    writeFileSync(path, text)
  } catch (error) {
    throw new WrongUse(`cannot write ${path}: ${reasonOf(error)}`)
  }
}

/** A path as a shell reads it back. */
const quoted = (path: string): string => (/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)
