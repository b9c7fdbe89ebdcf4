import { describe, expect, it } from 'vitest'
import { heldOf, hold } from '../../src/engine/opened.ts'
import { remembered } from '../../src/engine/remembered.ts'

const files = (words: string) => [{ level: 'root', file: 'spec.md', text: `# A spec\n\n${words}\n` }]

describe('stacks that are open', () => {
  it('stay open as they are mounted, however many drafts are opened after them', () => {
    const { key } = hold(files('mounted'), true)
    const first = hold(files('draft 0'))
    for (let draft = 1; draft < 100; draft++) hold(files(`draft ${draft}`))
    expect(heldOf(key).files).toEqual(files('mounted'))
    expect(() => heldOf(first.key)).toThrow('not open any more')
  })

  it('are found again, with the same key', () => {
    const { key } = hold(files('twice'))
    expect(hold(files('twice')).key).toBe(key)
    expect(hold(files('twice'), true).key).toBe(key)
    for (let draft = 0; draft < 100; draft++) hold(files(`other ${draft}`))
    expect(hold(files('twice')).key).toBe(key)
  })
})

describe('what was asked a moment ago', () => {
  it('is answered once', async () => {
    let count = 0
    const answer = async () => ++count
    expect(await remembered(['diff', 'a', 'b'], answer)).toBe(1)
    expect(await remembered(['diff', 'a', 'b'], answer)).toBe(1)
    expect(await remembered(['diff', 'a', 'c'], answer)).toBe(2)
  })

  it('is asked again where it failed', async () => {
    await expect(
      remembered(['diff', 'x'], async () => {
        throw new Error('not now')
      }),
    ).rejects.toThrow('not now')
    expect(await remembered(['diff', 'x'], async () => 'there')).toBe('there')
  })
})
