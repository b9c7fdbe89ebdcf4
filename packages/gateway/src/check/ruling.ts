import type { Span } from '@bylaw/judge'
import type { Act } from '../config/checks.ts'
import { passes } from './compared.ts'
import type { Acting, Verdict } from './verdict.ts'

/** What becomes of a text. `act` null: it leaves as it is. */
export type Ruling =
  | { readonly act: null }
  | { readonly act: 'redact'; readonly spans: readonly Span[] }
  /** `text`: the note under it. */
  | { readonly act: 'annotate'; readonly text: string }
  /** `text`: what is put in its place. */
  | { readonly act: 'refuse' | 'ask' | 'revise'; readonly text: string }

/** What of a text has left before it is ruled on. */
export interface Departed {
  readonly some: boolean
  readonly all: boolean
  /** Whether anything of a span has left. */
  shows(span: Span): boolean
}

/** What a ruling is made with. */
export interface Court {
  readonly acting: Acting
  readonly structured: boolean
}

/** What lets least through stands first. */
export const strictestFirst: readonly Act[] = ['refuse', 'ask', 'revise', 'redact', 'annotate']

/**
 * What a verdict that does not let a text pass asks for. A check that came to no result has nothing to revise or redact,
 * and a redaction needs spans that lie in the text.
 */
export function actOf({ finding, outcome, act, spans }: Verdict, length: number): Act {
  if (outcome === 'ask') return 'ask'
  if (finding === 'failed') return act === 'ask' ? 'ask' : 'refuse'
  if (act !== 'redact') return act
  const inside = spans.every(({ start, end }) => start >= 0 && start < end && end <= length)
  return inside && spans.length > 0 ? 'redact' : 'refuse'
}

/** The strictest act that the verdicts on a text of this length ask for; null where every one lets it pass. */
export function strictestAct(verdicts: readonly Verdict[], length: number): Act | null {
  const asked = new Set(verdicts.filter((each) => !passes(each)).map((each) => actOf(each, length)))
  return strictestFirst.find((act) => asked.has(act)) ?? null
}

/**
 * Rules on what an answer says. Whatever can't be done is a refusal: a redaction of what has left, a revision that came
 * to nothing, words of the house inside JSON.
 */
export async function ruleText(
  text: string,
  verdicts: readonly Verdict[],
  departed: Departed,
  { acting, structured }: Court,
): Promise<Ruling> {
  const failing = verdicts.filter((verdict) => !passes(verdict))
  const refuse = (): Ruling => ({ act: 'refuse', text: acting.refuse(failing) })
  const act = strictestAct(verdicts, text.length)
  if (act === null) return { act }
  if (act === 'refuse' || (structured && (act === 'redact' || act === 'annotate'))) return refuse()
  if (act === 'annotate') return { act, text: acting.annotate(failing) }
  if (act === 'ask') return departed.all ? refuse() : { act, text: await acting.ask(text, failing) }
  if (act === 'redact') {
    const spans = redactable(failing, text.length)
    return spans.some((span) => departed.shows(span)) ? refuse() : { act, spans }
  }
  const revised = departed.some ? null : await acting.revise(text, failing)
  return revised === null || (structured && !isJson(revised)) ? refuse() : { act, text: revised }
}

/** Rules on reasoning that is kept for the client: what may not leave of it is withheld, and the answer stands for itself. */
export function ruleReasoning(text: string, verdicts: readonly Verdict[], departed: Departed): Ruling {
  const act = strictestAct(verdicts, text.length)
  if (act === null) return { act }
  const spans = redactable(verdicts, text.length)
  if (act === 'redact' && !spans.some((span) => departed.shows(span))) return { act, spans }
  return { act: 'refuse', text: '' }
}

/** What has to be taken out of a text for it to leave. */
export function redactable(verdicts: readonly Verdict[], length: number): readonly Span[] {
  const failing = verdicts.filter((verdict) => !passes(verdict))
  return failing.filter((verdict) => actOf(verdict, length) === 'redact').flatMap(({ spans }) => spans)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
