import { describe, expect, it } from 'vitest'
import { Unavailable } from '../../src/data/shelf.ts'
import { type Carried, carriedShelf } from '../../src/site/carried.ts'

const digest = 'ab12cd34ef567890'
const stack = { title: null, kind: 'library', layers: [], diagnostics: [] } as const
const carried: Carried = {
  texts: ['# One', '# Two'],
  stacks: [
    { ...stack, name: 'spec', digest, files: [{ level: 'root', file: 'one.md', text: 0 }] },
    {
      ...stack,
      name: 'ab12cd3',
      digest: null,
      files: [
        { level: 'root', file: 'one.md', text: 0 },
        { level: 'developer', file: 'two.md', text: 1 },
      ],
    },
  ],
}
const shelf = carriedShelf(carried, 'A spec')

describe('the shelf of a site', () => {
  it('gives a stack by its name, each file with its text', async () => {
    expect(await shelf.stack('ab12cd3')).toEqual({
      name: 'ab12cd3',
      digest: null,
      files: [
        { level: 'root', file: 'one.md', text: '# One' },
        { level: 'developer', file: 'two.md', text: '# Two' },
      ],
    })
  })

  it('gives a stack by its digest or the beginning of it, if that is long enough to mean one', async () => {
    expect((await shelf.stack(digest)).name).toBe('spec')
    expect((await shelf.stack(digest.slice(0, 8))).name).toBe('spec')
    await expect(shelf.stack('ab12')).rejects.toThrow('This site holds no spec `ab12`.')
  })

  it('keeps nothing, and says so of a link to what a gateway keeps', async () => {
    expect([shelf.title, shelf.keep]).toEqual(['A spec', null])
    await expect(shelf.kept('1')).rejects.toThrow(Unavailable)
  })
})
