import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../specs/specs.ts'
import { compiledFiles } from './edited.ts'
import { found, stack } from './stacks.ts'

const page = readFileSync(join(root, 'docs/findings.md'), 'utf8')
const [head, ...entries] = page.split(/^## /m)

/** The layers shown in a stretch of the page. */
const shown = (text: string): [level: string, text: string][] =>
  [...text.matchAll(/^````markdown (\w+)\n([\s\S]*?)^````$/gm)].map((match) => [match[1]!, match[2]!])

describe('the page about findings', () => {
  const base = shown(head!)

  it('begins with a spec in which nothing is found', () => {
    expect(found(stack(...base))).toEqual([])
  })

  it.each(entries.map((entry) => [entry.split('\n', 1)[0]!, entry]))('shows %s and nothing else', (code, entry) => {
    const files = stack(...base, ...shown(entry))
    const { diagnostics } = compiledFiles(files)
    const all = [...diagnostics, ...found(files)]
    expect(all.map((each) => each.code)).toEqual([code])
  })
})
