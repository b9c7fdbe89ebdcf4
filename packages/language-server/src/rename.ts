import { canonicalLevel, compile, createEngine, type Document, matrix, readDocument } from '@bylaw/core'
import { attributesOf, headingOf, type Occurrence } from './occurrences.ts'
import type { Member, StackView } from './stack-view.ts'

/** One replacement in a file. */
export interface Replacement {
  readonly path: string
  readonly document: Document
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The replacements, or why there are none. */
export type Renaming =
  | { readonly edits: readonly Replacement[]; readonly refusal: null }
  | { readonly edits: null; readonly refusal: string }

const forms: Readonly<Record<string, RegExp>> = {
  behavior: /^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*(?:\.\*)?$/,
  fact: /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+$/,
  section: /^[\p{L}\p{N}_.:-]+$/u,
  tag: /^[\p{L}\p{N}_.-]+$/u,
}

/** Facts that the gateway says under these names. */
const spoken: ReadonlySet<string> = new Set(['context.untrusted', 'context.turn', 'context.modality', 'agent.depth'])

const refused = (refusal: string): Renaming => ({ edits: null, refusal })

/** Why a name can't be renamed, whatever the new one; null where it can. */
export function whyFixed({ kind, name, declares, exact }: Occurrence): string | null {
  if (forms[kind] === undefined) return `a ${kind} can't be renamed`
  if (name.startsWith('tool.')) return "a tool's id is its own name, which is not up to the spec"
  if (spoken.has(name)) return `the gateway says \`${name}\` under this name`
  return !exact && !(kind === 'section' && declares) ? `\`${name}\` is written with escapes here` : null
}

/**
 * Renames in every stack that the declaration is part of. Refused, with the reason, where the new name is none or is
 * taken, where a stack has errors, and where any decision would come out otherwise: that is tried out first.
 */
export function rename(occurrence: Occurrence, to: string, views: readonly StackView[]): Renaming {
  const fixed = whyFixed(occurrence)
  if (fixed !== null) return refused(fixed)
  const { kind, name } = occurrence
  const family = name.endsWith('.*')
  if (!forms[kind]!.test(to)) return refused(`\`${to}\` is not the form of a ${kind}'s name`)
  if (family !== to.endsWith('.*'))
    return refused('a family stays a family, and nothing else becomes one: keep the `.*` as it is')
  if (/^(?:section|tool)(?:\.|$)/.test(to) && kind === 'behavior') return refused(`\`${to}\` is reserved`)
  const edits = new Map<string, Replacement>()
  for (const view of views) {
    const said = editsIn(occurrence, to, view)
    if (said.refusal !== null) return said
    for (const edit of said.edits) edits.set(`${edit.path} ${edit.start}`, edit)
  }
  const all = [...edits.values()]
  const harm = views.map((view) => harmOf(view, all, kind, name, to)).find((reason) => reason !== null)
  return harm === undefined ? { edits: all, refusal: null } : refused(harm)
}

function editsIn(occurrence: Occurrence, to: string, { glossary, members, diagnostics }: StackView): Renaming {
  const { kind, name } = occurrence
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error !== undefined)
    return refused(`put right first what is wrong in ${error.file}:${error.line}: ${error.message}`)
  const [declared] = glossary.declarations(occurrence)
  if (declared === undefined) return refused(`\`${name}\` is declared in none of the files that are known here`)
  if (declared.name !== name)
    return refused(`\`${name}\` has no declaration of its own: \`${declared.name}\` covers it`)
  if (glossary.names(kind).includes(to)) return refused(`\`${to}\` is already declared`)
  const stem = name.endsWith('.*') ? name.slice(0, -1) : null
  const places = glossary
    .references(occurrence)
    .filter((each) => each.name === name || (stem !== null && each.name.startsWith(stem)))
  const edits: Replacement[] = []
  for (const place of places) {
    const { path } = members.find(({ document }) => document === place.document)!
    const edit = editOf(place, name, to)
    if (edit === null) {
      const { line } = place.document.sections[0] ?? { line: 1 }
      return refused(
        `${place.document.file}: \`${place.name}\` is written with escapes or by a label; write it out first (line ${lineOf(place) ?? line})`,
      )
    }
    edits.push({ path, document: place.document, ...edit })
  }
  return { edits, refusal: null }
}

const lineOf = ({ document, start }: Occurrence): number => document.text.slice(0, start).split(/\r\n|\r|\n/).length

function editOf(place: Occurrence, name: string, to: string): { start: number; end: number; text: string } | null {
  const { start, end } = place
  if (place.exact)
    return { start, end, text: name.endsWith('.*') ? to.slice(0, -1) + place.name.slice(name.length - 1) : to }
  return place.kind === 'section' && place.declares ? idEdit(place, to) : null
}

/** A heading without an id of its own is given one. */
function idEdit({ document, name }: Occurrence, to: string): { start: number; end: number; text: string } | null {
  const section = document.sections.find(({ id }) => id === name)
  if (section === undefined) return null
  const braces = attributesOf(document, section)
  if (braces !== null) return { start: braces.start, end: braces.start, text: `#${to} ` }
  const { start, end } = headingOf(document, section)
  const shown = document.text.slice(start, end).replace(/[ \t]+(?:#+[ \t]*)?$/, '')
  return { start: start + shown.length, end, text: ` {#${to}}` }
}

function harmOf(view: StackView, edits: readonly Replacement[], kind: string, name: string, to: string): string | null {
  const after = view.members.map((member): Member => {
    const own = edits.filter(({ path }) => path === member.path)
    return { ...member, document: readDocument(member.document.file, applied(member.document.text, own)) }
  })
  const { chain, engine } = view
  const layers = after.map(({ level, document }) => ({ level: canonicalLevel(level ?? chain[0]!), document }))
  const broken = after.flatMap(({ document }) => document.diagnostics).find(({ severity }) => severity === 'error')
  if (broken !== undefined) return `then ${broken.message} (${broken.file}:${broken.line})`
  if (engine === null) return null
  const { policy, diagnostics } = compile({ layers })
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error !== undefined) return `then ${error.message} (${error.file}:${error.line})`
  if (policy === null) return 'then the layers would make no policy'
  const renamed = (id: string): string => (kind === 'behavior' ? renamedId(id, name, to) : id)
  const values = (of: ReturnType<typeof matrix>, id: (name: string) => string): string =>
    JSON.stringify(of.map(({ behavior, value, values, levels }) => [id(behavior), value, values, levels]).sort())
  const same = values(matrix(engine), renamed) === values(matrix(createEngine(policy)), (id) => id)
  return same ? null : `then other decisions would be made: \`${to}\` stands in another family`
}

const renamedId = (id: string, name: string, to: string): string => {
  if (id === name) return to
  return name.endsWith('.*') && id.startsWith(name.slice(0, -1)) ? to.slice(0, -1) + id.slice(name.length - 1) : id
}

/** A text with its replacements made. */
export function applied(text: string, edits: readonly Omit<Replacement, 'path' | 'document'>[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((whole, { start, end, text: said }) => whole.slice(0, start) + said + whole.slice(end), text)
}
