import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const start = resolve(import.meta.dirname, '../../src/index.ts')
const IMPORT = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g

/** Every file that a module imports, however indirectly, packages included; and what of Node is among it. */
function importedBy(file: string, files = new Set<string>(), ofNode: string[] = []) {
  if (files.has(file)) return { files, ofNode }
  files.add(file)
  const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  for (const [, name] of code.matchAll(IMPORT)) {
    if (name!.startsWith('.')) importedBy(resolve(dirname(file), name!), files, ofNode)
    else if (import.meta.resolve(name!).startsWith('node:')) ofNode.push(`${file}: ${name}`)
    else importedBy(fileURLToPath(import.meta.resolve(name!)), files, ofNode)
  }
  return { files, ofNode }
}

it('nothing of Node is imported: it runs in a browser', () => {
  const { files, ofNode } = importedBy(start)
  expect(ofNode).toEqual([])
  const names = [...files].join('\n')
  for (const part of [
    'src/log/note.ts',
    'src/records/leaf.ts',
    '@noble/hashes/sha2.js',
    '@noble/curves/ed25519.js',
    'canonicalize',
  ]) {
    expect(names).toContain(part)
  }
})

it('would notice what is of Node', () => {
  expect(importedBy(resolve(import.meta.dirname, '../../reference/rfc6962.ts')).ofNode).toHaveLength(1)
})
