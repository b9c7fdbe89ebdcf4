import { describe, expect, it } from 'vitest'
import { applicable, compile, createEngine, readDocument, weigh } from '../../src/index.ts'
import { mount, page, rowsUnder, says, verdict } from './demos.ts'
import { type Row, tables } from './pages.ts'

describe('asimov', () => {
  const numbers = (row: Row): Record<string, number> =>
    Object.fromEntries(['no-harm', 'obedience', 'survival'].map((goal) => [goal, Number(row[goal])]))
  const optionsOf = (situation: readonly Row[]) => situation.map((row) => ({ id: row.course!, serves: numbers(row) }))
  const goals = (name: string) => mount('asimov', [name]).engine.policy.goals[0]!
  const strict = goals('laws.md')
  const weighed = goals('weighed.md')

  it('is clean', () => {
    expect([mount('asimov', ['laws.md']).codes, mount('asimov', ['weighed.md']).codes]).toEqual([[], []])
    expect([strict.kind, weighed.kind]).toEqual(['strict', 'weighed'])
    expect(strict.goals.map(({ name }) => name)).toEqual(weighed.goals.map(({ name }) => name))
  })

  const situations = tables(page('asimov')).filter(({ rows: [first] }) => first!.course !== undefined)

  it.each(situations.map(({ title, rows: courses }) => [title, courses] as const))('%s', (_, courses) => {
    for (const row of courses) {
      expect(row.strict, row.course).toBe(verdict(optionsOf(courses), row.course!, strict))
      expect(row.weighed, row.course).toBe(verdict(optionsOf(courses), row.course!, weighed))
    }
  })

  it('is said by the rules as by the strict goals, in every situation', () => {
    const { engine, codes } = mount('asimov', ['rules.md'])
    expect(codes).toEqual([])
    const harms = ['none', 'speck', 'grave']
    const orders = ['leave_it', 'nothing', 'do_it']
    const situations = harms.flatMap((doing) =>
      harms.flatMap((leaving) => orders.map((order) => ({ doing, leaving, order }))),
    )
    for (const { doing, leaving, order } of situations) {
      const ordered = orders.indexOf(order) - 1
      const courses = [
        { id: 'does-it', serves: { 'no-harm': -harms.indexOf(doing), obedience: ordered, survival: -1 } },
        { id: 'leaves-it', serves: { 'no-harm': -harms.indexOf(leaving), obedience: -ordered, survival: 0 } },
      ]
      const facts = says('root', { 'harm.in_doing': doing, 'harm.in_leaving': leaving, 'order.about_it': order })
      const chosen = weigh(courses, strict).options.map(({ option }) => option.id)
      expect([engine.value('doing-it', facts)], JSON.stringify(facts)).toEqual(chosen)
    }
  })

  it('drops as many courses as the page counts', () => {
    const served = [-1, 0, 1]
    const courses = served.flatMap((a) => served.flatMap((b) => served.map((c) => [a, b, c] as const)))
    const names = strict.goals.map(({ name }) => name)
    const serves = (course: readonly number[]) => Object.fromEntries(names.map((name, at) => [name, course[at]!]))
    const counts = new Map<string, Record<string, number>>()
    for (const one of courses) {
      for (const other of courses) {
        const better = one.some((value, at) => value > other[at]!)
        const worse = one.some((value, at) => value < other[at]!)
        const kind = better && worse ? 'each is better in something' : better || worse ? 'one is better' : 'alike'
        const pair = [
          { id: 'one', serves: serves(one) },
          { id: 'other', serves: serves(other) },
        ]
        const left = [strict, weighed].map((goals) => weigh(pair, goals).options.length)
        const count = counts.get(kind) ?? {}
        count[left.join()] = (count[left.join()] ?? 0) + 1
        counts.set(kind, count)
      }
    }
    expect(Object.fromEntries(counts)).toEqual({
      alike: { '2,2': 27 },
      'one is better': { '1,1': 378 },
      'each is better in something': { '1,2': 324 },
    })
    const told = rowsUnder('asimov', 'Found without telling stories').map(({ pairs, strict, weighed }) => [
      pairs,
      strict,
      weighed,
    ])
    expect(told).toEqual([
      ['27', 'both stay', 'both stay'],
      ['378', 'the worse falls', 'the worse falls'],
      ['324', 'one falls', 'both stay'],
    ])
  })

  it('walks to and fro for ever between the two places of the sample', () => {
    const choice = (title: string): string => {
      const { options } = weigh(optionsOf(rowsUnder('asimov', title)), strict)
      expect(options).toHaveLength(1)
      return options[0]!.option.id
    }
    const afar = choice('The sample, from afar')
    const near = choice('The sample, from near by')
    let steps = 0
    for (let asked = 0; asked < 100 && steps < 10; asked++) steps += (steps < 5 ? afar : near) === 'go on' ? 1 : -1
    expect(steps).toBeLessThanOrEqual(5)
    expect([afar, near]).toEqual(['go on', 'turn back'])
  })

  it('lets two voices be told apart by the chain of command, and by time', () => {
    const order = (id: string, level: string, at: number) => ({ id, text: id, level, order: at })
    const conflict = [{ kind: 'conflicts', from: 'left', to: 'right' } as const]
    const owner = applicable([order('left', 'developer', 0), order('right', 'user', 1)], conflict)
    expect(owner.instructions.map(({ id }) => id)).toEqual(['left'])
    const strangers = applicable([order('left', 'user', 0), order('right', 'user', 1)], conflict)
    expect(strangers.instructions.map(({ id }) => id)).toEqual(['right'])
  })

  it('lets nobody but the person concerned loosen how far it steps in', () => {
    const { engine } = mount('asimov', ['weighed.md'])
    for (const [level, value] of [
      ['developer', 'tell'],
      ['user', 'offer'],
    ] as const) {
      const wish = readDocument('wish.md', '```yaml bylaw\nset: {stepping-in: offer}\n```\n')
      const layers = [...engine.policy.layers.map((layer) => ({ level: 'root', document: layer.document }))]
      const { policy } = compile({ layers: [...layers, { level, document: wish }] })
      expect(createEngine(policy!).value('stepping-in', []), level).toBe(value)
    }
  })
})
