import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import type { Position } from '../../document/diagnostic.ts'
import type { Block, Document } from '../../document/types.ts'

type MapNode = YAMLMap<Node, Node | null>
type Collection = MapNode | YAMLSeq<Node>

/** An entry of a mapping or an item of a list, and which one. */
export interface Step {
  readonly container: Collection
  readonly index: number
}

const known = new WeakMap<Document, readonly string[]>()

/** A file's lines, without their ends. */
export function linesOf(document: Document): readonly string[] {
  let lines = known.get(document)
  if (lines === undefined) {
    lines = document.text.split(/\r\n|\r|\n/)
    known.set(document, lines)
  }
  return lines
}

/** The text of one `yaml bylaw` block with the places of what it says: where an edit is looked for. */
export class BlockText {
  readonly document: Document
  readonly block: Block
  /** The lines between the fence's marks. */
  readonly body: string
  readonly root: MapNode
  readonly #starts: readonly number[]

  private constructor(document: Document, block: Block, lines: readonly string[], root: MapNode) {
    this.document = document
    this.block = block
    this.body = `${lines.join('\n')}\n`
    this.root = root
    let at = 0
    this.#starts = lines.map((line) => {
      at += line.length + 1
      return at - line.length - 1
    })
  }

  /** The block that a place stands in; null where it stands in none that can be edited. */
  static at(document: Document, { line }: Position): BlockText | null {
    const block = document.blocks.find((each) => each.line < line && line <= each.endLine)
    if (block === undefined) return null
    const lines = linesOf(document).slice(block.line, block.endLine)
    if (/^\s*(`{3,}|~{3,})\s*$/.test(lines.at(-1) ?? '')) lines.pop()
    const { contents, errors } = parseDocument<Node>(lines.join('\n'))
    if (errors.length > 0 || !isMap(contents)) return null
    return new BlockText(document, block, lines, contents as MapNode)
  }

  offset({ line, column }: Position): number {
    return (this.#starts[line - this.block.line - 1] ?? this.body.length) + column - 1
  }

  position(offset: number): Position {
    const after = this.#starts.findIndex((start) => start > offset)
    const line = after < 0 ? this.#starts.length - 1 : after - 1
    // The end of the last line's text, its end included, is where the closing mark stands.
    if (offset >= this.body.length) return { line: this.block.line + this.#starts.length + 1, column: 1 }
    return { line: this.block.line + 1 + line, column: offset - this.#starts[line]! + 1 }
  }

  /** The steps from the whole mapping down to the value that stands at a place; null where none begins there. */
  pathTo(at: Position): readonly Step[] | null {
    return pathIn(this.root, this.offset(at))
  }

  /** The entry of the outermost mapping under a key, as written. */
  entryText(key: string): string | null {
    const index = this.root.items.findIndex((pair) => keyOf(pair) === key)
    if (index < 0) return null
    const [start, end] = rangeOf({ container: this.root, index })
    return this.body.slice(start, end).trimEnd()
  }
}

/** Where an entry or an item begins and ends in the body. */
export function rangeOf({ container, index }: Step): readonly [start: number, end: number] {
  if (isSeq<Node>(container)) {
    const [start, end] = container.items[index]!.range!
    return [start, end]
  }
  const { key, value } = container.items[index] as Pair<Node, Node | null>
  return [key.range![0], value?.range?.[1] ?? key.range![1]]
}

/** The key of an entry as text. */
export const keyOf = (pair: Pair<Node, Node | null>): string => (isScalar(pair.key) ? String(pair.key.value) : '')

function pathIn(container: Collection, offset: number): readonly Step[] | null {
  for (const [index, item] of container.items.entries()) {
    const value = isSeq(container) ? (item as Node) : (item as Pair<Node, Node | null>).value
    if (value == null) continue
    if (!isMap(value) && value.range![0] === offset) return [{ container, index }]
    if (!isMap(value) && !isSeq(value)) continue
    const below = pathIn(value as Collection, offset)
    if (below !== null) return [{ container, index }, ...below]
  }
  return null
}
