import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Twelve hex digits over the sources of core: which engine it is that runs in the page. */
export function engineBuild(): string {
  const core = resolve(import.meta.dirname, '../core')
  const hash = createHash('sha256')
  for (const file of globSync('{src/**/*.ts,package.json}', { cwd: core }).sort()) {
    hash
      .update(file.replaceAll('\\', '/'))
      .update('\0')
      .update(readFileSync(resolve(core, file)))
  }
  return hash.digest('hex').slice(0, 12)
}
