import type { Engine } from '../engine/engine.ts'
import type { Situation } from '../engine/situation.ts'
import type { PolicySection } from '../policy/types.ts'

/** A section's prose as a model reads it: under its title, with cross references as plain words. */
export function sectionProse(engine: Engine, section: PolicySection, titles: ReadonlyMap<string, string>): string {
  const document = engine.policy.layers[section.layer]!.document
  const { title, prose } = document.sections[section.index]!
  if (prose === '') return ''
  const text = plainReferences(prose, titles)
  return title === document.header.title ? text : `### ${title}\n\n${text}`
}

/** Whether a section applies: its tags hold in the cautious reading, or it has none. */
export const inForce = (section: PolicySection, situation: Situation): boolean =>
  situation.held(section.condition) !== 0

/** The titles of all sections, by id. */
export function titlesOf(engine: Engine): ReadonlyMap<string, string> {
  return new Map(
    engine.policy.layers.flatMap(({ document }) => document.sections.map(({ id, title }) => [id, title] as const)),
  )
}

/** `[text](#id)` as `text`, `[?](#id)` as the title of what it points to. */
export function plainReferences(prose: string, titles: ReadonlyMap<string, string>): string {
  return prose.replace(/\[([^[\]]*)\]\(#([^)\s]+)\)/g, (_, text: string, id: string) =>
    text === '?' ? (titles.get(id) ?? id) : text,
  )
}
