/** Builds the console unless what is there was built from the same sources. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { buildSite } from './site.config.ts'

const folder = import.meta.dirname
const stamp = join(folder, 'dist/built.txt')
const sources = sourcesDigest()

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== sources) {
  process.stderr.write('building the console\n')
  await build({ configFile: join(folder, 'vite.config.ts'), logLevel: 'warn' })
  await buildSite(join(folder, 'dist'))
  writeFileSync(stamp, sources)
}

/** Over everything that goes into the build: our sources, and which versions of others. */
function sourcesDigest(): string {
  const hash = createHash('sha256')
  const own = globSync('{src,public}/**/*.*', { cwd: folder }).concat(globSync('*.{ts,html,json}', { cwd: folder }))
  const core = globSync('../core/src/**/*.ts', { cwd: folder })
  for (const file of [...own, ...core, '../../package-lock.json'].sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(resolve(folder, file)))
  }
  return hash.digest('hex')
}
