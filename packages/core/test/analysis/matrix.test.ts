import { describe, expect, it } from 'vitest'
import { type MatrixRow, matrix, shares } from '../../src/index.ts'
import { BASE, engineOf, fence, type Text } from '../policy/stack.ts'

const LEVELS = ['root', 'system', 'developer', 'user', 'agent']
const rows = (layers: readonly Text[] = [], facts: Parameters<typeof matrix>[1] = []): Map<string, MatrixRow> =>
  new Map(matrix(engineOf([['root', BASE], ...layers]), facts).map((row) => [row.behavior, row]))
const all = <K extends 'on' | 'raise' | 'tighten' | 'grantable' | 'choose' | 'grants' | 'statements'>(
  row: MatrixRow,
  key: K,
): unknown[] => LEVELS.map((level) => row.levels[level]![key])
const adult = (by: string) => [{ name: 'user.age', value: 'adult', by }]

describe('the matrix', () => {
  it('has a row for each declaration, in order, and a cell for each level', () => {
    const found = rows()
    expect([...found.keys()]).toEqual(['detail', 'tone', 'weapons', 'tool.*'])
    for (const row of found.values()) expect(Object.keys(row.levels)).toEqual(LEVELS)
  })

  it('says who may raise a scale above the present value, and how far', () => {
    const detail = rows().get('detail')!
    expect(all(detail, 'raise')).toEqual(['all', 'all', 'all', null, null])
    expect(all(detail, 'on')).toEqual([true, true, true, false, false])
    const granted = rows([['developer', fence('grant: {user: {detail: all}}', 'set: {detail: some}')]]).get('detail')!
    expect(all(granted, 'raise')).toEqual(['all', 'all', 'all', 'all', null])
    expect(granted).toMatchObject({ default: 'much', value: 'some', configured: true, authority: 'developer' })
    expect(all(granted, 'statements')).toEqual([0, 0, 2, 0, 0])
    const limited = rows([['system', fence('limit: {detail: some}')]]).get('detail')!
    expect(all(limited, 'raise')).toEqual(['all', 'all', null, null, null])
    const hard = rows([['root', fence('limit: {detail: some}')]]).get('detail')!
    expect([all(hard, 'raise'), hard.hardcoded]).toEqual([['all', null, null, null, null], true])
  })

  it('counts as raising what a level takes back of its own, not what those below fall silent about', () => {
    const held = rows([['agent', fence('limit: {detail: none}')]]).get('detail')!
    expect(all(held, 'raise')).toEqual(['all', 'all', 'all', null, 'much'])
    const loosest = rows([
      ['system', fence('set: {detail: all}')],
      ['agent', fence('limit: {detail: some}')],
    ]).get('detail')!
    expect(all(loosest, 'raise')).toEqual(['all', null, null, null, 'all'])
  })

  it('says who may tighten: on a scale everybody who can name it, as long as it is not tightest', () => {
    expect(all(rows().get('detail')!, 'tighten')).toEqual([true, true, true, true, true])
    const tightest = rows([['user', fence('limit: {detail: none}')]]).get('detail')!
    expect(all(tightest, 'tighten')).toEqual([false, false, false, false, false])
    expect(all(rows().get('tone')!, 'tighten')).toEqual([false, false, false, false, false])
    const own = rows([['developer', fence('behavior: haste', 'values: [slow, quick]', 'default: quick')]]).get('haste')!
    expect(all(own, 'tighten')).toEqual([false, false, true, true, true])
  })

  it('says what a level could grant: as far as its reach and what is delegable, where anybody below lacks it', () => {
    const capped = [SCALE('delegable: some'), SCALE('delegable: false'), SCALE('authority: user')].map((text) =>
      all(new Map(matrix(engineOf([['root', text]])).map((row) => [row.behavior, row])).get('detail')!, 'grantable'),
    )
    expect(capped).toEqual([
      ['some', 'some', 'some', null, null],
      [null, null, null, null, null],
      ['all', 'all', 'all', 'all', null],
    ])
    const granted = rows([['developer', fence('grant: {user: {detail: some}}')]]).get('detail')!
    expect(all(granted, 'grantable')).toEqual(['all', 'all', 'all', 'some', null])
  })

  it('says of a choice which values each level could choose, and which it could grant', () => {
    const tone = rows().get('tone')!
    expect(all(tone, 'choose')).toEqual([...new Array(4).fill(['formal', 'warm']), []])
    expect(all(tone, 'grants')).toEqual([...new Array(4).fill(['plain', 'formal', 'warm']), []])
    expect([all(tone, 'raise'), all(tone, 'grantable')]).toEqual([new Array(5).fill(null), new Array(5).fill(null)])
    const narrow = rows([['system', fence('limit: {tone: [plain, warm]}', 'grant: {agent: {tone: [warm, formal]}}')]])
    expect(all(narrow.get('tone')!, 'choose').slice(2)).toEqual([['warm'], ['warm'], ['warm']])
    const chosen = rows([['user', fence('set: {tone: warm}')]]).get('tone')!
    expect(all(chosen, 'choose').slice(2)).toEqual([['plain', 'formal'], ['plain', 'formal'], []])
  })

  it('counts as choosing what a level says, not what those below fall silent about', () => {
    const choice = fence('behavior: pace', 'choices: [slow, fast]', 'default: slow', 'authority: developer')
    const granted = fence('grant: {agent: {pace: [slow, fast]}}')
    const pace = rows([
      ['root', choice + granted],
      ['agent', fence('set: {pace: fast}')],
    ]).get('pace')!
    expect(pace.value).toBe('fast')
    expect(all(pace, 'choose')).toEqual([['slow'], ['slow'], ['slow'], [], ['slow']])
  })

  it('leaves a bright line to nobody', () => {
    const line = rows().get('weapons')!
    expect(line).toMatchObject({ hardcoded: true, delegable: [], value: 'never' })
    const nothing = { on: false, raise: null, tighten: false, grantable: null, statements: 0 }
    expect(line.levels).toEqual(Object.fromEntries(LEVELS.map((level) => [level, nothing])))
  })

  it('is about one situation, in which a level may also say whom it trusts', () => {
    const layers: Text[] = [['root', fence('when: user.age != "adult"', 'limit: {detail: none}')]]
    expect(all(rows(layers).get('detail')!, 'on')).toEqual([true, false, false, false, false])
    expect(all(rows(layers, adult('developer')).get('detail')!, 'raise')).toEqual(['all', 'all', 'all', null, null])
    expect(all(rows(layers, adult('user')).get('detail')!, 'raise')).toEqual(['all', 'all', 'all', null, null])
    expect(rows(layers, adult('user')).get('detail')!.value).toBe('none')
  })

  it('counts a trust in what is only heard, which takes saying so', () => {
    const layers: Text[] = [['root', fence('when: user.age != "adult"', 'limit: {detail: none}')]]
    const heard = adult('user').map((fact) => ({ ...fact, heard: true }))
    const detail = rows(layers, heard).get('detail')!
    expect([detail.value, ...all(detail, 'raise')]).toEqual(['none', 'all', 'all', 'all', null, null])
  })

  it('counts a mandate with what is below every level', () => {
    const engine = engineOf([['root', BASE]], [fence('limit: {detail: none}')])
    const detail = matrix(engine)[0]!
    expect(Object.keys(detail.levels)).toEqual(LEVELS)
    expect(detail.value).toBe('none')
    expect(all(detail, 'raise')).toEqual(['all', 'all', 'all', null, null])
  })

  it('counts the behaviors at each authority', () => {
    const own = fence('behavior: haste', 'values: [slow, quick]', 'default: quick', 'authority: guideline')
    expect(shares(matrix(engineOf([['root', BASE + own]])))).toEqual([
      { authority: 'root', behaviors: 1, brightLines: 1, percent: 20 },
      { authority: 'developer', behaviors: 2, brightLines: 0, percent: 40 },
      { authority: 'user', behaviors: 1, brightLines: 0, percent: 20 },
      { authority: 'guideline', behaviors: 1, brightLines: 0, percent: 20 },
    ])
    expect(shares([])).toEqual([])
  })
})

const SCALE = (line: string): string => {
  const authority = line.startsWith('authority') ? [] : ['authority: developer']
  return fence('behavior: detail', 'values: [none, some, much, all]', 'default: much', ...authority, line)
}
