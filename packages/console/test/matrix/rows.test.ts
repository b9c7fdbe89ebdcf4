import { describe, expect, it } from 'vitest'
import { questions } from '../../src/engine/questions.ts'
import { countCells } from '../../src/matrix/differences.ts'
import { nextStep } from '../../src/matrix/next-step.ts'
import { type MatrixQuery, readQuery, unfiltered } from '../../src/matrix/query.ts'
import { filtered, itemsOf, type Row, room, rowsOf } from '../../src/matrix/rows.ts'
import { sharesByLevel, toldCell, verbsOf } from '../../src/matrix/told.ts'
import { adult, files } from './spec.ts'

const opened = questions.open(files)
const plain = questions.open(files.slice(0, 1))
const chain = ['root', 'system', 'developer', 'user', 'agent']

async function rows(key = opened.key, base: string | null = null): Promise<readonly Row[]> {
  const before = base === null ? null : await questions.table(base, [adult])
  const [table, places, reaches] = [
    await questions.table(key, [adult]),
    await questions.shelfmarks(key),
    await questions.envelope(key, { facts: [adult] }),
  ]
  return rowsOf(table, places, reaches, before)
}

const all: MatrixQuery = { ...unfiltered, sort: 'spec', selected: null }
const ids = (found: readonly Row[]): readonly string[] => found.map(({ row }) => row.behavior)

describe('rows', () => {
  it('are narrowed by text, level, kind and state', async () => {
    const found = await rows()
    const left = (query: Partial<MatrixQuery>) => ids(filtered(found, { ...all, ...query }))
    expect(left({})).toEqual(['drugs', 'medicine', 'tone', 'the-line'])
    expect(left({ text: 'DETAIL drugs' })).toEqual(['drugs'])
    expect(left({ text: 'substances' })).toEqual(['drugs', 'medicine'])
    expect(left({ on: 'user' })).toEqual(['tone'])
    expect(left({ on: 'developer' })).toEqual(['drugs', 'medicine', 'tone'])
    expect(left({ kind: 'bright-line' })).toEqual(['the-line'])
    expect(left({ show: ['hardcoded'] })).toEqual(['the-line'])
    expect(left({ show: ['configured'] })).toEqual(['medicine'])
    expect(left({ show: ['conditional'] })).toEqual(['drugs'])
    expect(left({ show: ['softcoded', 'configured'], text: 'tone' })).toEqual([])
    expect(left({ show: ['differs'] })).toEqual([])
  })

  it('stand under their parts, or in another order without them', async () => {
    const found = await rows()
    const told = (sort: MatrixQuery['sort']) =>
      itemsOf(found, sort, chain).map((item) =>
        item.is === 'part' ? `# ${item.title} ${item.count}` : item.row.row.behavior,
      )
    expect(told('spec')).toEqual(['# Substances 2', 'drugs', 'medicine', '# Manner 2', 'tone', 'the-line'])
    expect(told('name')).toEqual(['drugs', 'medicine', 'the-line', 'tone'])
    expect(told('authority')).toEqual(['the-line', 'drugs', 'medicine', 'tone'])
    expect(told('room')[0]).toBe('tone')
  })

  it('know how far words could move them', async () => {
    const rooms = Object.fromEntries((await rows()).map((row) => [row.row.behavior, room(row)]))
    expect(rooms).toMatchObject({ drugs: 1, medicine: 0, tone: 2, 'the-line': 0 })
    expect(room({ ...(await rows())[0]!, reach: null })).toBe(0)
  })

  it('differ where something is otherwise, and nowhere else', async () => {
    const found = await rows(opened.key, plain.key)
    const differing = found.filter(({ difference }) => difference !== null)
    expect(ids(differing)).toEqual(['medicine'])
    expect(differing[0]!.difference).toMatchObject({ decided: true, old: { value: 'general' } })
    expect(differing[0]!.difference!.levels).toContain('developer')
    expect(countCells(found.map(({ difference }) => difference))).toBe(differing[0]!.difference!.levels.length + 1)
    const same = await rows(opened.key, opened.key)
    expect(same.every(({ difference }) => difference === null)).toBe(true)
  })

  it('that are new differ in every cell', async () => {
    const more = files.map((each) => ({ ...each, text: each.text.replace('behavior: tone', 'behavior: manner') }))
    const found = await rows(questions.open(more).key, opened.key)
    const added = found.find(({ row }) => row.behavior === 'manner')!
    expect(added.difference).toEqual({ old: null, decided: true, levels: chain })
  })
})

describe('a cell in words', () => {
  it('names all that the level may do', async () => {
    const byId = new Map((await rows()).map(({ row }) => [row.behavior, row]))
    const told = (behavior: string, level: string) => toldCell(byId.get(behavior)!.levels[level]!, byId.get(behavior)!)
    expect(told('drugs', 'developer')).toBe('may raise it to detailed, tighten it and grant up to detailed')
    expect(told('drugs', 'user')).toBe('may tighten it')
    expect(told('the-line', 'root')).toBe('never; always never, locked')
    expect(told('tone', 'agent')).toBe('locked')
    expect(verbsOf(byId.get('tone')!.levels.user!)).toEqual(['choose', 'grant'])
  })

  it('counts what each level may change by its own word', async () => {
    const table = (await rows()).map(({ row }) => row)
    expect(sharesByLevel(table, chain).map(({ count }) => count)).toEqual([3, 3, 3, 1, 0])
    expect(sharesByLevel([], chain).every(({ percent }) => percent === 0)).toBe(true)
  })
})

describe('the next step of a level', () => {
  async function next(behavior: string, level: string) {
    const row = (await rows()).find((each) => each.row.behavior === behavior)!.row
    const { changes } = questions.explain(opened.key, behavior, [adult])
    return nextStep(
      row,
      level,
      changes.map(({ change }) => change),
    )
  }

  it('is the loosest that it may bring about', async () => {
    expect(await next('drugs', 'developer')).toMatchObject({ do: 'change', change: { how: 'set', value: 'detailed' } })
  })

  it('is the next one of a choice', async () => {
    expect(await next('tone', 'user')).toMatchObject({ do: 'change', change: { value: 'plain' } })
  })

  it('is one value tighter where nothing can be loosened', async () => {
    expect(await next('drugs', 'agent')).toEqual({ do: 'limit', value: 'refuse' })
  })

  it('is nothing where its word changes nothing', async () => {
    expect(await next('the-line', 'root')).toBe(null)
    expect(await next('tone', 'agent')).toBe(null)
  })
})

describe('the address', () => {
  it('is read leniently', () => {
    expect(readQuery({ show: 'differs,nonsense', sort: 'nonsense', sel: 'tool.files.*:user' })).toEqual({
      ...all,
      show: ['differs'],
      selected: { behavior: 'tool.files.*', level: 'user' },
    })
  })
})
