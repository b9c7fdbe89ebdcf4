import type { StateBlock, StateInline } from 'markdown-it'

export type FootnoteMeta = {
  readonly label: string
  /** Offsets of a mark into the text it stands in; of a definition, 0 and its length. */
  readonly start: number
  readonly end: number
}

const mark = /\[\^([^\s[\]]{1,100})\](?!\()/y
const definition = /\[\^([^\s[\]]{1,100})\]:/y

/** Inline rule for `[^label]`. It needs no definition: the notes of a spec may stand in files of their own. */
export function footnoteMark(state: StateInline, silent: boolean): boolean {
  if (state.src.charCodeAt(state.pos + 1) !== 0x5e) return false
  mark.lastIndex = state.pos
  const match = mark.exec(state.src)
  if (match === null || mark.lastIndex > state.posMax) return false
  if (!silent) {
    const token = state.push('footnote_mark', '', 0)
    token.meta = { label: match[1]!, start: state.pos, end: mark.lastIndex } satisfies FootnoteMeta
  }
  state.pos = mark.lastIndex
  return true
}

/** Block rule for `[^label]: note`, with the lines indented by four or more below it. */
export function footnoteDefinition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false
  const begin = state.bMarks[startLine]! + state.tShift[startLine]!
  definition.lastIndex = begin
  const match = definition.exec(state.src)
  if (match === null) return false
  if (silent) return true

  const open = state.push('footnote_open', 'div', 1)
  open.map = [startLine, startLine + 1]
  open.meta = { label: match[1]!, start: 0, end: match[0].length } satisfies FootnoteMeta
  const marks = state.bMarks[startLine]!
  const shift = state.tShift[startLine]!
  const count = state.sCount[startLine]!
  const { blkIndent, parentType } = state
  state.bMarks[startLine] = definition.lastIndex
  state.tShift[startLine] = state.skipSpaces(definition.lastIndex) - definition.lastIndex
  state.blkIndent += 4
  state.sCount[startLine] = state.blkIndent
  if (state.isEmpty(startLine)) state.line = startLine + 1
  state.md.block.tokenize(state, startLine, endLine)
  state.blkIndent = blkIndent
  state.bMarks[startLine] = marks
  state.tShift[startLine] = shift
  state.sCount[startLine] = count
  state.parentType = parentType
  state.line = Math.max(state.line, startLine + 1)
  open.map[1] = state.line
  state.push('footnote_close', 'div', -1)
  return true
}
