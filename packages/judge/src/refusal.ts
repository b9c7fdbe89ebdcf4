import type { Measured } from './judgement.ts'

/** What is declined, and what is permitted in its place. */
export interface Declined {
  readonly behavior: Measured
  /** The value that is permitted; null where it is not known. */
  readonly permitted: string | null
}

export interface RefusalText {
  /** One to a few sentences. */
  readonly text: string
  /** One or two short sentences of letters, digits, spaces and `.,'()-`: it stands inside JSON, a cell or a log line as it is. */
  readonly short: string
}

/**
 * A refusal in the spec's voice: says at once what can't be helped with, by its title, and what is done in its place, by
 * the description of the permitted value. It holds nothing of the request, and blames nobody. The same for the same
 * behaviors in the same order.
 */
export function refusal(declined: readonly Declined[]): RefusalText {
  const once = declined.filter(
    ({ behavior }, index) => declined.findIndex((other) => other.behavior.id === behavior.id) === index,
  )
  const titles = once.map(({ behavior }) => nameOf(behavior))
  if (titles.length === 0) return { text: `${NOTHING_NAMED} ${ELSEWHERE}`, short: NOTHING_NAMED }
  const offers = once.flatMap((each) => offerOf(each))
  const lines = once.some(({ behavior }) => behavior.kind === 'bright-line')
  const parts = [
    `I can't help with this part; it concerns ${joined(titles)}.`,
    ...(lines ? ['That is the same for everyone who asks.'] : []),
    ...(offers.length === 0 ? [ELSEWHERE] : [`What this assistant does instead: ${offers.join('; ')}.`, ELSEWHERE]),
  ]
  return { text: parts.join(' '), short: `I can't help with this part. It concerns ${plain(joined(titles))}.` }
}

const NOTHING_NAMED = "I can't help with this here."
const ELSEWHERE = 'If another part of it would help you, tell me and I will do what I can.'

/** A title in the middle of a sentence: its first letter small, unless the word has others that are capital. */
function nameOf({ id, title }: Measured): string {
  const name = (title ?? id.replaceAll(/[._-]+/g, ' ')).trim().replace(/[.!?:;]+$/, '')
  return /^\p{Lu}\p{Ll}*(?![\p{Lu}\p{N}])\b/u.test(name) ? name[0]!.toLowerCase() + name.slice(1) : name
}

/** What the permitted value looks like; nothing of a bright line, where there is nothing to choose. */
function offerOf({ behavior, permitted }: Declined): readonly string[] {
  if (permitted === null || behavior.kind === 'bright-line' || behavior.id.startsWith('section.')) return []
  const description = behavior.describe.get(permitted)
  return description === undefined ? [] : [description.trim().replace(/[.;]+$/, '')]
}

function joined(names: readonly string[]): string {
  if (names.length === 1) return names[0]!
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N} .,'()-]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
