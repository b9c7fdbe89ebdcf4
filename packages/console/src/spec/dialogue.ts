import type { Answer, Example, Turn } from '@bylaw/core'

/** A part of an example in the order it is written: something said, or answers that are compared. */
export type Part =
  | { readonly kind: 'turn'; readonly turn: Turn; readonly answer: Answer | null }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }

/** What is said in an example, in order; compared answers that follow each other stand together. */
export function partsOf({ turns, answers }: Example): readonly Part[] {
  const graded = (turn: Turn): Answer | null => answers.find((answer) => samePlace(answer, turn)) ?? null
  const compared = answers.filter((answer) => !turns.some((turn) => samePlace(answer, turn)))
  const said = [
    ...turns.map((turn) => ({ turn, compared: false })),
    ...compared.map((turn) => ({ turn, compared: true })),
  ]
  const parts: Part[] = []
  for (const { turn, compared: alternative } of said.toSorted(({ turn: a }, { turn: b }) => before(a, b))) {
    const last = parts.at(-1)
    if (!alternative) parts.push({ kind: 'turn', turn, answer: graded(turn) })
    else if (last?.kind === 'answers') parts[parts.length - 1] = { ...last, answers: [...last.answers, turn as Answer] }
    else parts.push({ kind: 'answers', answers: [turn as Answer] })
  }
  return parts
}

const samePlace = (one: Turn, other: Turn): boolean => one.line === other.line && one.column === other.column
const before = (one: Turn, other: Turn): number => one.line - other.line || one.column - other.column

/** A stretch of a message: what its speaker says, or what is only quoted. */
export interface Stretch {
  readonly quoted: boolean
  readonly text: string
}

const quotation = /<(untrusted_text|untrusted)(?:\s[^>]*)?>([\s\S]*?)<\/\1>/g

/** The stretches of a message; quoted ones are text without authority. */
export function stretchesOf({ role, text }: Turn): readonly Stretch[] {
  if (role.startsWith('untrusted')) return [{ quoted: true, text }]
  const stretches: Stretch[] = []
  let at = 0
  for (const found of text.matchAll(quotation)) {
    stretches.push({ quoted: false, text: text.slice(at, found.index).trim() })
    stretches.push({ quoted: true, text: found[2]!.trim() })
    at = found.index + found[0].length
  }
  stretches.push({ quoted: false, text: text.slice(at).trim() })
  return stretches.filter(({ quoted, text: said }) => quoted || said !== '')
}

/** How many answers of each grade an example has. */
export function gradesOf(examples: readonly Example[]): { readonly good: number; readonly bad: number } {
  const answers = examples.flatMap((example) => example.answers)
  const count = (grade: string) => answers.filter((answer) => answer.grade === grade).length
  return { good: count('good'), bad: count('bad') }
}

/** Lines as long as these were broken to fit into a file, not to be seen. */
const brokenAt = 80

/** A message as it is meant: lines that were only broken to fit are one line again; lists, verse and code stay. */
export function unwrapped(text: string): string {
  let fenced = false
  return text.split('\n').reduce((whole, line, place, lines) => {
    const before = lines[place - 1] ?? ''
    if (/^\s*(`{3,}|~{3,})/.test(before)) fenced = !fenced
    const joined = !fenced && before.length >= brokenAt && /^[\p{L}\p{N}"'“‘([*_`]/u.test(line) && !listed.test(line)
    return place === 0 ? line : `${whole}${joined ? ' ' : '\n'}${line}`
  }, '')
}

const listed = /^(?:[*+-]|\d+[.)])\s|^`{3,}/
