import { describe, expect, it } from 'vitest'
import { pieces, sentences, shown } from './shown.ts'

describe('sentences', () => {
  it.each([
    ['One. Two! Three? Four'],
    ['He said “no.” She left.', 'He said “no.” ', 'She left.'],
    ['Really?! Yes.', 'Really?! ', 'Yes.'],
    ['(An aside.) Then more.', '(An aside.) ', 'Then more.'],
  ])('end where one ends: %s', (text, ...expected) => {
    expect(sentences(text)).toEqual(expected.length > 0 ? expected : ['One. ', 'Two! ', 'Three? ', 'Four'])
  })

  it.each([
    'Tools, e.g. Mail or files, i.e. Things of the user.',
    'A good answer vs. A bad one, cf. Section two.',
    'Ask Dr. Example or Prof. Sample.',
    'See Fig. 2, No. 3 and pp. 4.',
    'Version 3.5 of a.b.Example and v1.0 are meant.',
    'In this order: 1. Read it, (2. Write it).',
    '“Stop!” he said, and “why?” she asked.',
    'Wait... what? (or not)',
    'No end',
    'Call `a. B. C()` or `Stop. Now.` here.',
    '中',
  ])('do not end needlessly: %s', (text) => {
    expect(sentences(text)).toHaveLength(1)
  })

  it('do not end behind the number of an item', () => {
    expect(sentences('First: 1. Read it. Second: 2. Write it.')).toEqual([
      'First: 1. Read it. ',
      'Second: 2. Write it.',
    ])
    expect(sentences('1\\. Read it. 2\\. Write it. (B) Send it.')).toEqual([
      '1. Read it. ',
      '2. Write it. ',
      '(B) Send it.',
    ])
  })

  it('have ids in their paragraph', () => {
    const found = pieces('One. Two.', '', 'Three.')
    expect(found.flatMap((piece) => (piece.kind === 'paragraph' ? piece.sentences.map(({ id }) => id) : []))).toEqual([
      'p-1.1',
      'p-1.2',
      'p-2.1',
    ])
  })

  it('are told apart over line ends and hard breaks', () => {
    expect(sentences('One\ntwo. Three  \nfour. Five.')).toEqual(['One two. ', 'Three\nfour. ', 'Five.'])
  })

  it('close what they end in and open it again', () => {
    const [paragraph] = pieces('A **b. C [d. E](https://a.example) f. G** h.')
    if (paragraph?.kind !== 'paragraph') throw new Error('no paragraph')
    const text = (text: string) => ({ kind: 'text', text })
    const strong = (...inline: readonly unknown[]) => ({ kind: 'strong', inline })
    const link = (words: string) => ({ kind: 'link', address: 'https://a.example', inline: [text(words)] })
    expect(paragraph.sentences.map(({ inline }) => inline)).toEqual([
      [text('A '), strong(text('b. '))],
      [strong(text('C '), link('d. '))],
      [strong(link('E'), text(' f. '))],
      [strong(text('G')), text(' h.')],
    ])
  })

  it('keep the mark of a footnote that stands behind them', () => {
    const [paragraph] = pieces('One.[^a] Two. [^b]Three.[^c]')
    if (paragraph?.kind !== 'paragraph') throw new Error('no paragraph')
    const marks = paragraph.sentences.map(({ inline }) => [
      shown(inline),
      ...inline.flatMap((each) => (each.kind === 'footnote' ? [each.label] : [])),
    ])
    expect(marks).toEqual([
      ['One. ', 'a'],
      ['Two. ', 'b'],
      ['Three.', 'c'],
    ])
  })

  it('begin with code or an image', () => {
    expect(sentences('One. `two` is it. ![three. Four](x) is it.')).toEqual([
      'One. ',
      '`two` is it. '.replaceAll('`', ''),
      'three. Four is it.',
    ])
  })
})
