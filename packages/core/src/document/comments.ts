import type { Env, Token } from 'markdown-it'
import type { Position } from './diagnostic.ts'
import type { Element } from './elements.ts'
import { htmlText, type InlineText, inlineTexts } from './inline.ts'
import { limits } from './limits.ts'
import { parseInline } from './markdown.ts'
import type { Report } from './report.ts'

/** A comment in a piece of HTML: offsets of its first character and of the one behind its last. */
interface Comment {
  readonly start: number
  readonly end: number
  /** Without its end it goes to that of the text. */
  readonly closed: boolean
}

/** Columns of one line that are left out of the prose. */
export interface Cut extends Position {
  readonly length: number
}

/** The comments in HTML, and what a page treats like one: `<!…>`, `<?…>`. */
export function commentsIn(html: string): Comment[] {
  const comments: Comment[] = []
  const opening = /<[!?]/g
  for (let match = opening.exec(html); match !== null; match = opening.exec(html)) {
    const start = match.index
    const mark = html.startsWith('<!--', start) ? '-->' : '>'
    const close = html.indexOf(mark, start + 2)
    const end = close < 0 ? html.length : close + mark.length
    comments.push({ start, end, closed: close >= 0 })
    opening.lastIndex = end
  }
  return comments
}

/** HTML as a reader of the page sees it; a comment that is never closed is shown. */
export function withoutComments(html: string): string {
  let text = ''
  let at = 0
  for (const { start, end, closed } of commentsIn(html)) {
    if (!closed) break
    text += html.slice(at, start)
    at = end
  }
  return text + html.slice(at)
}

/** Where the comments of an element stand, line by line. One that is never closed is reported. */
export function commentCuts(element: Element, lines: readonly string[], env: Env, report: Report): Cut[] {
  const cuts: Cut[] = []
  for (const token of element.tokens) {
    if (token.type !== 'html_block') continue
    const text = htmlText(token, lines)
    for (const comment of commentsIn(text.content)) {
      cuts.push(...cutsOf(comment, text))
      if (comment.closed) continue
      const message = 'this comment is never closed; a page does not show what stands below'
      report.warning('unclosed-comment', message, text.position(comment.start), 4, 'close it with `-->`')
    }
  }
  for (const text of inlineTexts(element.tokens, lines)) {
    if (!mayComment(text.content)) continue
    for (const comment of inlineComments(text.content, env)) cuts.push(...cutsOf(comment, text))
  }
  return cuts
}

/** Whether a text has what may be a comment. */
export const mayComment = (text: string): boolean => text.includes('<!') || text.includes('<?')

/** The comments in inline text, code apart. In a text too long to be parsed, all that looks like one. */
function inlineComments(content: string, env: Env): Comment[] {
  if (content.length > limits.paragraph) return commentsIn(content).filter(({ closed }) => closed)
  return amongTokens(parseInline(content, env), 0)
}

function amongTokens(tokens: readonly Token[], offset: number): Comment[] {
  return tokens.flatMap(({ type, meta, content, children }) => {
    if (type !== 'html_inline' && type !== 'image') return []
    const start = offset + (meta as { start: number }).start
    if (type === 'image') return amongTokens(children ?? [], start + '!['.length)
    return commentsIn(content).map((comment) => ({
      ...comment,
      start: start + comment.start,
      end: start + comment.end,
    }))
  })
}

function cutsOf({ start, end }: Comment, text: InlineText): Cut[] {
  const cuts: Cut[] = []
  let from = start
  for (const piece of text.content.slice(start, end).split('\n')) {
    if (piece.trim() !== '') {
      const at = text.position(from)
      cuts.push({ ...at, length: text.position(from + piece.length - 1).column + 1 - at.column })
    }
    from += piece.length + 1
  }
  return cuts
}
