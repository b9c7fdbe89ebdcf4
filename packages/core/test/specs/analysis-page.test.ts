import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands, rerun } from './pages.ts'
import { root } from './specs.ts'

const file = join(root, 'docs/analysis.md')
const page = readFileSync(file, 'utf8')

describe('the page about analysis', () => {
  it('tells what its commands say', async () => {
    const fresh = rerun(page)
    expect(commands(fresh).length).toBeGreaterThan(7)
    await expect(fresh).toMatchFileSnapshot(file)
  })

  it.each(['matrix', 'matrix --as', 'envelope', 'envelope --want', 'prove', 'check --deep', 'diff'])(
    'shows %s',
    (verb) => {
      const words = verb.split(' ')
      const shown = commands(page).filter((command) => words.every((word) => command.includes(word)))
      expect(shown.length).toBeGreaterThan(0)
    },
  )
})
