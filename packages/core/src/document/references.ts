import type { Env, Token } from 'markdown-it'
import { mayComment } from './comments.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Element } from './elements.ts'
import type { FootnoteMeta } from './footnotes.ts'
import { crossReference, type InlineText, inlineTexts, textOf } from './inline.ts'
import { limits } from './limits.ts'
import { parseInline } from './markdown.ts'
import { didYouMean } from './nearest.ts'
import { Report } from './report.ts'
import type { Document, Footnote, Reference } from './types.ts'

interface Found {
  readonly references: Reference[]
  readonly footnotes: Footnote[]
}

/** Collects the cross references and footnotes of a document, element by element. */
export class References implements Found {
  readonly references: Reference[] = []
  readonly footnotes: Footnote[] = []
  readonly #lines: readonly string[]
  readonly #env: Env
  readonly #report: Report
  readonly #byLabel: boolean
  #full = false

  constructor(lines: readonly string[], env: Env, report: Report) {
    this.#lines = lines
    this.#env = env
    this.#report = report
    this.#byLabel = Object.values(env.references ?? {}).some((definition) => definition.href.startsWith('#'))
  }

  read(element: Element, section: number | null): void {
    for (const token of element.tokens) {
      if (token.type === 'footnote_open') this.#definition(token, section)
    }
    for (const text of inlineTexts(element.tokens, this.#lines)) {
      const { content } = text
      const refers = !this.#full && this.#mayRefer(content)
      if (content.length > limits.paragraph) this.#tooLong(text, refers)
      else if (refers) this.#inline(text, section)
    }
  }

  #tooLong(text: InlineText, refers: boolean): void {
    const comments = mayComment(text.content)
    if (!refers && !comments) return
    const what = refers ? 'its references are not read' : 'what looks like a comment is left out, in code too'
    const message = `this paragraph has more than ${limits.paragraph} characters; ${what}`
    this.#report.warning('paragraph-too-long', message, text.position(0))
  }

  #mayRefer(content: string): boolean {
    return content.includes('](') || content.includes('[^') || (this.#byLabel && content.includes('['))
  }

  #definition(token: Token, section: number | null): void {
    const { label, end } = token.meta as FootnoteMeta
    const line = token.map![0] + 1
    const column = Math.max(0, (this.#lines[line - 1] ?? '').indexOf(`[^${label}]:`)) + 1
    this.#add(this.footnotes, { line, column, label, definition: true, length: end, section })
  }

  #inline(text: InlineText, section: number | null): void {
    const tokens = parseInline(text.content, this.#env)
    for (const [index, token] of tokens.entries()) {
      if (token.type === 'footnote_mark') {
        const { label, start, end } = token.meta as FootnoteMeta
        this.#add(this.footnotes, { ...text.position(start), label, definition: false, length: end - start, section })
      } else if (token.type === 'link_open') {
        const target = crossReference(token)
        if (target === null) continue
        const { start, end } = token.meta as { start: number; end: number }
        const label = textOf(tokens.slice(index + 1, closing(tokens, index)))
        const length = text.content.slice(start, end).split('\n', 1)[0]!.length
        this.#add(this.references, { ...text.position(start), target, text: label, length, section })
      }
    }
  }

  #add<Item extends Reference | Footnote>(list: Item[], item: Item): void {
    if (this.references.length + this.footnotes.length < limits.references) list.push(item)
    else if (!this.#full) {
      this.#full = true
      const message = `more than ${limits.references} references and footnotes; the rest is not read`
      this.#report.warning('too-many-references', message, item)
    }
  }
}

/** Links don't nest, so the next closing token is the link's own. */
function closing(tokens: readonly Token[], open: number): number {
  let index = open + 1
  while (index < tokens.length && tokens[index]!.type !== 'link_close') index++
  return index
}

/** Cross references whose target is a section of none of these documents: warnings `dangling-reference`. */
export function danglingReferences(documents: readonly Document[]): Diagnostic[] {
  const ids = new Set(documents.flatMap((document) => document.sections.map((section) => section.id)))
  return documents.flatMap((document) => {
    const report = new Report(document.file)
    for (const reference of document.references) {
      if (ids.has(reference.target)) continue
      const message = `\`#${reference.target}\` is not the id of any section`
      const help = didYouMean(reference.target, ids)
      report.warning('dangling-reference', message, reference, reference.length, help)
    }
    return report.diagnostics()
  })
}
