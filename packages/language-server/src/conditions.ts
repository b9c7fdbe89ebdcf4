import type { Span } from './places.ts'

/** A name in a condition's text. `args` is the arguments of a call; a behavior stands as `behavior["id"]`. */
export interface ConditionWord extends Span {
  readonly kind: 'fact' | 'behavior' | 'args'
  readonly name: string
}

const token = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\S/g

/** The names that a condition uses, in reading order. What is dotted and follows nothing is taken for a fact. */
export function wordsOf(condition: string): ConditionWord[] {
  const words: ConditionWord[] = []
  const tokens = [...condition.matchAll(token)]
  for (const [index, { 0: text, index: start }] of tokens.entries()) {
    const behind = tokens[index - 1]?.[0]
    if (/^[A-Za-z_]/.test(text) && behind !== '.') {
      const called = tokens[index + 1]?.[0] === '('
      const name = called ? text.slice(0, Math.max(0, text.lastIndexOf('.'))) : text
      if (name === 'args' || name.startsWith('args.')) words.push({ kind: 'args', name: 'args', start, end: start + 4 })
      else if (name.includes('.')) words.push({ kind: 'fact', name, start, end: start + name.length })
    } else if (/^["']/.test(text) && behind === '[' && tokens[index - 2]?.[0] === 'behavior') {
      words.push({ kind: 'behavior', name: text.slice(1, -1), start: start + 1, end: start + text.length - 1 })
    }
  }
  return words
}

/**
 * Where each character of a condition stands in the file, its end included: a condition may run over several lines or
 * have its quotes doubled or escaped by YAML. Null where the file says it in a way that can't be followed.
 * @param at the offset in `text` at which it begins
 */
export function alignment(text: string, at: number, condition: string): readonly number[] | null {
  const places: number[] = []
  let from = at
  for (const character of condition.split('')) {
    if (/\s/.test(character)) {
      places.push(from)
      while (from < text.length && /\s/.test(text[from]!)) from++
      continue
    }
    while (from < text.length && /\s/.test(text[from]!)) from++
    const escaped = text[from] === '\\' && text[from + 1] === character
    const doubled = character === "'" && text[from] === "'" && text[from + 1] === "'"
    if (escaped || doubled) from++
    if (text[from] !== character) return null
    places.push(from++)
  }
  return [...places, from]
}
