import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, createEngine, layout, matrix, readDocument } from '../../src/index.ts'
import { drawn } from '../laws/arbitrary.ts'
import { printLayer } from '../laws/print.ts'
import { structured } from './documents.ts'

const numRuns = Number(process.env.BYLAW_RUNS ?? 500)
const laid = (text: string): string => layout(readDocument('a.md', text))
const block = (body: string): string => `# T {#t}\n\n\`\`\`yaml bylaw\n${body}\n\`\`\`\n`

/** What a document says, without where it says it; blanks of prose that nobody sees are taken out. */
function said(text: string): unknown {
  const { text: _, diagnostics, ...rest } = readDocument('a.md', text)
  const shown = JSON.stringify(rest, (key, value: unknown) => {
    if (['line', 'column', 'endLine', 'length', 'exact'].includes(key)) return undefined
    if (key !== 'prose' && key !== 'preamble') return value instanceof Map ? [...value] : value
    return (value as string)
      .replace(/[ \t]+(?=\n\s|$)/g, '')
      .replace(/(?<! )[ \t](?=\n)/g, '')
      .replace(/\n(?:\s*\n)+/g, '\n')
      .trim()
  })
  return [shown, diagnostics.map(({ code }) => code).sort()]
}

describe('layout', () => {
  it('prints YAML one way, comments kept', () => {
    expect(laid(block("set:   { tone:   plain }  # ours\n\n# and\nlimit:\n    tone: [ plain,   'warm' ]"))).toBe(
      block("set: {tone: plain} # ours\n\n# and\nlimit:\n  tone: [plain, 'warm']"),
    )
  })

  it('puts one blank line around headings and fences and takes blanks off ends of lines', () => {
    expect(laid('# A\ntext \nmore  \nstill\t\n## B\n- x\n```js\nx  \n\n\n\ny\n```\n\n\n\nend')).toBe(
      '# A\n\ntext\nmore  \nstill\n\n## B\n\n- x\n\n```js\nx  \n\n\n\ny\n```\n\nend\n',
    )
  })

  it('orders attributes, and leaves alone those it does not know', () => {
    expect(laid('# A   {tags=x,y authority=user   #a}\n')).toBe('# A {#a authority=user tags=x,y}\n')
    expect(laid('# A {tags=x .wide #a}\n')).toBe('# A {tags=x .wide #a}\n')
  })

  it('keeps line ends, and adds the last one', () => {
    expect(laid('# A\r\ntext')).toBe('# A\r\n\r\ntext\r\n')
  })

  it('leaves a block with errors as it is, and lays out what stands around it', () => {
    const broken = '```yaml bylaw\nset:   {a:  b\n```'
    expect(laid(`# A\n${broken}\n# B`)).toBe(`# A\n\n${broken}\n\n# B\n`)
    expect(laid(block('sett:   {a: b}'))).toBe(block('sett:   {a: b}'))
  })

  it('leaves a text alone whose fence never ends', () => {
    const open = '# A\ntext \n```yaml bylaw\nset:   {a: b}'
    expect(laid(open)).toBe(open)
  })

  it('never touches an example, another fence or commentary', () => {
    const kept =
      '~~~xml\n<user>\nx  \n\n\n\n</user>\n~~~\n\n!!! meta "Commentary"\n    why  \n\n\n    so\n\n```yaml\na:   1  \n```\n'
    expect(laid(kept)).toBe(kept)
  })

  it('is idempotent, and what it lays out reads the same', () => {
    fc.assert(
      fc.property(structured, (text) => {
        const once = laid(text)
        expect(laid(once)).toBe(once)
        expect(said(once)).toEqual(said(text))
      }),
      { numRuns },
    )
  })

  it('changes no decision', () => {
    let moved = 0
    fc.assert(
      fc.property(drawn, fc.infiniteStream(fc.boolean()), ({ stack }, coins) => {
        const texts = stack.layers.map((layer) => untidy(printLayer(stack, layer), coins))
        const values = (all: readonly string[]): unknown => {
          const layers = all.map((text, at) => ({
            level: stack.layers[at]!.level,
            document: readDocument(`${at}.md`, text),
          }))
          const { policy, diagnostics } = compile({ layers })
          return policy === null ? diagnostics.map(({ code }) => code) : matrix(createEngine(policy))
        }
        const after = texts.map(laid)
        if (after.some((text, at) => text !== texts[at])) moved++
        expect(values(after)).toEqual(values(texts))
      }),
      { numRuns: Math.ceil(numRuns / 10) },
    )
    expect(moved).toBeGreaterThan(0)
  })
})

/** The same text with blanks where they mean nothing. */
function untidy(text: string, coins: fc.Stream<boolean>): string {
  return text
    .split('\n')
    .map((line) => (coins.next().value === true ? line.replace(/: (?=\S)/, ':   ').replace(/^(#+ .*)$/, '$1 ') : line))
    .join('\n')
}
