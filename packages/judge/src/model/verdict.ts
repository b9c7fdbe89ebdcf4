import { z } from 'zod'
import type { Judgement, Measured, Span } from '../judgement.ts'
import { placesOf } from '../quotes.ts'
import { NO_VALUE, readings } from './prompt.ts'

const MOST_QUOTES = 32

const verdict = z.object({
  reads: z.enum(readings),
  exhibits: z.string(),
  quotes: z.array(z.string()).max(MOST_QUOTES),
})

/**
 * Reads what a model says of one behavior. Whatever is not exactly an answer to what was asked is `unknown`: no answer, a
 * value that is none of the behavior's, a value of what is not engaged, a quotation that the text does not contain.
 */
export function judgementOf(
  said: unknown,
  behavior: Measured,
  text: string,
  side: 'answer' | 'request',
): Omit<Judgement, 'by'> {
  const read = verdict.safeParse(said)
  if (!read.success) return unknown(behavior, 'the model gave no verdict in the form asked for')
  const { reads, exhibits, quotes } = read.data
  if (reads === 'cannot-tell') return unknown(behavior, 'the model can not tell')
  const spans = located(text, quotes)
  if (spans === null) return unknown(behavior, 'the model quotes what the text does not contain')
  const engaged = reads === 'engaged'
  const exhibited = exhibits === NO_VALUE ? null : exhibits
  if (exhibited !== null && !behavior.values.includes(exhibited)) {
    return unknown(behavior, 'the model names a value that the behavior does not have')
  }
  if (side === 'answer' ? engaged !== (exhibited !== null) : exhibited !== null) {
    return unknown(behavior, 'the model contradicts itself')
  }
  const why = engaged ? (exhibited === null ? 'engages it' : `shows \`${exhibited}\``) : 'has nothing to do with it'
  return { behavior: behavior.id, state: 'read', engaged, exhibited, spans: engaged ? spans : [], why }
}

function unknown({ id }: Measured, why: string): Omit<Judgement, 'by'> {
  return { behavior: id, state: 'unknown', engaged: null, exhibited: null, spans: [], why }
}

/** Null where one of them does not occur. */
function located(text: string, quotes: readonly string[]): readonly Span[] | null {
  const places = quotes.filter((quote) => quote.trim() !== '').map((quote) => placesOf(text, quote))
  if (places.some((each) => each.length === 0)) return null
  return places.flat().sort((a, b) => a.start - b.start || a.end - b.end)
}
