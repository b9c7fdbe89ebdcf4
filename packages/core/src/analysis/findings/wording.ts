import type { Behavior } from '../../policy/types.ts'
import type { Sentence } from './sentences.ts'

/** A word that leaves no exception, where in its sentence it stands, and what it is said of: the rest of its clause. */
export interface Absolute {
  readonly sentence: Sentence
  readonly word: string
  readonly offset: number
  readonly predicate: string
}

const ABSOLUTE = /\b(always|never|must not|under no circumstances|in no case)\b/gi
/** What makes an absolute word none: before it, and after it. */
const WEAKENED = /(\b(not|nor|almost|nearly|hardly|as|if|than|has|have|had|by default)|n['’]t)\s+$/i
const IDIOM = /^(always|never)(-|\s+(mind|the less|ending)\b)/i
/** What makes a sentence one about some situations only, or one that leaves the matter to somebody. */
const QUALIFIED = new RegExp(
  [
    ...['by default', 'unless', 'except', 'usually', 'normally', 'ordinarily', 'as a rule', 'on request', 'until'],
    ...['if', 'when', 'where', 'whenever', 'while', 'once', 'may (?:ask|say|choose|want|have)'],
    'without (?:permission|consent|leave|asking|being)',
  ]
    .map((words) => `\\b${words}\\b`)
    .join('|'),
  'i',
)

/** The absolute words of a sentence that nothing in it qualifies. */
export function absolutes(sentence: Sentence): readonly Absolute[] {
  const { text } = sentence
  if (QUALIFIED.test(text)) return []
  return [...text.matchAll(ABSOLUTE)].flatMap((match) => {
    const [before, after] = [text.slice(0, match.index), text.slice(match.index + match[0].length)]
    if (WEAKENED.test(before) || IDIOM.test(match[0] + after)) return []
    return { sentence, word: match[0], offset: match.index, predicate: after }
  })
}

/** Whether what never (or always) is to be is just what a value is: its name is said, or most of its clause describes it. */
export function isAbout({ predicate }: Absolute, { values, describe }: Behavior, value: number): boolean {
  const name = values[value]!
  const named = name.split(/[-_]/).filter((word) => word.length > 3)
  const words = stems(predicate, 4)
  if (named.length > 0 && named.every((word) => words.includes(word.slice(0, 6)))) return true
  const clause = stems(predicate.split(/[,;:–—]|---/)[0]!, 5)
  const described = new Set(stems(`${name} ${describe.get(name) ?? ''}`, 5))
  return clause.length > 0 && clause.filter((stem) => described.has(stem)).length * 2 >= clause.length
}

const FIRM = new RegExp(
  [
    ...[
      'always',
      'never',
      'must',
      'under no circumstances',
      'in no case',
      'no matter (?:who|what|how)',
      'whoever asks',
    ],
    ...['without exception', 'no exceptions?', 'regardless of', 'even if asked', 'not even (?:if|when|on)'],
    'whatever (?:they|users?|anyone|anybody|customers?) (?:says?|asks?|wants?)',
    "(?:cannot|can't|may not|is not to|are not to) be (?:changed|overridden|undone|lifted|loosened)",
  ]
    .map((words) => `\\b${words}\\b`)
    .join('|'),
  'i',
)

/** Whether a sentence says that something is not for others to change. */
export const isFirm = ({ text }: Sentence): boolean =>
  FIRM.test(text) && !QUALIFIED.test(text.replace(/\b(?:even|not even) (?:if|when)\b/gi, ''))

/** Whether a sentence speaks of a behavior in one of its values: they share a word that means something. */
export function speaksOf(sentence: Sentence, { id, title, values, describe }: Behavior, value: number): boolean {
  const name = values[value]!
  const described = new Set(stems([id, title ?? '', name, describe.get(name) ?? ''].join(' '), 4))
  return stems(sentence.text, 4).some((stem) => described.has(stem))
}

/** The words of a text that mean something, cut to where their endings begin. */
function stems(text: string, least: number): readonly string[] {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? []
  return words.filter((word) => word.length >= least && !COMMON.has(word)).map((word) => word.slice(0, 6))
}

const COMMON = new Set(
  [
    'about after again against always anybody anyone anything assistant because before being could does doing either',
    'every everybody everyone everything first from given gives have here into might model must never nobody nothing',
    'only other others over people person really shall should since somebody someone something still such than that',
    'their them then there these they thing things this those under until using users very were what which whoever',
    'whose will with without would your answer answers asked asking behavior default even just like made make more',
  ].flatMap((line) => line.split(' ')),
)
