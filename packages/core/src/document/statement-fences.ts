import { type BlockBody, readBlock } from './blocks.ts'
import type { Element } from './elements.ts'
import { fenceBody, isClosed } from './fence.ts'
import { Fields } from './fields.ts'
import { limits } from './limits.ts'
import { readYaml } from './read-yaml.ts'
import type { Report } from './report.ts'
import type { Block } from './types.ts'

const blockInfo = /^\s*yaml\s+bylaw\s*$/
const blockLine = /^[ \t>]*(?:[-*+]\s+|\d+[.)]\s+)*(?:`{3,}|~{3,})[ \t]*yaml[ \t]+bylaw[ \t]*$/
const howTo = 'a block begins with ```` ```yaml bylaw ````'

/** Reads the `yaml bylaw` fences of a document, and reports what looks like one and is none. */
export class Fences {
  readonly blocks: Block[] = []
  readonly #lines: readonly string[]
  readonly #report: Report
  readonly #fields: Fields
  #characters = 0

  constructor(lines: readonly string[], report: Report) {
    this.#lines = lines
    this.#report = report
    this.#fields = new Fields(report)
  }

  /** Whether the element is a block, and so no prose. */
  read(element: Element, section: number | null): boolean {
    const token = element.tokens[0]!
    if (element.type !== 'fence') {
      this.#hidden(element)
      return false
    }
    const isBlock = blockInfo.test(token.info)
    if (!isClosed(element, this.#lines)) this.#unclosed(element, isBlock)
    if (isBlock) this.#block(element, section)
    else if (/bylaw/i.test(token.info)) this.#nearMiss(element)
    else this.#hidden(element)
    return isBlock
  }

  #block(element: Element, section: number | null): void {
    const { first, last } = element
    const line = this.#lines[first - 1]!
    const at = { line: first, column: line.length - line.trimStart().length + 1 }
    const body = fenceBody(element, this.#lines)
    this.#characters += body.text.length
    if (body.text.length > limits.block || this.#characters > limits.blocks) {
      const most = body.text.length > limits.block ? `${limits.block} characters` : `${limits.blocks} with those above`
      this.#report.error('block-too-large', `this block has more than ${most}; it is not read`, at, line.length)
      return
    }
    const map = readYaml(body, this.#report)
    if (map === null) return
    const said: BlockBody = readBlock(map, this.#fields)
    this.blocks.push({ ...said, section, ...at, endLine: last })
  }

  #unclosed({ first, tokens }: Element, isBlock: boolean): void {
    const length = (this.#lines[first - 1] ?? '').length
    const help = `close it with ${tokens[0]!.markup}`
    const message = 'this fence is never closed, so everything below is part of it'
    this.#report.add(isBlock ? 'error' : 'warning', 'unclosed-fence', message, { line: first, column: 1 }, length, help)
  }

  #nearMiss({ first, tokens }: Element): void {
    const { info, markup } = tokens[0]!
    const column = (this.#lines[first - 1] ?? '').indexOf(markup) + 1
    const message = `\`${info.trim()}\` does not make this fence a block; it is read as text`
    this.#report.warning('not-a-block', message, { line: first, column }, markup.length + info.trimEnd().length, howTo)
  }

  /** A block within something else is text. What stands in an HTML comment with an end was taken out on purpose. */
  #hidden({ type, tokens, first, last }: Element): void {
    if (type === 'html_block' && beginsWithComment(tokens[0]!.content)) return
    if (!tokens.some((token) => `${token.info} ${token.content}`.includes('bylaw'))) return
    for (let number = type === 'fence' ? first + 1 : first; number <= last; number++) {
      const line = this.#lines[number - 1]!
      if (!blockLine.test(line)) continue
      const message = 'this block stands inside something else and is read as text'
      const help = 'a block counts only at the top level of the document'
      const column = line.search(/[`~]/) + 1
      this.#report.warning('block-not-at-top-level', message, { line: number, column }, line.length - column + 1, help)
    }
  }
}

/** Whether HTML begins with a comment that ends. */
function beginsWithComment(html: string): boolean {
  const text = html.trimStart()
  return text.startsWith('<!--') && text.includes('-->', 2)
}
