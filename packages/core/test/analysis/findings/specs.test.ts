import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findings } from '../../../src/analysis/findings/findings.ts'
import { createEngine } from '../../../src/index.ts'
import { read, reference, findings as refused, root } from '../../specs/specs.ts'

const presets = join(root, 'specs/presets')
const named = readdirSync(presets).filter((name) => name.endsWith('.md'))

describe('findings in what is published', () => {
  const alone = findings(createEngine(refused(reference()).policy!))

  it('has nothing to warn of in the reference spec', () => {
    expect(alone.filter(({ severity }) => severity === 'warning')).toEqual([])
  })

  it.each(named)('has nothing to say of %s', (name) => {
    const layer = { level: 'developer', document: read(presets, name) }
    expect(findings(createEngine(refused(reference(), layer).policy!))).toEqual(alone)
  })
})
