import type { StateBlock } from 'markdown-it'

export interface AdmonitionMeta {
  /** `meta`, `note`, … */
  readonly kind: string
  readonly title: string | null
}

const opening = /^!!![ \t]+([A-Za-z][\w-]*)(?:[ \t]+"([^"]*)")?[ \t]*$/

/** Block rule for `!!! kind "Title"` and the lines indented by four or more below it, which are Markdown themselves. */
export function admonition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false
  const begin = state.bMarks[startLine]! + state.tShift[startLine]!
  if (!state.src.startsWith('!!!', begin)) return false
  const match = opening.exec(state.src.slice(begin, state.eMarks[startLine]))
  if (match === null) return false
  if (silent) return true

  const last = bodyEnd(state, startLine + 1, endLine)
  const open = state.push('admonition_open', 'div', 1)
  open.map = [startLine, last]
  open.meta = { kind: match[1]!.toLowerCase(), title: match[2] ?? null } satisfies AdmonitionMeta
  const { blkIndent, lineMax, parentType } = state
  state.blkIndent += 4
  state.lineMax = last
  state.md.block.tokenize(state, startLine + 1, last)
  state.blkIndent = blkIndent
  state.lineMax = lineMax
  state.parentType = parentType
  state.push('admonition_close', 'div', -1)
  state.line = last
  return true
}

/** The line after the last one that is indented under the opening line. */
function bodyEnd(state: StateBlock, from: number, endLine: number): number {
  let last = from
  for (let line = from; line < endLine; line++) {
    if (state.isEmpty(line)) continue
    if (state.sCount[line]! - state.blkIndent < 4) break
    last = line + 1
  }
  return last
}
