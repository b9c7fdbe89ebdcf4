import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftBetween, noDraft, pack, readDraft, unpack, withDraft } from '../../src/place/draft.ts'

const levels = ['root', 'developer', 'user']
const files = fc.uniqueArray(fc.record({ file: fc.string({ minLength: 1 }), text: fc.string() }), {
  selector: ({ file }) => file,
  maxLength: 5,
})
const stack = files.map((all) => all.map((file, index) => ({ ...file, level: levels[Math.min(index, 2)]! })))

test('the draft between two stacks leads from the one to the other', () => {
  fc.assert(
    fc.property(stack, fc.array(fc.string()), fc.string(), (before, texts, added) => {
      const changed = before.map((file, index) => ({ ...file, text: texts[index] ?? file.text }))
      const after = [...changed, { level: 'user', file: `${before.map(({ file }) => file).join()}+`, text: added }]
      expect(withDraft(before, draftBetween(before, after, []))).toEqual(after)
    }),
  )
})

test('an added file stands after those of its level', () => {
  const before = [
    { level: 'root', file: 'spec.md', text: '' },
    { level: 'developer', file: 'operator.md', text: '' },
    { level: 'user', file: 'user.md', text: '' },
  ]
  const added = { level: 'developer', file: 'draft.md', text: 'x' }
  const names = withDraft(before, { ...noDraft, added: [added] }).map(({ file }) => file)
  expect(names).toEqual(['spec.md', 'operator.md', 'draft.md', 'user.md'])
})

test('a packed draft is unpacked as it was', async () => {
  await fc.assert(
    fc.asyncProperty(stack, stack, fc.array(fc.string()), async (before, after, done) => {
      const draft = draftBetween(before, after, done)
      const packed = await pack(draft)
      const empty = Object.keys(draft.changed).length === 0 && draft.added.length === 0
      expect(packed).toMatch(/^[A-Za-z0-9_-]*$/)
      expect(await unpack(packed)).toEqual(empty ? noDraft : draft)
    }),
  )
})

test('what is no draft is none', async () => {
  for (const packed of ['x', '!!', 'AAAA', btoa('{}')]) expect(await unpack(packed)).toBeNull()
  for (const value of [
    null,
    [],
    {},
    { changed: {}, added: [{}], done: [] },
    { changed: { a: [1] }, added: [], done: [] },
  ])
    expect(readDraft(value)).toBeNull()
})

test('a draft that would fill the memory is not unpacked', async () => {
  const bomb = { changed: { a: [0, 0, 'x'.repeat(5_000_000)] as const }, added: [], done: [] }
  expect(await unpack(await pack(bomb))).toBeNull()
})
