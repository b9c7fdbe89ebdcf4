import type { FactType } from '../../src/document/types.ts'
import { DEFAULT_CHAIN } from './arbitrary.ts'
import type { BehaviorModel, FactModel, LayerModel, StackModel, StatementModel } from './model.ts'

/** The Markdown of one layer. */
export function printLayer(stack: StackModel, layer: LayerModel): string {
  const lines = [...frontMatter(stack, layer), `# A layer of ${layer.level}`]
  if (layer.facts.length > 0) lines.push(...fence(['facts:', ...layer.facts.map(factLine)]))
  for (const behavior of layer.behaviors) lines.push(...behaviorSection(behavior))
  let section: string | null | undefined
  layer.statements.forEach((statement, index) => {
    if (statement.tag !== section) {
      section = statement.tag
      lines.push('', `## Part ${index} {#part-${index}${section === null ? '' : ` tags=${section}`}}`)
    }
    lines.push(...fence(statementLines(statement)))
  })
  return `${lines.join('\n')}\n`
}

function frontMatter(stack: StackModel, layer: LayerModel): string[] {
  const lines = ['---', 'bylaw: 1', `layer: ${layer.level}`]
  if (layer.level === 'root') {
    if (stack.chain !== DEFAULT_CHAIN) lines.push(`chain: [${stack.chain.join(', ')}]`)
    if (layer === stack.layers[0] && stack.tags.length > 0) {
      lines.push('tags:', ...stack.tags.map(({ name, when }) => `  ${name}: ${quoted(when)}`))
    }
  }
  return [...lines, '---']
}

function fence(lines: readonly string[]): string[] {
  return ['', '```yaml bylaw', ...lines, '```']
}

/** In YAML's single quotes: CEL texts of the generators have none of their own. */
function quoted(condition: string): string {
  return `'${condition}'`
}

function factLine({ name, type, assume, vouchedBy, delegable }: FactModel): string {
  const said = delegable ? '' : ', delegable: false'
  return `  ${name}: {${typeText(type)}, assume: ${assume}, vouched-by: ${vouchedBy}${said}}`
}

function typeText(type: FactType): string {
  if (type.kind === 'enum') return `type: [${type.values.join(', ')}]`
  if (type.kind === 'bool') return 'type: bool'
  return `type: number${type.min === null ? '' : `, min: ${type.min}`}${type.max === null ? '' : `, max: ${type.max}`}`
}

function behaviorSection(behavior: BehaviorModel): string[] {
  const { id, authority, inHeading } = behavior
  const stated = authority !== null && inHeading ? ` authority=${authority}` : ''
  const lines = [`behavior: ${id}`]
  if (behavior.bright !== null) lines.push(`bright-line: ${behavior.bright}`)
  if (behavior.values !== null) {
    lines.push(`${behavior.kind === 'scale' ? 'values' : 'choices'}: ${valuesText(behavior.values)}`)
  }
  if (behavior.default !== null) lines.push(`default: ${behavior.default}`)
  if (behavior.delegable !== null) {
    const { delegable } = behavior
    lines.push(`delegable: ${typeof delegable === 'boolean' ? delegable : valuesText(delegable)}`)
  }
  if (authority !== null && !inHeading) lines.push(`authority: ${authority}`)
  return ['', `## ${id} {#${id.replaceAll('.*', '-all').replaceAll('.', '-')}${stated}}`, ...fence(lines)]
}

function valuesText(values: string | readonly string[]): string {
  return typeof values === 'string' ? values : `[${values.join(', ')}]`
}

function statementLines(statement: StatementModel): string[] {
  const when = statement.when === null ? [] : [`when: ${quoted(statement.when)}`]
  if (statement.kind === 'trust') {
    const heard = statement.heard ? ['heard: true'] : []
    return [...when, `trust: {${statement.to}: [${statement.fact}]}`, ...heard]
  }
  return [...when, said(statement)]
}

function said(statement: Exclude<StatementModel, { kind: 'trust' }>): string {
  const { pattern } = statement
  if (statement.kind === 'set') return `set: {${pattern}: ${statement.value}}`
  if (statement.kind === 'limit') return `limit: {${pattern}: ${valuesText(statement.values)}}`
  if (statement.kind === 'asks') return `asks: {${pattern}: ${statement.to}}`
  return `grant: {${statement.to}: {${pattern}: ${valuesText(statement.values)}}}`
}
