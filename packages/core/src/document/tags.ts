/** An opening or closing tag of the dialect that examples are written in. */
export interface Tag {
  readonly name: string
  readonly closes: boolean
  /** `<name/>`: opens and closes at once. */
  readonly empty: boolean
  readonly attributes: Readonly<Record<string, string>>
  /** Offsets of `<` and behind `>`. */
  readonly start: number
  readonly end: number
  /** Whether only blanks stand before it in its line. */
  readonly leads: boolean
}

/** The fence of a code sample within a message: it is text, and so is what looks like structure between two of them. */
export interface CodeMark {
  readonly mark: string
  readonly start: number
}

const attributeLength = 1000
const structure =
  /^[ \t]*(`{3,}|~{3,})|<(\/?)(system|developer|user|assistant|tool|comparison|untrusted_text|untrusted|settings)(?=[\s/>])/gm

/** The structure of a dialogue in reading order. Anything else in angle brackets is text. */
export function* structureOf(text: string): Generator<Tag | CodeMark> {
  structure.lastIndex = 0
  const rule = new RegExp(structure)
  for (let match = rule.exec(text); match !== null; match = rule.exec(text)) {
    if (match[1] !== undefined) {
      yield { mark: match[1], start: match.index }
      continue
    }
    const close = tagEnd(text, rule.lastIndex)
    if (close < 0) continue
    const inner = text.slice(rule.lastIndex, close)
    yield {
      name: match[3]!,
      closes: match[2] === '/',
      empty: match[2] === '' && inner.endsWith('/'),
      attributes: readAttributes(inner),
      start: match.index,
      end: close + 1,
      leads: leadsLine(text, match.index),
    }
    rule.lastIndex = close + 1
  }
}

/** The offset of the `>` that ends a tag; one within quotes doesn't. -1 where there is none nearby. */
function tagEnd(text: string, from: number): number {
  let quote = ''
  for (let at = from; at < text.length && at - from < attributeLength; at++) {
    const character = text[at]!
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at
    else if (character === '<') return -1
  }
  return -1
}

/** Whether at most some blanks stand before `offset` in its line. */
function leadsLine(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - 80), offset)
  const line = before.slice(before.lastIndexOf('\n') + 1)
  return line.trim() === '' && line.length < 80
}

function readAttributes(inner: string): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null)
  for (const [, name, double, single, bare] of inner.matchAll(
    /([\w:.-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/]+)))?/g,
  )) {
    attributes[name!] ??= double ?? single ?? bare ?? ''
  }
  return attributes
}
