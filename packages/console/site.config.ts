import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type InlineConfig } from 'vite'
import { engineBuild } from './engine-build.ts'

const folder = import.meta.dirname

const shared: InlineConfig = {
  configFile: false,
  root: folder,
  base: './',
  publicDir: false,
  resolve: { alias: { 'linkify-it': join(folder, 'src/engine/no-linkify.ts') } },
  define: { __ENGINE_BUILD__: JSON.stringify(engineBuild()) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  logLevel: 'warn',
}

/** Builds what a site is made of into `OUT/site`, and what writes its pages into `OUT/site.js`. */
export async function buildSite(out: string): Promise<void> {
  const site = join(out, 'site')
  rmSync(site, { recursive: true, force: true })
  mkdirSync(site, { recursive: true })
  await build(classic('src/site/main.tsx', 'console', site))
  writeFileSync(join(site, 'engine.js'), await engineScript())
  cpSync(join(folder, 'src/site/boot.js'), join(site, 'boot.js'))
  cpSync(join(folder, 'public/console/icon.svg'), join(site, 'icon.svg'))
  await build(pages(out))
}

/** One classic script and one style sheet: a page that is opened as a file can run no modules. */
const classic = (input: string, name: string, outDir: string): InlineConfig => ({
  ...shared,
  build: {
    outDir,
    emptyOutDir: false,
    target: 'es2023',
    cssCodeSplit: false,
    modulePreload: false,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: join(folder, input),
      checks: { emptyImportMeta: false },
      output: {
        format: 'iife',
        codeSplitting: false,
        entryFileNames: `${name}.js`,
        assetFileNames: `${name}[extname]`,
      },
    },
  },
})

/** The engine as a function that starts it: its source makes a worker, and where there is none it runs in the page. */
async function engineScript(): Promise<string> {
  const { build: how, ...others } = classic('src/engine/worker.ts', 'engine', join(folder, 'dist/site'))
  const built = await build({ ...others, build: { ...how, write: false } })
  const [output] = Array.isArray(built) ? built : [built]
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined
  if (chunk === undefined) throw new Error('the engine was not built')
  return `globalThis.bylawEngine = function (self) {\n${chunk.code.trim()}\n}\n`
}

/** What writes the pages, for Node: it can't run `.tsx` itself. */
const pages = (outDir: string): InlineConfig => ({
  ...shared,
  ssr: { noExternal: true },
  build: {
    ssr: join(folder, 'src/site/pages.tsx'),
    outDir,
    emptyOutDir: false,
    target: 'es2023',
    minify: false,
    rolldownOptions: { external: ['@bylaw/core'], output: { codeSplitting: false, entryFileNames: 'site.js' } },
  },
})
