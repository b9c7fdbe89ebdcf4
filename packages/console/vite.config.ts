import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { engineBuild } from './engine-build.ts'

/** The app that a gateway serves: modules, each screen loaded when it is opened, the engine in a worker. */
export default defineConfig({
  root: import.meta.dirname,
  define: { __ENGINE_BUILD__: JSON.stringify(engineBuild()) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { alias: { 'linkify-it': resolve(import.meta.dirname, 'src/engine/no-linkify.ts') } },
  worker: { format: 'es' },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    assetsDir: 'console',
    target: 'es2023',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
})
