import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'

/** Before any test of the console: what is served is built from the sources as they are, unless `BYLAW_CONSOLE` names a build. */
export function setup(): void {
  if (process.env.BYLAW_CONSOLE !== undefined) return
  execFileSync(process.execPath, [resolve(import.meta.dirname, '../build.ts')], { stdio: 'inherit' })
}
