import type { Env, Token } from 'markdown-it'
import { withoutComments } from '../document/comments.ts'
import type { FootnoteMeta } from '../document/footnotes.ts'
import { crossReference, textOf } from '../document/inline.ts'
import { limits } from '../document/limits.ts'
import { parseInline } from '../document/markdown.ts'
import type { Inline } from './types.ts'

/** What inline text is read with: link definitions, and the titles that `[?](#id)` shows. */
export interface InlineScope {
  readonly env: Env
  readonly titleOf: (id: string) => string | undefined
}

/** So deep inline text nests; markup that nests deeper has no effect on its text. */
const MAX_DEPTH = 32
const markup = /[\\`*_~<&![\n]/
const webAddress = /^(?:https?:\/\/|mailto:)[^\s\p{Cc}]+$/iu

/** Inline text as data: no HTML, no address that would run or load something, nothing of the text lost. */
export function readInline(content: string, scope: InlineScope): readonly Inline[] {
  if (content === '') return []
  if (!markup.test(content) || content.length > limits.paragraph) return [{ kind: 'text', text: content }]
  return readTokens(parseInline(content, scope.env), scope)
}

interface Open {
  /** Null where the markup has no effect: its text belongs to what it stands in. */
  readonly wrap: ((inline: readonly Inline[]) => Inline) | null
  readonly inline: Inline[]
}

function readTokens(tokens: readonly Token[], scope: InlineScope): readonly Inline[] {
  const root: Inline[] = []
  const open: Open[] = []
  let depth = 0
  const here = (): Inline[] => open.at(-1)?.inline ?? root
  for (const token of tokens) {
    if (token.nesting === 1) {
      const wrap = depth < MAX_DEPTH ? wrapping(token, scope) : null
      if (wrap !== null) depth++
      open.push({ wrap, inline: wrap === null ? here() : [] })
    } else if (token.nesting === -1) {
      const closed = open.pop()
      if (closed === undefined || closed.wrap === null) continue
      depth--
      if (closed.inline.length > 0) here().push(closed.wrap(closed.inline))
    } else addLeaf(here(), token)
  }
  return root
}

function wrapping(token: Token, { titleOf }: InlineScope): Open['wrap'] {
  if (token.type === 'link_open') return linking(token, titleOf)
  const kind = token.type === 'strong_open' ? 'strong' : token.type === 'em_open' ? 'emphasis' : 'strike'
  return (inline) => ({ kind, inline })
}

function linking(token: Token, titleOf: InlineScope['titleOf']): Open['wrap'] {
  const target = crossReference(token)
  if (target !== null) {
    return (inline) => {
      const [only] = inline
      const asked = inline.length === 1 && only!.kind === 'text' && only!.text === '?'
      return { kind: 'reference', target, inline: asked ? [{ kind: 'text', text: titleOf(target) ?? target }] : inline }
    }
  }
  const address = String(token.attrGet('href') ?? '')
  return webAddress.test(address) ? (inline) => ({ kind: 'link', address, inline }) : null
}

function addLeaf(inline: Inline[], token: Token): void {
  const { type, content } = token
  if (type === 'softbreak') addText(inline, ' ')
  else if (type === 'hardbreak') inline.push({ kind: 'break' })
  else if (type === 'code_inline') inline.push({ kind: 'code', text: content })
  else if (type === 'footnote_mark') inline.push({ kind: 'footnote', label: (token.meta as FootnoteMeta).label })
  else if (type === 'image') inline.push(imageOf(token))
  else if (type === 'html_inline') addText(inline, withoutComments(content))
  else addText(inline, content)
}

const imageOf = (token: Token): Inline => ({
  kind: 'image',
  address: String(token.attrGet('src') ?? ''),
  text: textOf(token.children ?? []),
})

function addText(inline: Inline[], text: string): void {
  if (text === '') return
  const last = inline.at(-1)
  if (last?.kind === 'text') inline[inline.length - 1] = { kind: 'text', text: last.text + text }
  else inline.push({ kind: 'text', text })
}
