import { entryOf, type Fields, placeOf } from './fields.ts'
import type { ConditionSource, Named, StatementNode } from './types.ts'
import type { YamlMap, YamlNode } from './yaml.ts'

/**
 * The conditions that statements stand under. Where one of them is `broken`, only limits are read, without it: a
 * condition that can't be evaluated is taken to hold where it tightens and not to hold where it might loosen.
 */
export interface Conditions {
  readonly when: readonly ConditionSource[]
  readonly broken: boolean
}

/** The conditions of a mapping with its own `when` added. */
export function conditionsOf(map: YamlMap, outer: Conditions, fields: Fields): Conditions {
  const entry = entryOf(map, 'when')
  if (entry === undefined) return outer
  const condition = fields.condition(entry.value)
  if (condition === null) return { ...outer, broken: true }
  return { ...outer, when: [...outer.when, condition] }
}

type Reader = (node: YamlNode, conditions: Conditions, fields: Fields) => StatementNode[]

/** The keys of a block that say statements, each with what reads it. `trust` stands apart: it needs the whole block. */
export const statementReaders: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['set', readSets],
  ['limit', readLimits],
  ['grant', readGrants],
  ['asks', readAsks],
])

function readSets(node: YamlNode, { when, broken }: Conditions, fields: Fields): StatementNode[] {
  const statements = perBehavior(node, '`set`', fields, (behavior, said) => setOf(behavior, said, when, fields))
  return broken ? [] : statements
}

function readLimits(node: YamlNode, { when }: Conditions, fields: Fields): StatementNode[] {
  return perBehavior(node, '`limit`', fields, (behavior, said) => limitOf(behavior, said, when, fields))
}

function readGrants(node: YamlNode, { when, broken }: Conditions, fields: Fields): StatementNode[] {
  const statements = perLevel(node, '`grant`', fields, (to, said) =>
    perBehavior(said, 'what is granted', fields, (behavior, values) => grantOf(behavior, to, values, when, fields)),
  )
  return broken ? [] : statements
}

function readAsks(node: YamlNode, { when, broken }: Conditions, fields: Fields): StatementNode[] {
  const statements = perBehavior(node, '`asks`', fields, (behavior, said) => asksOf(behavior, said, when, fields))
  return broken ? [] : statements
}

/** `trust: {level: [facts]}`, with the block's `heard`. */
export function readTrusts(
  node: YamlNode,
  heard: boolean,
  { when, broken }: Conditions,
  fields: Fields,
): StatementNode[] {
  const statements = perLevel(node, '`trust`', fields, (to, said) => {
    const facts = fields.namesOf(said, (item) => fields.names.fact(item))?.names ?? []
    return facts.map((fact): StatementNode => ({ kind: 'trust', fact, to, heard, when, ...placeOf(fact) }))
  })
  return broken ? [] : statements
}

const ruleKeys = ['when', 'set', 'limit', 'grant', 'asks']

/** `rules:` of a behavior: a list of mappings, each saying what holds of it `when` a condition does. */
export function readRules(node: YamlNode, behavior: Named | null, outer: Conditions, fields: Fields): StatementNode[] {
  if (node.kind !== 'list') {
    if (node.kind !== 'refused') fields.report.error('not-a-list', '`rules` is a list', node, node.length)
    return []
  }
  return node.items.flatMap((item) => {
    const rule = fields.map(item, 'a rule')
    if (rule === null) return []
    fields.onlyKnown(rule, ruleKeys, 'of a rule')
    if (!rule.entries.some(({ name }) => name !== 'when')) {
      fields.report.error(
        'empty-rule',
        'this rule says nothing; it takes `set`, `limit`, `grant` or `asks`',
        rule,
        rule.length,
      )
    }
    const conditions = conditionsOf(rule, outer, fields)
    return behavior === null ? [] : readRule(rule, behavior, conditions, fields)
  })
}

function readRule(rule: YamlMap, behavior: Named, { when, broken }: Conditions, fields: Fields): StatementNode[] {
  return rule.entries.flatMap(({ name, value }) => {
    if (name === 'limit') return limitOf(behavior, value, when, fields)
    let said: StatementNode[] = []
    if (name === 'set') said = setOf(behavior, value, when, fields)
    else if (name === 'asks') said = asksOf(behavior, value, when, fields)
    else if (name === 'grant') {
      said = perLevel(value, '`grant`', fields, (to, values) => grantOf(behavior, to, values, when, fields))
    }
    return broken ? [] : said
  })
}

type When = readonly ConditionSource[]

function setOf(behavior: Named, node: YamlNode, when: When, fields: Fields): StatementNode[] {
  const value = fields.names.value(node)
  return value === null ? [] : [{ kind: 'set', behavior, value, when, ...placeOf(node) }]
}

function limitOf(behavior: Named, node: YamlNode, when: When, fields: Fields): StatementNode[] {
  const said = fields.namesOf(node, (item) => fields.names.value(item))
  return said === null ? [] : [{ kind: 'limit', behavior, values: said.names, list: said.list, when, ...placeOf(node) }]
}

function grantOf(behavior: Named, to: Named, node: YamlNode, when: When, fields: Fields): StatementNode[] {
  const said = fields.namesOf(node, (item) => fields.names.value(item))
  return said === null
    ? []
    : [{ kind: 'grant', behavior, to, values: said.names, list: said.list, when, ...placeOf(node) }]
}

function asksOf(behavior: Named, node: YamlNode, when: When, fields: Fields): StatementNode[] {
  const to = fields.names.level(node)
  return to === null ? [] : [{ kind: 'asks', behavior, to, when, ...placeOf(node) }]
}

type Each = (name: Named, value: YamlNode) => StatementNode[]

function perBehavior(node: YamlNode, what: string, fields: Fields, each: Each): StatementNode[] {
  const map = fields.map(node, what)
  return (map?.entries ?? []).flatMap(({ key, value }) => {
    const behavior = fields.names.behavior(key)
    return behavior === null ? [] : each(behavior, value)
  })
}

function perLevel(node: YamlNode, what: string, fields: Fields, each: Each): StatementNode[] {
  const map = fields.map(node, what)
  return (map?.entries ?? []).flatMap(({ key, value }) => {
    const level = fields.names.level(key)
    return level === null ? [] : each(level, value)
  })
}
