import type { Span } from '../judgement.ts'

/** A text in another spelling, with the place that every code unit of it came from. */
export interface Normalised {
  readonly text: string
  /** The stretch of the original behind a stretch of `text`. */
  original(start: number, end: number): Span
}

/** Marks that a reader of the word does without: accents, points of Hebrew, vowels of Arabic. Not those of Indic scripts. */
const ACCENTS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u0591-\u05c7\u064b-\u065f\u0670]/gu
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Cf}]$/u
const ASCII = /^[\x20-\x7e\n\r\t]*$/

/** Full-width and other compatible forms as plain characters, without invisible ones: case and accents stay. */
export const plain = (text: string): Normalised => (ASCII.test(text) ? itself(text) : respelt(text, plainCharacter))

/** As `plain`, and without accents and case, every run of white space one space: what words are compared by. */
export const folded = (text: string): Normalised => respelt(text, foldedCharacter)

const plainCharacter = (character: string): string => (INVISIBLE.test(character) ? '' : character.normalize('NFKC'))

function foldedCharacter(character: string, before: string): string {
  if (character > ' ' && character < '\x7f') return character.toLowerCase()
  if (INVISIBLE.test(character)) return ''
  if (/^\s$/u.test(character)) return before === ' ' ? '' : ' '
  const letters = character.normalize('NFKD').replace(ACCENTS, '')
  return letters.toUpperCase().toLowerCase().replaceAll('ς', 'σ')
}

const itself = (text: string): Normalised => ({ text, original: (start, end) => ({ start, end }) })

function respelt(text: string, spell: (character: string, before: string) => string): Normalised {
  const starts: number[] = []
  const ends: number[] = []
  const written: string[] = []
  let before = ''
  let at = 0
  for (const character of text) {
    const end = at + character.length
    const spelt = spell(character, before)
    for (let unit = 0; unit < spelt.length; unit++) {
      starts.push(at)
      ends.push(end)
    }
    if (spelt !== '') {
      written.push(spelt)
      before = spelt
    }
    at = end
  }
  return {
    text: written.join(''),
    original: (start, end) => ({
      start: starts[start] ?? at,
      end: end > start ? ends[end - 1]! : (starts[start] ?? at),
    }),
  }
}
