import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findingKinds } from '../../../src/index.ts'
import { root } from '../../specs/specs.ts'

it('every kind of finding has a sentence and an entry on the page, and there are no others', () => {
  const page = readFileSync(join(root, 'docs/findings.md'), 'utf8')
  const entries = [...page.matchAll(/^## (.+)$/gm)].map(([, code]) => code!)
  // The page has one more, which is found when a policy is compiled.
  expect(Object.keys(findingKinds)).toEqual(entries.filter((code) => code !== 'unbound-tag').sort())
  for (const sentence of Object.values(findingKinds)) expect(sentence).toMatch(/^[A-Z][^\n.]+\.$/)
})
