import type { Span } from '../judgement.ts'

/** A section that a reasoning refers to. */
export interface Citation {
  readonly id: string
  readonly standing: 'in-force' | 'not-in-force' | 'unknown'
  /** Where it is cited, in the reasoning. */
  readonly spans: readonly Span[]
}

export interface CitationCheck {
  /** Each section once, in the order they are cited. */
  readonly citations: readonly Citation[]
  /** Whether something is cited, and everything cited is a section in force. */
  readonly sound: boolean
}

/** The one form in which a model is asked to cite: `[#id]`. */
export const citationRequest = (sections: readonly { readonly id: string; readonly title: string }[]): string =>
  [
    'Before you answer, reason over the sections of the spec that bear on this request, and cite each one that you rely on by its id in the form [#id]. Cite only sections in this list, and only for what they say. Then answer as your reasoning says.',
    ...sections.map(({ id, title }) => `- [#${id}] ${title}`),
  ].join('\n')

/** What can only be a citation, known or not: `[#id]`, `[text](#id)`, `section:id`. */
const PLAIN = /\[#([^\]\s]{1,128})\]|\]\(#([^)\s]{1,128})\)|\bsection: ?([\p{L}\p{N}_.-]{1,128})/gu
/** What may be one, and is where a section has this id: `#id`, `[id]`, `§id`. */
const LOOSE = /#([\p{L}\p{N}_-]{1,128})|\[([\p{L}\p{N}_-]{1,128})\]|§ ?([\p{L}\p{N}_-]{1,128})/gu

/**
 * The citations of a reasoning, read leniently, each held against the sections that exist and those that are in force.
 * @param known ids of all sections of the policy
 * @param inForce ids of those whose tags hold and that nothing dropped
 */
export function checkCitations(
  reasoning: string,
  known: ReadonlySet<string>,
  inForce: ReadonlySet<string>,
): CitationCheck {
  const cited = new Map<string, Map<number, Span>>()
  const cite = (id: string, start: number, end: number): void => {
    const spans = cited.get(id) ?? new Map<number, Span>()
    cited.set(id, spans.set(end, spans.get(end) ?? { start, end }))
  }
  for (const { 0: match, 1: bracket, 2: link, 3: word, index } of reasoning.matchAll(PLAIN)) {
    const said = (bracket ?? link ?? word)!
    const id = known.has(said) ? said : said.replace(/[.,:;-]+$/, '')
    cite(id, index, index + match.length)
  }
  for (const { 0: match, 1: hash, 2: bracket, 3: sign, index } of reasoning.matchAll(LOOSE)) {
    const id = (hash ?? bracket ?? sign)!
    if (known.has(id) && !within(cited.get(id), index)) cite(id, index, index + match.length)
  }
  const citations = [...cited].map(([id, spans]): Citation => {
    const standing = inForce.has(id) && known.has(id) ? 'in-force' : known.has(id) ? 'not-in-force' : 'unknown'
    return { id, standing, spans: [...spans.values()].sort((a, b) => a.start - b.start) }
  })
  const first = ({ spans }: Citation): number => spans[0]!.start
  citations.sort((a, b) => first(a) - first(b))
  return { citations, sound: citations.length > 0 && citations.every(({ standing }) => standing === 'in-force') }
}

const within = (spans: ReadonlyMap<number, Span> | undefined, at: number): boolean =>
  spans !== undefined && [...spans.values()].some(({ start, end }) => start <= at && at < end)
