import type { Env, MarkdownIt as Parser, StateBlock, StateInline, Token } from 'markdown-it'
import MarkdownIt from 'markdown-it'
import { admonition } from './admonition.ts'
import type { Position } from './diagnostic.ts'
import { footnoteDefinition, footnoteMark } from './footnotes.ts'
import { limits } from './limits.ts'

type InlineRule = (state: StateInline, silent: boolean) => boolean
type BlockRule = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean

const interruptsAll = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }
const interruptsMost = { alt: ['paragraph', 'reference', 'blockquote'] }

/**
 * Where the parser itself stops: what it finds there it takes for the rest of the text and drops. `bounded` keeps it from
 * getting so deep; a list opens two levels at once.
 */
const PARSER_NESTING = limits.nesting + 2

/** CommonMark with tables, footnotes and admonitions. Only blocks are parsed at once; inline text where it is asked for. */
const markdown = createParser()

function createParser(): Parser {
  const parser = new MarkdownIt('commonmark', { html: true, maxNesting: PARSER_NESTING }).enable([
    'table',
    'strikethrough',
  ])
  parser.core.ruler.enableOnly(['block'])
  parser.block.ruler.before('reference', 'footnote_definition', bounded(footnoteDefinition), interruptsAll)
  parser.block.ruler.before('paragraph', 'admonition', bounded(admonition), interruptsAll)
  parser.block.ruler.at('list', bounded(blockRule('list')), interruptsMost)
  parser.block.ruler.at('blockquote', bounded(blockRule('blockquote')), interruptsAll)
  parser.inline.ruler.at('link', noted('link_open', inlineRule('link')))
  parser.inline.ruler.at('image', noted('image', inlineRule('image')))
  parser.inline.ruler.at('html_inline', noted('html_inline', inlineRule('html_inline')))
  parser.inline.ruler.before('link', 'footnote_mark', footnoteMark)
  parser.normalizeLink = (address) => address
  parser.validateLink = () => true
  return parser
}

interface Rules<Rule> {
  enableOnly(names: string[]): void
  getRules(chain: string): Rule[]
}

/** The parser's own rule of that name; its rulers give their functions only as lists of those enabled. */
function ruleNamed<Rule>(name: string, ruler: Rules<Rule>): Rule {
  ruler.enableOnly([name])
  const [rule] = ruler.getRules('')
  if (rule === undefined) throw new Error(`markdown-it has no rule ${name}`)
  return rule
}

function inlineRule(name: string): InlineRule {
  return ruleNamed(name, new MarkdownIt('commonmark').inline.ruler)
}

function blockRule(name: string): BlockRule {
  return ruleNamed(name, new MarkdownIt('commonmark').block.ruler)
}

/** A rule that notes in the first token of that type which it makes where in the text it begins and ends. */
function noted(type: string, rule: InlineRule): InlineRule {
  return (state, silent) => {
    const start = state.pos
    let index = state.tokens.length
    if (!rule(state, silent)) return false
    if (silent) return true
    while (state.tokens[index]?.type !== type) index++
    state.tokens[index]!.meta = { start, end: state.pos }
    return true
  }
}

/** A rule for something that holds blocks. At `limits.nesting` it opens nothing, so that its text is read as a paragraph. */
function bounded(rule: BlockRule): BlockRule {
  return (state, startLine, endLine, silent) => {
    const inside = state.level >= limits.nesting && state.sCount[startLine]! >= state.blkIndent
    if (!inside) return rule(state, startLine, endLine, silent)
    const tooDeep = state.env.tooDeep as Position[]
    if (startLine + 1 > (tooDeep.at(-1)?.line ?? 0) && rule(state, startLine, endLine, true)) {
      const offset = state.bMarks[startLine]! + state.tShift[startLine]!
      tooDeep.push({ line: startLine + 1, column: offset - state.src.lastIndexOf('\n', offset - 1) })
    }
    return false
  }
}

export interface Parsed {
  readonly tokens: readonly Token[]
  /** Link reference definitions (`[label]: address`), which inline parsing needs. */
  readonly env: Env
  /** What is read as text because it nests deeper than `limits.nesting`, in reading order. */
  readonly tooDeep: readonly Position[]
}

/** Block tokens of a text whose lines end in `\n`; `map` counts lines from 0, the end exclusive. */
export function parseBlocks(text: string): Parsed {
  const tooDeep: Position[] = []
  const env: Env = { references: Object.create(null), tooDeep }
  return { tokens: markdown.parse(text, env), env, tooDeep }
}

/** Inline tokens; `link_open`, `image`, `html_inline` and `footnote_mark` carry `{start, end}`, offsets into `content`, in `meta`. */
export function parseInline(content: string, env: Env): Token[] {
  const tokens: Token[] = []
  markdown.inline.parse(content, markdown, env, tokens)
  return tokens
}
