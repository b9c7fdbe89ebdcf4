/** Where in a YAML mapping the cursor stands, told from the text before it: YAML that is being typed is seldom whole. */
export interface YamlPlace {
  /** The keys that lead there, the outermost first; not the one being typed. */
  readonly path: readonly string[]
  /** What belongs here; in a line of its own a key. */
  readonly wants: 'key' | 'value'
  /** What is typed of it so far, without an opening quote. */
  readonly typed: string
}

interface Frame {
  /** Column of a block mapping's key; null inside brackets or braces. */
  readonly indent: number | null
  /** Where it opened. */
  readonly line: number
  readonly kind: 'block' | 'map' | 'list'
  key: string | null
}

const keyForm = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#{}[\],&*!|>%@`][^:#{}[\],]*?)):(?=\s|$)/

/** Reads the text of a mapping up to the cursor. */
export function yamlPlace(before: string): YamlPlace {
  const frames: Frame[] = []
  const lines = before.split(/\r\n|\r|\n/)
  let rest = ''
  for (const [index, line] of lines.entries()) {
    const flow = frames.at(-1)?.indent === null
    rest = flow ? readFlow(line, frames, index) : readLine(line, frames, index, lines.length - 1)
  }
  const path = frames.flatMap(({ key }) => (key === null ? [] : [key]))
  const top = frames.at(-1)
  const fresh = top?.kind === 'block' && top.line < lines.length - 1 && !/^\s*-/.test(lines.at(-1)!)
  const wants = top !== undefined && !fresh && (top.kind === 'list' || top.key !== null) ? 'value' : 'key'
  return { path, wants, typed: rest.trimStart().replace(/^["']/, '') }
}

/** A line outside of brackets: pops what it is not part of, and opens its key. */
function readLine(line: string, frames: Frame[], number: number, end: number): string {
  const last = number === end
  if (!last && /^\s*(?:#|$)/.test(line)) return ''
  let column = line.length - line.trimStart().length
  let text = line.slice(column)
  while (frames.length > 0 && frames.at(-1)!.indent! >= column && !(text === '' && !last)) frames.pop()
  for (let dash = /^-(?:\s+|$)/.exec(text); dash !== null; dash = /^-(?:\s+|$)/.exec(text)) {
    while (frames.length > 0 && frames.at(-1)!.indent! > column) frames.pop()
    column += dash[0].length
    text = text.slice(dash[0].length)
  }
  const key = keyForm.exec(text)
  if (key === null) return readFlow(text, frames, number)
  frames.push({ indent: column, line: number, kind: 'block', key: key[1] ?? key[2] ?? key[3]! })
  return readFlow(text.slice(key[0].length), frames, number)
}

/** Brackets, braces, commas and keys inside them; what remains is what is being typed. */
function readFlow(text: string, frames: Frame[], line: number): string {
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    const top = frames.at(-1)
    if (character === '"' || character === "'") {
      if (text.slice(from, at).trim() !== '') continue
      const close = text.indexOf(character, at + 1)
      if (close < 0) return text.slice(from)
      at = close
    } else if (character === '#' && /^$|\s/.test(text[at - 1] ?? '')) return ''
    else if ((character === '{' || character === '[') && text.slice(from, at).trim() === '') {
      frames.push({ indent: null, line, kind: character === '{' ? 'map' : 'list', key: null })
      from = at + 1
    } else if (top?.indent !== null) continue
    else if (character === '}' || character === ']') {
      frames.pop()
      from = at + 1
    } else if (character === ',') {
      top.key = null
      from = at + 1
    } else if (character === ':' && top.kind === 'map' && /^$|\s/.test(text[at + 1] ?? '')) {
      top.key = text
        .slice(from, at)
        .trim()
        .replace(/^["']|["']$/g, '')
      from = at + 1
    }
  }
  return text.slice(from)
}
