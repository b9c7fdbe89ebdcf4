import { type Document, matrix, readDocument } from '@bylaw/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawn } from '../../core/test/laws/arbitrary.ts'
import { printLayer } from '../../core/test/laws/print.ts'
import { type Occurrence, occurrencesOf } from '../src/occurrences.ts'
import { applied, type Renaming, rename } from '../src/rename.ts'
import { type Member, type StackView, viewStack } from '../src/stack-view.ts'
import { operator, spec } from './stack.ts'

const numRuns = Math.ceil(Number(process.env.BYLAW_RUNS ?? 500) / 5)

const stackOf = (files: readonly (readonly [level: string | null, text: string])[]): StackView => {
  const members = files.map(([level, text], at): Member => {
    const path = `${at}.md`
    return { path, level, document: readDocument(path, text) }
  })
  return viewStack(null, members, null)
}

const after = ({ members }: StackView, { edits }: Renaming): StackView =>
  stackOf(
    members.map(({ level, path, document }) => {
      const own = (edits ?? []).filter((edit) => edit.path === path)
      return [level, applied(document.text, own)] as const
    }),
  )

const where = (view: StackView, kind: string, name: string): Occurrence =>
  view.members
    .flatMap(({ document }) => occurrencesOf(document))
    .find((each) => each.kind === kind && each.name === name)!

/** What is decided, under the names of before. */
const decided = ({ engine }: StackView, name: (id: string) => string): unknown =>
  engine === null
    ? null
    : matrix(engine)
        .map(({ behavior, section, ...row }) => [name(behavior), row])
        .sort()

describe('a name of a document', () => {
  it('stands where it is said to stand', () => {
    fc.assert(
      fc.property(drawn, ({ stack }) => {
        for (const layer of stack.layers) {
          const document: Document = readDocument('a.md', printLayer(stack, layer))
          for (const { kind, name, start, end, exact } of occurrencesOf(document)) {
            if (exact && kind !== 'level' && kind !== 'condition') expect(document.text.slice(start, end)).toBe(name)
          }
        }
      }),
      { numRuns },
    )
  })
})

describe('rename', () => {
  const view = stackOf([
    [null, spec],
    ['developer', operator],
  ])
  const renamed = (kind: string, name: string, to: string) => rename(where(view, kind, name), to, [view])

  it.each([
    ['behavior', 'loan-advice', 'advice.loans', 4],
    ['fact', 'user.age_group', 'person.age', 5],
    ['section', 'loans', 'lending', 4],
    ['section', 'tone', 'how-we-sound', 1],
    ['tag', 'young', 'minors', 2],
  ])('of the %s %s decides the same', (kind, name, to, places) => {
    const renaming = renamed(kind, name, to)
    expect(renaming.refusal).toBeNull()
    expect(renaming.edits).toHaveLength(places)
    const then = after(view, renaming)
    expect(then.diagnostics).toEqual(view.diagnostics)
    expect(decided(then, (id) => (id === to ? name : id))).toEqual(decided(view, (id) => id))
  })

  it.each([
    ['behavior', 'loan-advice', 'tone', '`tone` is already declared'],
    ['behavior', 'loan-advice', 'tool.x', '`tool.x` is reserved'],
    ['behavior', 'loan-advice', 'loans.*', 'a family stays a family'],
    ['behavior', 'tool.*', 'device.*', 'not up to the spec'],
    ['fact', 'user.age_group', 'age', "not the form of a fact's name"],
    ['fact', 'user.age_group', 'reader.trust.x', 'is a prefix of the other'],
    ['fact', 'user.age_group', 'user.in', 'is a word of conditions'],
    ['section', 'loans', 'library', '`library` is already declared'],
    ['level', 'user', 'guest', "a level can't be renamed"],
  ])('of the %s %s to %s is refused with the reason', (kind, name, to, reason) => {
    expect(renamed(kind, name, to).refusal).toContain(reason)
  })

  it('is refused where a place can not be told, or the stack has errors', () => {
    const escaped = stackOf([
      [
        null,
        spec.replace(
          'limit: plain\n',
          'limit: plain\n  - limit: plain\n    when: "user.age\\x5fgroup == \\"adult\\""\n',
        ),
      ],
    ])
    expect(escaped.engine).not.toBeNull()
    expect(rename(where(escaped, 'fact', 'user.age_group'), 'user.age', [escaped]).refusal).toContain(
      'written with escapes',
    )
    const broken = stackOf([[null, `${spec}\n\`\`\`yaml bylaw\nset: {nothing: x}\n\`\`\`\n`]])
    expect(rename(where(broken, 'fact', 'user.age_group'), 'user.age', [broken]).refusal).toContain('put right first')
  })

  it('keeps every decision, over random stacks', () => {
    let renamings = 0
    fc.assert(
      fc.property(drawn, fc.nat(), ({ stack }, draw) => {
        const layers = stack.layers.map(
          (layer) => [layer.level === stack.chain[0] ? null : layer.level, printLayer(stack, layer)] as const,
        )
        const before = stackOf(layers)
        if (before.engine === null) return
        const places = before.members.flatMap(({ document }) => occurrencesOf(document))
        const named = places.filter(
          ({ kind, name }) => ['behavior', 'fact', 'tag'].includes(kind) && !name.startsWith('tool.'),
        )
        const place = named[draw % Math.max(1, named.length)]
        if (place === undefined) return
        const to = place.kind === 'fact' ? 'zz.renamed' : place.name.endsWith('.*') ? 'zz.*' : 'zz-renamed'
        const renaming = rename(place, to, [before])
        if (renaming.refusal !== null) return
        renamings++
        const then = after(before, renaming)
        expect(decided(then, (id) => (id === to ? place.name : id))).toEqual(decided(before, (id) => id))
        const left = then.members.flatMap(({ document }) => occurrencesOf(document))
        expect(left.some(({ kind, name }) => kind === place.kind && name === place.name)).toBe(false)
      }),
      { numRuns },
    )
    expect(renamings).toBeGreaterThan(numRuns / 4)
  })
})
