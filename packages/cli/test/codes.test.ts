import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codes } from '../src/codes/codes.ts'

const core = resolve(import.meta.dirname, '../../core/src')
/** Core's sources, without the list of the codes themselves. */
const source = ['document', 'policy', 'analysis/findings']
  .flatMap((folder) => readdirSync(join(core, folder)).map((name) => join(core, folder, name)))
  .filter((file) => !file.endsWith('findings/kinds.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')

/** Names in core's sources that have the form of a code and are none. */
const OTHERS = ['markdown-it', 'utf-8', 'vouched-by', 'empty-limit']

/** Every name that could be a code: those with a hyphen, and what is given where a code belongs. */
function candidates(): readonly string[] {
  const hyphenated = [...source.matchAll(/'([a-z]+(?:-[a-z0-9]+)+)'/g)]
  const given = [...source.matchAll(/\b(?:error|warning|finding)\(\s*'([a-z-]+)'/g)]
  return [...new Set([...hyphenated, ...given].map(([, name]) => name!))]
}

describe('the codes of diagnostics', () => {
  it('are all described, each in one sentence', () => {
    const found = candidates().filter((name) => !OTHERS.includes(name))
    expect(found.length).toBeGreaterThan(120)
    expect(found.filter((name) => codes[name] === undefined)).toEqual([])
    for (const [code, sentence] of Object.entries(codes)) expect(sentence, code).toMatch(/^[A-Z`][^\n]{10,110}\.$/)
  })

  it('are all given by core', () => {
    expect(Object.keys(codes).filter((code) => !candidates().includes(code))).toEqual([])
  })
})
