import { describe, expect, it } from 'vitest'
import { readDocument, readingOf } from '../../src/index.ts'
import { inline, inlines, reading, shown } from './shown.ts'

const text = (text: string) => ({ kind: 'text', text })

describe('inline text', () => {
  it('is text, code, strong, emphasis and strike', () => {
    expect(inline('a **b *c*** `d  *e*` ~~f~~')).toEqual([
      text('a '),
      { kind: 'strong', inline: [text('b '), { kind: 'emphasis', inline: [text('c')] }] },
      text(' '),
      { kind: 'code', text: 'd  *e*' },
      text(' '),
      { kind: 'strike', inline: [text('f')] },
    ])
  })

  it('goes on over a line end, and breaks where that is said', () => {
    expect(inline('a', 'b  ', 'c')).toEqual([text('a b'), { kind: 'break' }, text('c')])
  })

  it('has escapes and entities as what they stand for', () => {
    expect(inline('\\*a\\* &lt;b&gt; &amp;')).toEqual([text('*a* <b> &')])
  })

  it('has HTML as the text it is, without comments', () => {
    expect(inline('a <b onclick=x>c</b><!-- d --> <script>e')).toEqual([text('a <b onclick=x>c</b> <script>e')])
  })

  it('has the marks of footnotes', () => {
    expect(inline('a[^n] b')).toEqual([text('a'), { kind: 'footnote', label: 'n' }, text(' b')])
  })

  it('nests no deeper than a page can show, and keeps its text', () => {
    const deep = inline(`${'*'.repeat(2000)}a${'*'.repeat(2000)}`)
    expect(shown(deep)).toBe('a')
    let depth = 0
    for (let [each] = deep; each !== undefined && 'inline' in each; [each] = each.inline) depth++
    expect(depth).toBe(32)
  })

  it('is not looked through for markup where a paragraph is too long', () => {
    const long = `**a** ${'b '.repeat(30_000)}c`
    expect(inline(long)).toEqual([text(long)])
  })
})

describe('links', () => {
  it.each(['http://a.example/b?c#d', 'https://a.example', 'HTTPS://a.example', 'mailto:a@b.example'])(
    'lead to the web or a mailbox: %s',
    (address) => {
      expect(inline(`[a *b*](${address})`)).toEqual([
        { kind: 'link', address, inline: [text('a '), { kind: 'emphasis', inline: [text('b')] }] },
      ])
      expect(inline(`<${address}>`)).toEqual([{ kind: 'link', address, inline: [text(address)] }])
    },
  )

  it.each([
    ...['javascript:alert(1)', 'JAVASCRIPT:alert(1)', '&#106;avascript:alert(1)', 'java&#10;script:alert(1)'],
    ...['data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'page.md', '/a', '//a.example', '?a', '#', ''],
    ...['< javascript:alert(1)>', '<http://a b>', 'http:a', 'blob:http://a.example/b'],
  ])('to anything else are their text: %s', (address) => {
    expect(inline(`[a](${address})`)).toEqual([text('a')])
    expect(inline('[a][l]', '', `[l]: ${address}`).filter(({ kind }) => kind !== 'text')).toEqual([])
  })

  it('to a section are references, with its title where they ask for it', () => {
    const { sections } = reading('# The *first* {#one}', '[?](#one), [it](#one), [?](#none), [?](#%6Fne)')
    const reference = (target: string, words: string) => ({ kind: 'reference', target, inline: [text(words)] })
    const [paragraph] = sections[0]!
    expect(paragraph?.kind === 'paragraph' && paragraph.sentences[0]!.inline).toEqual([
      reference('one', 'The first'),
      text(', '),
      reference('one', 'it'),
      text(', '),
      reference('none', 'none'),
      text(', '),
      reference('one', 'The first'),
    ])
  })

  it('to a section of another document have its title, where it is given', () => {
    const document = readDocument('mini.md', '[?](#far)')
    const found = inlines(readingOf(document, new Map([['far', 'Far away']])))
    expect(found[0]).toEqual({ kind: 'reference', target: 'far', inline: [text('Far away')] })
  })

  it('by label are what the label says', () => {
    expect(inline('[a][l] [b]', '', '[l]: https://a.example', '[b]: #b')).toEqual([
      { kind: 'link', address: 'https://a.example', inline: [text('a')] },
      text(' '),
      { kind: 'reference', target: 'b', inline: [text('b')] },
    ])
  })
})

describe('images', () => {
  it('are words and an address, never more', () => {
    expect(inline('![a **b** `c`](http://host/pixel "t")')).toEqual([
      { kind: 'image', address: 'http://host/pixel', text: 'a b c' },
    ])
    expect(inline('[![a](x.png)](javascript:b)')).toEqual([{ kind: 'image', address: 'x.png', text: 'a' }])
  })
})
