import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WrongUse } from './failure.ts'

const PACKAGE = '@bylaw/specs'

/** The folder of the documents that come with Bylaw, absolute. */
export function specsFolder(): string {
  try {
    return dirname(fileURLToPath(import.meta.resolve('@bylaw/specs/package.json')))
  } catch {
    throw new WrongUse(`${PACKAGE} is not installed (npm install ${PACKAGE})`)
  }
}

/**
 * The root files of the reference spec, in order, as a configuration in `folder` names them: below it where the package
 * is installed there, so that the folder can be moved; else absolute.
 */
export function specFiles(folder: string): string[] {
  const installed = join('node_modules', PACKAGE, 'reference')
  const below = existsSync(resolve(folder, installed))
  const reference = join(specsFolder(), 'reference')
  const names = readdirSync(reference).filter((name) => name.endsWith('.md'))
  return names.sort().map((name) => (below ? `./${join(installed, name)}` : join(reference, name)))
}
