#!/usr/bin/env node
/**
 * Starts the command under a Node that runs TypeScript as it stands: the running one from 24 on, else the one that the
 * project has as a dependency. Built for publication, `main.js` lies beside this folder and takes the sources' place.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const OLDEST = 24
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
  module.enableCompileCache()
  const sources = new URL('../src/main.ts', import.meta.url)
  await import(existsSync(sources) ? sources.href : new URL('../main.js', import.meta.url).href)
} else {
  const node = ownNode()
  if (node === null) {
    console.error(`bylaw: needs Node ${OLDEST} or newer, and this is ${process.version} (npm install node@${OLDEST})`)
    process.exitCode = 2
  } else pass(node)
}

/** The program of the npm package `node`, or null where it is not installed or too old. */
function ownNode() {
  const require = createRequire(import.meta.url)
  try {
    const { version } = require('node/package.json')
    return Number(version.split('.')[0]) >= OLDEST ? require.resolve('node/bin/node') : null
  } catch {
    return null
  }
}

/** Runs this file again under another Node, handing signals down and the way it ended up. */
function pass(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`bylaw: cannot run ${node}: ${error.message}`)
    process.exitCode = 2
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}
