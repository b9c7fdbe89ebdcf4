/** The drawn policy as people would write it: one Markdown document per layer. */
import type { BehaviorModel, Comparison, FactModel, PolicyModel, StatementModel, When } from './policy.ts'

/** One layer's text. */
export interface LayerText {
  readonly level: string
  readonly file: string
  readonly text: string
}

/** Every layer of a policy, strongest first. */
export function layerTexts(policy: PolicyModel): readonly LayerText[] {
  return policy.layers.map((level, layer) => ({
    level,
    file: `${layer}-${level}.md`,
    text: layer === 0 ? rootText(policy) : lowerText(policy, layer),
  }))
}

const BEHAVIORS_PER_SECTION = 5
const TRUSTED_TO_USER = 'user.occupation'

const block = (lines: readonly string[]): string => ['```yaml bylaw', ...lines, '```', ''].join('\n')

function rootText(policy: PolicyModel): string {
  const parts = [
    '---\nbylaw: 1\ntitle: A policy to measure\nlayer: root\n---\n',
    '# A policy to measure {#policy authority=user}\n',
    'Every behavior below is adjusted by somebody, under some condition.\n',
    block(['facts:', ...policy.facts.map(factLine)]),
  ]
  policy.behaviors.forEach((behavior, index) => {
    if (index % BEHAVIORS_PER_SECTION === 0) {
      const section = index / BEHAVIORS_PER_SECTION
      parts.push(`## Part ${section} {#part-${section}}\n`)
    }
    parts.push(block(behaviorLines(policy, behavior)))
  })
  return parts.join('\n')
}

function factLine({ name, kind, samples, assume, vouchedBy }: FactModel): string {
  const type = kind === 'enum' ? `[${samples.join(', ')}]` : kind
  const bounds = kind === 'number' ? ', min: 0, max: 100' : ''
  return `  ${name}: {type: ${type}${bounds}, assume: ${assume}, vouched-by: ${vouchedBy}}`
}

function behaviorLines(policy: PolicyModel, behavior: BehaviorModel): string[] {
  const lines = [
    `behavior: ${behavior.id}`,
    `values: [${behavior.values.join(', ')}]`,
    `default: ${behavior.values[behavior.default]}`,
    `authority: ${behavior.authority}`,
  ]
  const rules = behavior.statements.filter((statement) => statement.layer === 0)
  if (rules.length > 0) lines.push('rules:')
  for (const rule of rules) {
    const said = `${rule.kind}: ${behavior.values[rule.value]}`
    if (rule.when.length === 0) lines.push(`  - ${said}`)
    else lines.push(`  - when: ${quoted(policy, rule.when)}`, `    ${said}`)
  }
  return lines
}

function lowerText(policy: PolicyModel, layer: number): string {
  const level = policy.layers[layer]!
  const parts = [`---\nbylaw: 1\nlayer: ${level}\n---\n`, `# What layer ${layer} says {#layer-${layer}}\n`]
  const trusted = policy.facts.some((fact) => fact.name === TRUSTED_TO_USER) && verified(policy) !== null
  if (trusted && layer === policy.layers.indexOf('developer'))
    parts.push(block([`when: ${verified(policy)}`, `trust: {user: [${TRUSTED_TO_USER}]}`]))
  for (const behavior of policy.behaviors) {
    for (const statement of behavior.statements) {
      if (statement.layer === layer) parts.push(block(statementLines(policy, behavior, statement)))
    }
  }
  return parts.join('\n')
}

/** The fact that the trust of the user's occupation hangs on, null where the policy is too small to have it. */
export const verified = (policy: PolicyModel): string | null =>
  policy.facts.some((fact) => fact.name === 'user.verified') ? 'user.verified' : null

function statementLines(policy: PolicyModel, behavior: BehaviorModel, statement: StatementModel): string[] {
  const said = `{${behavior.id}: ${behavior.values[statement.value]}}`
  const line = statement.kind === 'grant' ? `grant: {user: ${said}}` : `${statement.kind}: ${said}`
  return statement.when.length === 0 ? [line] : [`when: ${quoted(policy, statement.when)}`, line]
}

const quoted = (policy: PolicyModel, when: When): string =>
  `'${when.map((each) => comparisonText(policy, each)).join(' && ')}'`

function comparisonText(policy: PolicyModel, { fact, operator, value }: Comparison): string {
  const { name, kind } = policy.facts[fact]!
  if (kind === 'bool') return value === true ? name : `!${name}`
  return `${name} ${operator} ${kind === 'enum' ? `"${value}"` : value}`
}
