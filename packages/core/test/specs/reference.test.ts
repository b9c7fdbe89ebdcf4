import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createEngine } from '../../src/index.ts'
import { findings, modelSpec, read, reference, root } from './specs.ts'

const adult = { name: 'user.age_group', value: 'adult', by: 'developer' }

describe('the reference spec', () => {
  const documents = reference()
  const { policy, diagnostics } = findings(documents)
  const engine = createEngine(policy!)
  const answers = documents.flatMap((document) => document.examples.flatMap((example) => example.answers))

  it('is clean', () => {
    expect(diagnostics).toEqual([])
  })

  it('is as large as it promises', () => {
    expect(documents.flatMap((document) => document.sections).length).toBeGreaterThanOrEqual(60)
    expect(policy!.behaviors.size).toBeGreaterThanOrEqual(50)
    expect(answers.filter((answer) => answer.grade !== null).length).toBeGreaterThanOrEqual(150)
    expect(answers.some((answer) => answer.grade === 'ok')).toBe(true)
  })

  it('describes every value of every behavior', () => {
    for (const behavior of policy!.behaviors.values()) {
      expect([...behavior.describe.keys()].toSorted(), behavior.id).toEqual([...behavior.values].toSorted())
    }
  })

  it('compares a good and a bad answer in every example', () => {
    for (const example of documents.flatMap((document) => document.examples)) {
      const grades = example.answers.map((answer) => answer.grade)
      expect(grades, example.title).toEqual(expect.arrayContaining(['good', 'bad']))
    }
  })

  it('uses the whole language', () => {
    const kinds = [...policy!.behaviors.values()].map((behavior) => behavior.kind)
    expect(new Set(kinds)).toEqual(new Set(['scale', 'choice', 'bright-line']))
    const authorities = documents.flatMap((document) => document.sections.flatMap((section) => section.own ?? []))
    expect(new Set(authorities)).toEqual(new Set(['root', 'system', 'developer', 'user', 'guideline']))
    expect(policy!.goals.map((goals) => goals.kind)).toEqual(['strict', 'weighed'])
  })

  it('keeps bright lines whatever anybody says', () => {
    const lines = [...policy!.behaviors.values()].filter((behavior) => behavior.kind === 'bright-line')
    expect(lines.length).toBeGreaterThanOrEqual(9)
    for (const line of lines) expect(engine.value(line.id, [adult]), line.id).toBe(line.values[0])
  })

  it('only tightens for the young, whoever says that somebody is', () => {
    const young = { name: 'user.age_group', value: 'under_18', by: 'user' }
    for (const behavior of policy!.behaviors.values()) {
      if (behavior.kind !== 'scale') continue
      const before = behavior.values.indexOf(engine.value(behavior.id, [adult])!)
      const after = behavior.values.indexOf(engine.value(behavior.id, [adult, young])!)
      expect(after, behavior.id).toBeLessThanOrEqual(before)
    }
    expect(engine.value('explicit-sexual-content', [adult, young])).toBe('none')
  })

  it('turns the autonomy dial by a record that only root may vouch for', () => {
    const record = (by: string) => [
      { name: 'agent.track_record', value: 0.995, by },
      { name: 'agent.judged_actions', value: 2000, by },
    ]
    expect(engine.value('autonomy', record('root'))).toBe('act')
    expect(engine.value('autonomy', record('agent'))).toBe('ask-first')
  })

  it('is clean with the example operator, too', () => {
    const operator = read(join(root, 'specs/examples'), 'pharmacy.md')
    expect(findings(documents, { level: 'developer', document: operator }).diagnostics).toEqual([])
  })
})

describe('the overlays', () => {
  const folder = modelSpec()

  it.skipIf(folder === null)('give behaviors to at least 40 sections of the Model Spec of 2025-12-18, cleanly', () => {
    const overlay = read(join(root, 'specs/overlays'), 'openai-model-spec-2025-12-18.md')
    const { policy, diagnostics } = findings([read(folder!, '2025-12-18.md'), overlay])
    expect(diagnostics).toEqual([])
    const sections = policy!.sections.filter((section) => section.layer === 0)
    const covered = sections.filter((section) => section.authority !== null && section.behaviors.length > 0)
    expect(covered.length).toBeGreaterThanOrEqual(40)
    expect(sections.filter((section) => section.authority !== null).length).toBe(59)
  })

  it('need the document they are written for', () => {
    const overlay = read(join(root, 'specs/overlays'), 'claude-constitution.md')
    const codes = new Set(findings([overlay]).diagnostics.map((each) => each.code))
    expect(codes).toContain('unknown-section')
  })

  it('read a constitution of broad areas that has no attributes, with the headings they name', () => {
    const overlay = read(join(root, 'specs/overlays'), 'claude-constitution.md')
    const ids = new Set(overlay.blocks.flatMap((block) => block.overlays?.name ?? []))
    expect(ids.size).toBeGreaterThanOrEqual(15)
  })
})

describe('the catalogue', () => {
  const catalogue = parse(readFileSync(join(root, 'specs/catalogue.yaml'), 'utf8')) as {
    specs: Record<string, unknown>[]
  }

  it('gives each spec its address, licence, digest and overlay', () => {
    expect(catalogue.specs.length).toBeGreaterThanOrEqual(5)
    for (const entry of catalogue.specs) {
      expect(Object.keys(entry), String(entry.id)).toEqual(
        expect.arrayContaining(['id', 'title', 'publisher', 'address', 'licence', 'digest', 'overlay']),
      )
      expect(String(entry.address)).toMatch(/^https:\/\//)
      if (entry.digest !== null) expect(String(entry.digest)).toMatch(/^(sha256:)?[0-9a-f]{64}$/)
      if (entry.overlay !== null) readFileSync(join(root, 'specs', String(entry.overlay)), 'utf8')
    }
  })
})
