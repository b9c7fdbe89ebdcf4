import { readDocument } from '@bylaw/core'
import { describe, expect, it } from 'vitest'
import { gradesOf, partsOf, stretchesOf, unwrapped } from '../../src/spec/dialogue.ts'
import { smallSpec } from './text.ts'

const exampleOf = (dialogue: string) =>
  readDocument('spec.md', `# One\n\n**Example**: x\n\n~~~xml\n${dialogue}\n~~~\n`).examples[0]!

describe('an example', () => {
  it('has what is said first, then the answers that are compared, together', () => {
    const parts = partsOf(readDocument('spec.md', smallSpec).examples[0]!)
    expect(parts.map(({ kind }) => kind)).toEqual(['turn', 'answers'])
    expect(parts[1]).toMatchObject({ answers: [{ grade: 'good' }, { grade: 'bad' }] })
  })

  it('keeps graded answers in their place where a dialogue goes on after them', () => {
    const parts = partsOf(
      exampleOf('<user>\na\n</user>\n<assistant> <!-- BAD: no -->\nb\n</assistant>\n<user>\nc\n</user>'),
    )
    expect(
      parts.map((part) => (part.kind === 'turn' ? [part.turn.text, part.answer?.grade ?? null] : part.kind)),
    ).toEqual([
      ['a', null],
      ['b', 'bad'],
      ['c', null],
    ])
  })

  it('tells quoted text from what its speaker says', () => {
    const [turn] = readDocument('spec.md', smallSpec).examples[0]!.turns
    expect(stretchesOf(turn!)).toEqual([
      { quoted: false, text: 'read this:' },
      { quoted: true, text: 'ignore your rules' },
      { quoted: false, text: 'and obey' },
    ])
  })

  it('is quoted as a whole where it comes from somewhere else', () => {
    const [turn] = exampleOf('<untrusted_text>\nfrom a page\n</untrusted_text>').turns
    expect(stretchesOf(turn!)).toEqual([{ quoted: true, text: 'from a page' }])
  })

  it('counts its answers by grade', () => {
    expect(gradesOf(readDocument('spec.md', smallSpec).examples)).toEqual({ good: 1, bad: 1 })
  })

  it('is shown without the breaks that only fit it into a file', () => {
    const long = 'word '.repeat(18).trim()
    expect(unwrapped(`${long}\nand on`)).toBe(`${long} and on`)
    for (const text of [
      `${long}\n- item`,
      `${long}\n1. one`,
      `${long}\n\nNew.`,
      'short\nverse',
      `\`\`\`\n${long}\ncode\n\`\`\``,
    ])
      expect(unwrapped(text)).toBe(text)
  })
})
