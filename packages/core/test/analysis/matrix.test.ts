import { describe, expect, it } from 'vitest'
import { type MatrixRow, matrix } from '../../src/index.ts'
import { BASE, engineOf, fence, type Text } from '../policy/stack.ts'

const rows = (layers: readonly Text[] = [], facts: Parameters<typeof matrix>[1] = []): Map<string, MatrixRow> =>
  new Map(matrix(engineOf([['root', BASE], ...layers]), facts).map((row) => [row.behavior, row]))
const on = (row: MatrixRow): string =>
  row.cells
    .filter((cell) => cell.on)
    .map((cell) => cell.level)
    .join()

describe('the matrix', () => {
  it('has a row for each declaration, in order, and a cell for each level', () => {
    const all = rows()
    expect([...all.keys()]).toEqual(['weapons', 'detail', 'tone', 'tool.*'].sort((a, b) => order(a) - order(b)))
    for (const row of all.values())
      expect(row.cells.map((cell) => cell.level)).toEqual(['root', 'system', 'developer', 'user', 'agent'])
  })

  it('says who may change what', () => {
    const all = rows()
    expect(on(all.get('detail')!)).toBe('root,system,developer')
    expect(on(all.get('tone')!)).toBe('root,system,developer,user')
    expect(on(all.get('weapons')!)).toBe('')
    expect(all.get('detail')!.cells[2]).toEqual({ level: 'developer', on: true, reach: ['all'], statements: 0 })
    expect(all.get('tone')!.cells[3]!.reach.toSorted()).toEqual(['formal', 'warm'])
    expect([...all.values()].map((row) => [row.behavior, row.hardcoded])).toContainEqual(['weapons', true])
  })

  it('shows what is granted, limited and said', () => {
    const granted = rows([['developer', fence('grant: {user: {detail: all}}', 'set: {detail: some}')]]).get('detail')!
    expect(on(granted)).toBe('root,system,developer,user')
    expect(granted).toMatchObject({ default: 'much', value: 'some', configured: true, authority: 'developer' })
    expect(granted.cells.map((cell) => cell.statements)).toEqual([0, 0, 2, 0, 0])
    const limited = rows([['system', fence('limit: {detail: some}')]]).get('detail')!
    expect(on(limited)).toBe('root,system')
    const hard = rows([['root', fence('limit: {detail: some}')]]).get('detail')!
    expect([on(hard), hard.hardcoded]).toEqual(['root', true])
  })

  it('shows what can be granted at all', () => {
    expect(rows().get('detail')!.delegable).toEqual(['none', 'some', 'much', 'all'])
    expect(rows().get('weapons')!.delegable).toEqual([])
  })

  it('is about one situation', () => {
    const layers: Text[] = [['root', fence('when: user.age != "adult"', 'limit: {detail: none}')]]
    expect(on(rows(layers).get('detail')!)).toBe('root')
    expect(on(rows(layers, [{ name: 'user.age', value: 'adult', by: 'developer' }]).get('detail')!)).toBe(
      'root,system,developer',
    )
  })
})

const order = (id: string): number => BASE.indexOf(`behavior: ${id}`)
