/** Bylaw as it is published: its packages built and laid out as npm does, with what they depend on from the workspace. */
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const repository = join(import.meta.dirname, '../..')
const folder = join(import.meta.dirname, 'built')

/** @returns the file of the command */
export function built(): string {
  execFileSync(process.execPath, [join(repository, 'scripts/build.ts')], { cwd: repository, stdio: 'ignore' })
  const scope = join(folder, 'node_modules/@bylaw')
  rmSync(scope, { recursive: true, force: true })
  for (const name of readdirSync(join(repository, 'packages'))) {
    cpSync(join(repository, 'packages', name, 'dist'), join(scope, name), { recursive: true })
  }
  return join(scope, 'cli/bin/bylaw.js')
}
