import type { Document } from '@bylaw/core'
import { linesOf } from './places.ts'
import { type YamlPlace, yamlPlace } from './yaml-path.ts'

/** What the cursor stands in. */
export type CursorPlace =
  | (YamlPlace & {
      readonly in: 'block' | 'front-matter'
      /** The whole text of the mapping, for what stands beside the cursor. */
      readonly text: string
    })
  | { readonly in: 'attribute'; readonly name: 'authority' | 'tags' | null; readonly typed: string }
  | { readonly in: 'link'; readonly typed: string }

/** What the cursor stands in; null in prose, examples and commentary. */
export function placeOfCursor(document: Document, offset: number): CursorPlace | null {
  const { text } = document
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  const around = mappingAround(document, offset)
  if (around !== null) {
    const whole = text.slice(around.start, around.end)
    return { in: around.in, text: whole, ...yamlPlace(text.slice(around.start, offset)) }
  }
  const link = /\]\(#([^\s)]*)$/.exec(line)
  if (link !== null) return { in: 'link', typed: link[1]! }
  const heading = /^ {0,3}#{1,6}\s.*\{([^{}]*)$/.exec(line)
  if (heading === null) return null
  const typed = /[^\s]*$/.exec(heading[1]!)![0]
  const said = /^(authority|tags)="?(?:[^,]*,)*([^,]*)$/.exec(typed)
  return said === null
    ? { in: 'attribute', name: null, typed }
    : { in: 'attribute', name: said[1] as 'authority' | 'tags', typed: said[2]! }
}

interface Mapping {
  readonly in: 'block' | 'front-matter'
  readonly start: number
  readonly end: number
}

/** The front matter or the block around an offset, read line by line: a fence may not be closed yet. */
function mappingAround(document: Document, offset: number): Mapping | null {
  const lines = linesOf(document)
  const { line: cursor } = lines.positionAt(offset)
  const at = (line: number): string => document.text.slice(lines.offsetAt({ line, character: 0 }), lines.endOf(line))
  const found = (place: Mapping['in'], first: number, close: RegExp): Mapping => {
    let last = cursor
    while (last + 1 < lines.count && !close.test(at(last + 1))) last++
    return { in: place, start: lines.offsetAt({ line: first, character: 0 }), end: lines.endOf(last) }
  }
  let line = 0
  if (/^---[ \t]*$/.test(at(0))) {
    do line++
    while (line < cursor && !/^(?:---|\.\.\.)[ \t]*$/.test(at(line)))
    if (cursor > 0 && (line > cursor || (line === cursor && !/^(?:---|\.\.\.)[ \t]*$/.test(at(line)))))
      return found('front-matter', 1, /^(?:---|\.\.\.)[ \t]*$/)
    line++
  }
  let open: { readonly close: RegExp; readonly block: boolean; readonly first: number } | null = null
  for (; line < cursor; line++) {
    const text = at(line)
    if (open !== null) {
      if (open.close.test(text)) open = null
      continue
    }
    const fence = /^ {0,3}(`{3,}|~{3,})([^`]*)$/.exec(text)
    if (fence === null) continue
    const close = new RegExp(`^ {0,3}${fence[1]![0]}{${fence[1]!.length},}[ \\t]*$`)
    open = { close, block: /^\s*yaml\s+bylaw\s*$/.test(fence[2]!), first: line + 1 }
  }
  if (open?.block !== true || open.close.test(at(cursor))) return null
  return found('block', open.first, open.close)
}
