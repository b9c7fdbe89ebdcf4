import { declarationOf, type Engine, type Fact, type MatrixRow, matrix, type Policy } from '@bylaw/core'
import { cellsOf } from './cells.ts'
import { wordsOf } from './conditions.ts'
import { code, plain, table } from './markdown.ts'
import type { Occurrence } from './occurrences.ts'
import type { StackView } from './stack-view.ts'

/** What stands at a place, in Markdown; null where there is nothing to say. One text for each stack that says something else. */
export function hoverText(occurrence: Occurrence, views: readonly StackView[]): string | null {
  const told = new Map<string, StackView>()
  for (const view of views) {
    const text = tell(occurrence, view)
    if (text !== null && !told.has(text)) told.set(text, view)
  }
  const texts = [...told].map(([text, { name }]) =>
    told.size === 1 || name === null ? text : `${text}\n\n*in ${plain(name)}*`,
  )
  return texts.length === 0 ? null : texts.slice(0, 5).join('\n\n---\n\n')
}

function tell(occurrence: Occurrence, view: StackView): string | null {
  const { kind, name } = occurrence
  if (kind === 'behavior') return behaviorText(name, view)
  if (kind === 'fact') return factText(occurrence, view)
  if (kind === 'level') return levelText(name, view)
  if (kind === 'condition') return conditionText(name, view)
  const [declared] = view.glossary.declarations(occurrence)
  if (kind === 'tag') return tagText(name, declared, view)
  const section = declared?.document.sections.find(({ id }) => id === declared.name)
  if (section === undefined) return null
  const authority = section.authority === null ? 'authority not stated' : `authority ${code(section.authority)}`
  return `**${plain(section.title)}** · ${authority} · ${plain(declared!.document.file)}:${section.line}`
}

const rows = new WeakMap<Engine, readonly MatrixRow[]>()

/** The matrix takes a while on a large policy, so it is made once for each. */
function matrixOf(engine: Engine): readonly MatrixRow[] {
  let known = rows.get(engine)
  if (known === undefined) {
    known = matrix(engine)
    rows.set(engine, known)
  }
  return known
}

function behaviorText(id: string, { latest, glossary }: StackView): string | null {
  const behavior = latest === null ? null : declarationOf(id, latest.policy.behaviors)
  if (latest === null || behavior === null) {
    const declared = declarationOf(id, glossary.behaviors)
    return declared === null
      ? null
      : `**${plain(declared.title ?? declared.name)}** · ${declared.kind}, not compiled yet`
  }
  const row = matrixOf(latest).find((each) => each.behavior === behavior.id)
  const parts = [`**${plain(behavior.title ?? behavior.id)}** · ${code(behavior.id)}`]
  if (id !== behavior.id) parts.push(`${code(id)} is covered by the family ${code(behavior.id)}`)
  if (row !== undefined) parts.push(standing(row), changes(row))
  const described = behavior.values.flatMap((value) => {
    const text = behavior.describe.get(value)
    return text === undefined ? [] : [`- ${code(value)}: ${plain(text)}`]
  })
  if (described.length > 0) parts.push(described.join('\n'))
  return parts.filter((part) => part !== '').join('\n\n')
}

function standing(row: MatrixRow): string {
  const values = row.values.map((value) => (value === row.value ? `**${value}**` : value))
  const listed = values.join(row.kind === 'scale' ? ' < ' : ', ').replaceAll('<', '&lt;')
  if (row.kind === 'bright-line') return `bright line: ${listed}, for everybody`
  const grants =
    row.delegable.length === 0 ? 'nothing can be granted' : `at most ${code(row.delegable.at(-1)!)} can be granted`
  const granted =
    row.kind === 'choice' && row.delegable.length > 0 ? `can be granted: ${row.delegable.map(code).join(', ')}` : grants
  return `${row.kind}: ${listed} · default ${code(row.default)} · authority ${code(row.authority)} · ${granted}`
}

function changes(row: MatrixRow): string {
  if (row.kind === 'bright-line') return ''
  const choice = row.kind === 'choice'
  const head = choice ? ['level', 'may choose', 'may grant'] : ['level', 'may raise to', 'may tighten', 'may grant']
  const cells = Object.entries(row.levels).map(([level, cell]) =>
    choice
      ? [level, (cell.choose ?? []).join(', ') || '–', (cell.grants ?? []).join(', ') || '–']
      : [level, cell.raise ?? '–', cell.tighten ? 'yes' : '–', cell.grantable ?? '–'],
  )
  return table(head, cells)
}

function factText(occurrence: Occurrence, { latest, glossary }: StackView): string | null {
  const [declared] = glossary.declarations(occurrence)
  const name = declared?.name ?? occurrence.name
  const fact = latest?.policy.facts.find((each) => each.name === name)
  if (latest === null || fact === undefined) {
    const said = glossary.facts.get(name)
    return said === undefined ? null : `${code(name)} · assumed ${code(String(said.assume))}`
  }
  const { levels, trusts } = latest.policy
  const title = fact.title === null ? [] : [`**${plain(fact.title)}**`]
  const trusted = trusts.filter((trust) => trust.fact === fact.index).map((trust) => trustText(trust, levels))
  return [
    ...title,
    `${code(name)}: ${typeText(fact)} · assumed ${code(String(fact.assume))} · vouched for by ${code(levels[fact.vouchedBy]!)} and above`,
    ...(trusted.length === 0 ? [] : [trusted.join('\n')]),
    cellLine(fact, latest.policy),
  ].join('\n\n')
}

function trustText(
  { to, rank, heard, condition, source }: Policy['trusts'][number],
  levels: readonly string[],
): string {
  const when = condition === null ? '' : `, when ${code(condition.text)}`
  const also = heard ? ', also for what is only said in text' : ''
  return `- ${code(levels[to]!)} is trusted by ${code(levels[rank]!)}${also}${when} (${plain(source.file)}:${source.line})`
}

function typeText({ type }: Fact): string {
  if (type.kind === 'enum') return type.values.map(code).join(' \\| ')
  if (type.kind === 'bool') return 'bool'
  return type.min === null && type.max === null ? 'number' : `number, ${type.min ?? '…'} to ${type.max ?? '…'}`
}

function cellLine(fact: Fact, policy: Policy): string {
  const cells = cellsOf(fact, policy)
  const told = cells === null ? 'opaque: used in ways that make no cells' : cells.map(code).join(' · ')
  return `cells of ${code(fact.name)}: ${told}`
}

function conditionText(text: string, { latest }: StackView): string {
  const words = wordsOf(text)
  const facts = new Set(words.filter(({ kind }) => kind === 'fact').map(({ name }) => name))
  const read = (latest?.policy.facts ?? []).filter(({ name }) =>
    [...facts].some((each) => each === name || each.startsWith(`${name}.`)),
  )
  const lines = [code(text), ...read.map((fact) => `- ${cellLine(fact, latest!.policy)}`)]
  const unknown = [...facts].filter(
    (name) => !read.some((fact) => name === fact.name || name.startsWith(`${fact.name}.`)),
  )
  if (latest !== null) lines.push(...unknown.map((name) => `- ${code(name)} is not declared`))
  if (words.some(({ kind }) => kind === 'args')) lines.push("- reads the call's arguments: opaque to analysis")
  return lines.join('\n')
}

function levelText(name: string, { chain }: StackView): string | null {
  if (name === 'guideline') return '`guideline`: every level may override it, and prose also implicitly, by context'
  const rank = chain.indexOf(name)
  if (rank < 0) return null
  const stands = rank === 0 ? 'the strongest level' : `below ${code(chain[rank - 1]!)}`
  const who: Readonly<Record<string, string>> = {
    root: "the spec's owner",
    system: 'the platform that runs the model',
    developer: 'the operator of a product',
    user: 'whoever talks with it',
    agent: 'a model acting on its own',
  }
  const above = rank === 0 ? '' : ` (${chain.map(code).join(' > ')})`
  return `${code(name)}${who[name] === undefined ? '' : `: ${who[name]}`}, ${stands}${above}`
}

function tagText(name: string, declared: Occurrence | undefined, { members }: StackView): string {
  const bound = members.flatMap(({ document }) => document.header.tags).find((tag) => tag.name === name)
  if (declared === undefined || bound === undefined) {
    return `${code(name)}: a tag that nothing binds; its sections always apply`
  }
  return `${code(name)}: its sections apply when ${code(bound.condition.text)}`
}
