/** Builds what is published: each package's `dist/` as plain ESM with types, and a package.json that points there. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
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

for (const folder of packages) await publishable(folder)

async function publishable(folder: string): Promise<void> {
  const out = join(folder, 'dist')
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const command = existsSync(join(folder, 'src/main.ts'))
  rmSync(out, { recursive: true, force: true })
  await build({
    cwd: folder,
    config: false,
    entry: command
      ? ['src/index.ts', 'src/main.ts'].filter((file) => existsSync(join(folder, file)))
      : ['src/index.ts'],
    format: 'esm',
    platform: manifest.name === '@bylaw/core' ? 'neutral' : 'node',
    dts: true,
    outDir: out,
    logLevel: 'warn',
    fixedExtension: false,
  })
  if (command) cpSync(join(folder, 'bin'), join(out, 'bin'), { recursive: true })
  const exports = Object.fromEntries(
    Object.keys(manifest.exports ?? {}).map((key) => [key, { types: './index.d.ts', default: './index.js' }]),
  )
  writeFileSync(join(out, 'package.json'), `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`)
  console.log(`${manifest.name}@${manifest.version} → ${out.slice(root.length + 1)}`)
}
