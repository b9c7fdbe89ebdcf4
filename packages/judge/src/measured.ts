import { type Behavior, declarationOf, type Example, type Policy, type PolicySection } from '@bylaw/core'
import type { GradedAnswer, Measured } from './judgement.ts'

const SECTION = 'section.'
const TOOL = 'tool.'
const isFamily = (id: string): boolean => id.endsWith('.*')

/**
 * What of a policy can be read out of a text: every behavior that is no tool's (declared, or named by a statement inside
 * a declared family), and `section.<id>` for every section that has an authority, prose and no behavior of its own.
 */
export function measurable(policy: Policy): readonly string[] {
  const named = policy.statements.map(({ pattern }) => pattern)
  const ids = [...policy.behaviors.keys(), ...named].filter((id) => !isFamily(id) && !id.startsWith(TOOL))
  const implicit = policy.sections.filter((section) => isImplicit(policy, section)).map(({ id }) => SECTION + id)
  return [...new Set([...ids, ...implicit])]
}

/**
 * One behavior as judges are told of it.
 * @returns null for tools, families, and ids that nothing declares: these can't be read out of a text
 */
export function measured(policy: Policy, id: string): Measured | null {
  if (id.startsWith(SECTION)) return measuredSection(policy, id)
  const behavior = isFamily(id) || id.startsWith(TOOL) ? null : declarationOf(id, policy.behaviors)
  return behavior === null ? null : measuredBehavior(policy, id, behavior)
}

function measuredBehavior(policy: Policy, id: string, behavior: Behavior): Measured {
  const { kind, title, describe } = behavior
  const values = kind === 'bright-line' ? [...behavior.values, 'crossed'] : behavior.values
  const section = sectionOf(policy, behavior)
  const prose = describe.size === 0 && section !== null ? textOf(policy, section).prose : null
  const alone = section !== null && section.behaviors.length === 1
  const examples = section !== null && alone ? gradedAnswers(policy, section) : []
  return { id, kind, title, values, describe, prose: prose === '' ? null : prose, examples }
}

const describeSection: ReadonlyMap<string, string> = new Map([
  ['upheld', 'does what the section asks for'],
  ['breached', 'goes against what the section asks for'],
])

function measuredSection(policy: Policy, id: string): Measured | null {
  const section = policy.sections.find((each) => SECTION + each.id === id && isImplicit(policy, each))
  if (section === undefined) return null
  const { title, prose } = textOf(policy, section)
  const examples = gradedAnswers(policy, section)
  return { id, kind: 'scale', title, values: ['upheld', 'breached'], describe: describeSection, prose, examples }
}

const isImplicit = (policy: Policy, section: PolicySection): boolean =>
  section.authority !== null && section.behaviors.length === 0 && textOf(policy, section).prose !== ''

const textOf = (policy: Policy, { layer, index }: PolicySection) => policy.layers[layer]!.document.sections[index]!

/** The section that a behavior is declared in, or that an overlay declares it for. */
const sectionOf = (policy: Policy, { id, section }: Behavior): PolicySection | null =>
  policy.sections.find((each) => each.id === section && each.behaviors.includes(id)) ?? null

/** The graded answers of a section's own examples. */
function gradedAnswers(policy: Policy, { layer, index }: PolicySection): readonly GradedAnswer[] {
  const examples = policy.layers[layer]!.document.examples.filter((example) => example.section === index)
  return examples.flatMap(answersOf)
}

function answersOf({ turns, answers }: Example): readonly GradedAnswer[] {
  const before = turns.map(({ role, text }) => ({ role, text }))
  return answers.flatMap(({ grade, text, why }) => (grade === null ? [] : [{ grade, before, text, why }]))
}
