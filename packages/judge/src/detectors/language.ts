import { type Detection, type Detector, detector } from './detector.ts'

/** Fewer letters say nothing; of scripts that write a word in one or two, a third of that. */
const FEW = 24
/** A paragraph of fewer letters is read together with the next. */
const PARAGRAPH = 60
/** The detector looks no further into a text. */
const STRETCH = 1_000
const FENCED = /^(?: {0,3})(```|~~~)[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))/gm
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu

/**
 * Finds paragraphs in another language than those given. `unknown` where a text with letters has too few of them, or
 * none of its paragraphs nor the whole of it can be told reliably. Fenced code is left out; what has no letters is in no
 * language, and nothing is found in it.
 * @param languages ISO 639-1
 */
export async function language(
  name: string,
  languages: readonly string[],
): Promise<Detector | { readonly problem: string }> {
  const { eld } = await import('eld/extrasmall')
  const known = new Set(Object.values(eld.info().Languages))
  const missing = languages.find((each) => !known.has(each))
  if (missing !== undefined) return { problem: `the language \`${missing}\` can not be told from others` }
  const told = (text: string): string | null => {
    const detected = eld.detect(text)
    return detected.isReliable() ? detected.language : null
  }
  return detector(name, 'language/1', languages, (text) => read(text, new Set(languages), told))
}

function read(text: string, allowed: ReadonlySet<string>, told: (text: string) => string | null): Detection {
  const prose = text.replaceAll(FENCED, (code) => ' '.repeat(code.length))
  if (!/\p{L}/u.test(prose)) return { state: 'read', found: [] }
  if (weight(prose) < FEW) return { state: 'unknown', why: 'the text is too short to tell its language' }
  const stretches = paragraphs(prose)
  const languages = stretches.map(({ start, end }) => told(prose.slice(start, end)))
  const found = stretches.flatMap(({ start, end }, index) => {
    const spoken = languages[index]!
    return spoken !== null && !allowed.has(spoken) ? [{ start, end, kind: spoken }] : []
  })
  if (found.length > 0) return { state: 'read', found }
  const whole = told(prose.slice(0, STRETCH))
  const sure = languages.some((each) => each !== null) || (whole !== null && allowed.has(whole))
  return sure ? { state: 'read', found } : { state: 'unknown', why: 'the language can not be told reliably' }
}

/** Letters, those of dense scripts thrice. */
const weight = (text: string): number => (text.match(/\p{L}/gu)?.length ?? 0) + 2 * (text.match(DENSE)?.length ?? 0)

/** Stretches between blank lines, short ones with the next, long ones in pieces. */
function paragraphs(text: string): { start: number; end: number }[] {
  const stretches: { start: number; end: number }[] = []
  let start = 0
  let from = 0
  let gathered = 0
  for (const { 0: gap, index } of [...text.matchAll(/\n[ \t]*\n\s*/g), { 0: '', index: text.length }]) {
    gathered += weight(text.slice(from, index))
    from = index + gap.length
    if (index < text.length && gathered < PARAGRAPH) continue
    stretches.push(...pieces(text, start, index))
    start = from
    gathered = 0
  }
  return stretches
}

function pieces(text: string, start: number, end: number): { start: number; end: number }[] {
  const count = Math.ceil((end - start) / STRETCH)
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * STRETCH
    return { start: from, end: Math.min(from + STRETCH, end) }
  }).filter((piece) => weight(text.slice(piece.start, piece.end)) >= FEW)
}
