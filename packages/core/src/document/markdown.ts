import type { Env, MarkdownIt as Parser, StateInline, Token } from 'markdown-it'
import MarkdownIt from 'markdown-it'
import { admonition } from './admonition.ts'
import { footnoteDefinition, footnoteMark } from './footnotes.ts'

type InlineRule = (state: StateInline, silent: boolean) => boolean

const interruptsAll = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }

/** CommonMark with tables, footnotes and admonitions. Only blocks are parsed at once; inline text where it is asked for. */
const markdown = createParser()

function createParser(): Parser {
  const parser = new MarkdownIt('commonmark', { html: true, maxNesting: 100 }).enable(['table', 'strikethrough'])
  parser.core.ruler.enableOnly(['block'])
  parser.block.ruler.before('reference', 'footnote_definition', footnoteDefinition, interruptsAll)
  parser.block.ruler.before('paragraph', 'admonition', admonition, interruptsAll)
  parser.inline.ruler.at('link', noted(ruleNamed('link')))
  parser.inline.ruler.before('link', 'footnote_mark', footnoteMark)
  parser.normalizeLink = (address) => address
  parser.validateLink = () => true
  return parser
}

/** The parser's own rule of that name; its rulers give their functions only as lists of those enabled. */
function ruleNamed(name: string): InlineRule {
  const ruler = new MarkdownIt('commonmark').inline.ruler
  ruler.enableOnly([name])
  const [rule] = ruler.getRules('')
  if (rule === undefined) throw new Error(`markdown-it has no inline rule ${name}`)
  return rule
}

/** A link rule that notes in each `link_open` where in the text the link begins and ends. */
function noted(link: InlineRule): InlineRule {
  return (state, silent) => {
    const start = state.pos
    let index = state.tokens.length
    if (!link(state, silent)) return false
    if (silent) return true
    while (state.tokens[index]?.type !== 'link_open') index++
    state.tokens[index]!.meta = { start, end: state.pos }
    return true
  }
}

export interface Parsed {
  readonly tokens: readonly Token[]
  /** Link reference definitions (`[label]: address`), which inline parsing needs. */
  readonly env: Env
}

/** Block tokens of a text whose lines end in `\n`; `map` counts lines from 0, the end exclusive. */
export function parseBlocks(text: string): Parsed {
  const env: Env = { references: Object.create(null) }
  return { tokens: markdown.parse(text, env), env }
}

/** Inline tokens; `link_open` and `footnote_mark` carry `{start, end}`, offsets into `content`, in `meta`. */
export function parseInline(content: string, env: Env): Token[] {
  const tokens: Token[] = []
  markdown.inline.parse(content, markdown, env, tokens)
  return tokens
}
