import { describe, expect, it } from 'vitest'
import { questions } from '../../src/engine/questions.ts'
import { readArguments } from '../../src/play/args.ts'
import { axisLabel, axisOf } from '../../src/play/axes.ts'
import { choicesFor } from '../../src/play/choices.ts'
import { type Inside, marked } from '../../src/play/editor/marks.ts'
import { listed, ordered, where } from '../../src/play/effects.ts'
import { diagnosticsOf, doneWith, newLayer, withStatement } from '../../src/play/layers.ts'
import { requestLine } from '../../src/play/request-line.ts'
import { adult, files, opened } from './stack.ts'

describe('layers', () => {
  it('adds one that is sound and changes nothing', async () => {
    const more = questions.open([...files, newLayer('user', files)])
    expect(more.diagnostics.filter(({ file }) => file === 'draft-user.md')).toEqual([])
    expect(await questions.diff(opened.key, more.key)).toMatchObject({ same: true })
  })

  it('gives each a name of its own', () => {
    const first = newLayer('user', files)
    expect(newLayer('user', [...files, first]).file).toBe('draft-user-2.md')
  })

  it('writes a statement that is read', () => {
    const layer = newLayer('user', files)
    const said = { ...layer, text: withStatement(layer.text, 'weedkillers', 'refuse') }
    const { key } = questions.open([...files, said])
    expect(questions.explain(key, 'weedkillers', adult).decision.value).toBe('refuse')
  })

  it('tells the edits of one file once', () => {
    expect(doneWith(['a'], 'a')).toEqual(['a'])
    expect(doneWith(['a', 'b'], 'a')).toEqual(['a', 'b', 'a'])
  })

  it('shows the diagnostics of one file, the worst first', () => {
    const wrong = files.map((each) =>
      each.file === 'shop.md'
        ? { ...each, text: each.text.replace('weedkillers: general', 'weedkillers: lots') }
        : each,
    )
    const found = diagnosticsOf(questions.open(wrong).diagnostics, 'shop.md')
    expect(found[0]).toMatchObject({ severity: 'error', line: 8 })
    expect(
      diagnosticsOf(questions.open(wrong).diagnostics, 'spec.md').some(({ severity }) => severity === 'error'),
    ).toBe(false)
  })
})

describe('what an editor marks', () => {
  const kinds = (text: string) => {
    let inside: Inside = 'start'
    return text.split('\n').map((line) => {
      const found = marked(line, inside)
      inside = found.inside
      return found.marks.map(({ kind, from, to }) => `${kind}:${line.slice(from, to)}`)
    })
  }

  it('tells front matter, headings and blocks apart', () => {
    expect(kinds('---\nbylaw: 1\n---\n# Title\nset: {a: b}\n```yaml bylaw\nset: {a.b: c} # why\n```\nx: y')).toEqual([
      ['fence:---'],
      ['key:bylaw'],
      ['fence:---'],
      ['heading:# Title'],
      [],
      ['fence:```yaml bylaw'],
      ['key:set', 'key:a.b', 'comment: # why'],
      ['fence:```'],
      [],
    ])
  })

  it('reads no heading inside another fence', () => {
    expect(kinds('~~~xml\n# no heading\n~~~\n# heading')).toEqual([
      ['fence:~~~xml'],
      ['code:# no heading'],
      ['fence:~~~'],
      ['heading:# heading'],
    ])
  })
})

describe('a question', () => {
  it('reads the arguments of a tool only', () => {
    expect(readArguments('weedkillers', '{"a": 1}')).toEqual({ state: 'none' })
    expect(readArguments('tool.read', '')).toEqual({ state: 'none' })
    expect(readArguments('tool.read', '{"a": 1}')).toEqual({ state: 'read', args: { a: 1 } })
    for (const text of ['{', '[]', 'null', '7']) expect(readArguments('tool.read', text).state).toBe('unreadable')
  })

  it('is one line for the command line', () => {
    expect(JSON.parse(requestLine({ behavior: 'weedkillers', facts: adult, args: undefined }))).toEqual({
      behavior: 'weedkillers',
      facts: adult,
    })
  })

  it('finds behaviors by title, id and section', () => {
    const ids = (text: string) => choicesFor(opened.behaviors, text).map(({ id }) => id)
    expect(ids('detail weed')).toEqual(['weedkillers'])
    expect(ids('never')).toEqual(['nerve-agents'])
    expect(ids('zebra')).toEqual([])
    expect(ids('tool.github.create_issue')).toEqual(['tool.github.create_issue'])
  })
})

describe('an axis', () => {
  const fact = (name: string) => opened.facts.find((each) => each.name === name)!

  it('begins where nobody says anything, and that is what the engine reads', () => {
    const axis = axisOf(fact('user.age_group'))
    expect(axis.map(axisLabel)).toEqual(['nobody says', 'under_18', 'unknown', 'adult'])
    const column = questions.grid(opened.key, 'weedkillers', adult, [axis]).map(([value]) => value)
    expect(column).toEqual(['general', 'general', 'general', 'general'])
    const without = files.slice(0, 1)
    expect(questions.grid(questions.open(without).key, 'weedkillers', adult, [axis]).flat()).toEqual([
      'general',
      'general',
      'general',
      'amounts',
    ])
  })

  it('has both values of a bool, and the ends and the middle of numbers', () => {
    expect(axisOf(fact('user.verified')).map(({ value }) => value)).toEqual([false, true, false])
    expect(axisOf(fact('agent.score')).map(({ value }) => value)).toEqual([0, 0, 0.5, 1])
  })
})

describe('what a draft does elsewhere', async () => {
  const looser = files.map((each) =>
    each.file === 'shop.md' ? { ...each, text: each.text.replace('general', 'amounts') } : each,
  )
  const diff = await questions.diff(opened.key, questions.open(looser).key)

  it('tells the situation, and how many more there are', () => {
    if ('error' in diff) throw new Error(diff.error)
    const [change] = ordered(diff.changes)
    expect(change).toMatchObject({ behavior: 'weedkillers', old: 'general', new: 'amounts', direction: 'looser' })
    expect(where(change!)).toContain('user.age_group=adult@developer')
    expect(where({ facts: [], situations: 1 })).toBe('where nobody says anything of the situation')
    expect(where({ facts: adult, situations: 3 })).toContain('and in 2 more situations')
    expect(where({ facts: adult, situations: 2 })).toContain('and in 1 more situation')
    expect(where({ facts: adult, situations: 2 })).not.toContain('situations')
    expect(listed(diff)).toEqual([])
  })

  it('puts looser ones first', () => {
    if ('error' in diff) throw new Error(diff.error)
    const one = diff.changes[0]!
    const order = ordered([{ ...one, direction: 'tighter' as const }, one]).map(({ direction }) => direction)
    expect(order).toEqual(['looser', 'tighter'])
  })
})
