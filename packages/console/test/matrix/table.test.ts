import type { Assertion } from '@bylaw/core'
import { describe, expect, it } from 'vitest'
import { questions } from '../../src/engine/questions.ts'
import { adult, files } from './spec.ts'

const opened = questions.open(files)

async function rowOf(behavior: string, facts: readonly Assertion[] = []) {
  const rows = await questions.table(opened.key, facts)
  return rows.find((row) => row.behavior === behavior)!
}

describe('the table', () => {
  it('tells who speaks, and what is decided as far as each level', async () => {
    const { levels, value, by } = await rowOf('medicine')
    const said = Object.entries(levels).map(([level, cell]) => [level, cell.value, cell.speaks])
    expect(said).toEqual([
      ['root', 'general', true],
      ['system', 'general', false],
      ['developer', 'detailed', true],
      ['user', 'detailed', false],
      ['agent', 'detailed', false],
    ])
    expect([value, by]).toEqual(['detailed', 'developer'])
  })

  it('counts the statements under a condition, whether it holds or not', async () => {
    const [child, grown] = [await rowOf('drugs'), await rowOf('drugs', [adult])]
    expect([child, grown].map(({ levels }) => levels.root!.conditional)).toEqual([1, 1])
    expect(child.levels.developer).toMatchObject({ on: false, raise: null })
    expect(grown.levels.developer).toMatchObject({ on: true, raise: 'detailed' })
  })

  it('is decided as the engine decides', async () => {
    for (const facts of [[], [adult]]) {
      const rows = await questions.table(opened.key, facts)
      const { decisions } = questions.situation(opened.key, facts)
      expect(rows.map(({ behavior, value }) => [behavior, value])).toEqual(
        decisions.map(({ behavior, value }) => [behavior, value]),
      )
    }
  })

  it('says where behaviors stand, by chapters where parts hold few', async () => {
    const marks = await questions.shelfmarks(opened.key)
    expect(marks.map(({ behavior, part, title }) => [behavior, title, part?.id])).toEqual([
      ['drugs', 'Drugs', 'substances'],
      ['medicine', 'Medicine', 'substances'],
      ['tone', 'Tone', 'manner'],
      ['the-line', 'The line', 'manner'],
    ])
    const alone = files.map((each) => ({ ...each, text: each.text.replace('### Medicine', '## Medicine') }))
    const few = await questions.shelfmarks(questions.open(alone).key)
    expect(new Set(few.map(({ part }) => part?.id))).toEqual(new Set(['spec']))
  })

  it('quotes the line that decides, with its section', async () => {
    const { decision } = questions.explain(opened.key, 'medicine', [])
    const { source } = decision.value === null ? { source: '' } : decision.decidedBy
    expect(await questions.quotedAt(opened.key, source)).toMatchObject({
      text: 'set: {medicine: detailed}',
      title: 'The clinic',
    })
    expect(await questions.quotedAt(opened.key, 'elsewhere.md:3')).toBe(null)
    expect(await questions.quotedAt(opened.key, 'spec.md:99999')).toBe(null)
  })
})

describe('a limit that is drafted', () => {
  const limit = { level: 'user', value: 'refuse' }

  it('holds once it is written', async () => {
    const trial = (await questions.limited(opened.key, 'drugs', limit, [], false))!
    const after = questions.open(trial.layers)
    expect(trial.done).toBe('A user limits `drugs` to `refuse`.')
    expect((await questions.table(after.key, [adult])).find(({ behavior }) => behavior === 'drugs')!.value).toBe(
      'refuse',
    )
  })

  it('stands under the situation where it is for that only', async () => {
    const trial = (await questions.limited(opened.key, 'drugs', limit, [adult], true))!
    const after = questions.open(trial.layers)
    const values = [[adult], []].map((facts) => questions.explain(after.key, 'drugs', facts).decision.value)
    expect(values).toEqual(['refuse', 'general'])
  })

  it('is refused where it can not be said', async () => {
    const said = [
      ['tone', { level: 'user', value: 'plain' }],
      ['the-line', { level: 'user', value: 'never' }],
      ['drugs', { level: 'nobody', value: 'refuse' }],
      ['drugs', { level: 'user', value: 'of-no-scale' }],
      ['undeclared', limit],
    ] as const
    for (const [behavior, what] of said)
      expect(await questions.limited(opened.key, behavior, what, [], false), behavior).toBe(null)
  })
})
