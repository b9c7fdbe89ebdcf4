/** Builds what is published: each package's `dist/` as plain ESM with types, and a package.json that points there. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { build } from 'tsdown'

interface Manifest {
  name: string
  version: string
  exports: Record<string, string>
  bin?: Record<string, string>
  dependencies?: Record<string, string>
}

const root = resolve(import.meta.dirname, '..')
const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name))

/** Modules that start as threads: each is a file of its own beside the bundle. */
const threads: Readonly<Record<string, readonly string[]>> = {
  '@bylaw/ledger': ['src/store/sqlite/thread.ts', 'src/verify/checker-thread.ts'],
}

for (const folder of packages) await publishable(folder)

async function publishable(folder: string): Promise<void> {
  const out = join(folder, 'dist')
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const command = existsSync(join(folder, 'src/main.ts'))
  const faces = Object.values(manifest.exports ?? {}).map((file) => file.replace(/^\.\//, ''))
  const entries = [...faces, ...(command ? ['src/main.ts'] : []), ...(threads[manifest.name] ?? [])]
  rmSync(out, { recursive: true, force: true })
  await build({
    cwd: folder,
    config: false,
    entry: Object.fromEntries(entries.map((file) => [nameOf(file), file])),
    format: 'esm',
    platform: manifest.name === '@bylaw/core' ? 'neutral' : 'node',
    dts: true,
    outDir: out,
    logLevel: 'warn',
    fixedExtension: false,
  })
  const parts = join(folder, 'build.ts')
  if (existsSync(parts)) execFileSync(process.execPath, [parts], { stdio: 'inherit' })
  if (command) cpSync(join(folder, 'bin'), join(out, 'bin'), { recursive: true })
  const exports = Object.fromEntries(
    Object.entries(manifest.exports ?? {}).map(([key, file]) => [
      key,
      { types: `./${nameOf(file)}.d.ts`, default: `./${nameOf(file)}.js` },
    ]),
  )
  writeFileSync(join(out, 'package.json'), `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`)
  console.log(`${manifest.name}@${manifest.version} → ${out.slice(root.length + 1)}`)
}

function nameOf(file: string): string {
  return basename(file, '.ts')
}
