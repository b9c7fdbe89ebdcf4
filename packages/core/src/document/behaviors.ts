import { entryOf, type Fields } from './fields.ts'
import { didYouMean } from './nearest.ts'
import type { BehaviorDeclaration, BehaviorKind, Named } from './types.ts'
import type { YamlMap, YamlNode } from './yaml.ts'

/** The keys that only a block with `behavior` has. `asks` and `title` have other readers too. */
export const behaviorKeys = [
  'title',
  'values',
  'choices',
  'bright-line',
  'default',
  'delegable',
  'describe',
  'rules',
  'authority',
] as const

interface Domain {
  readonly kind: BehaviorKind
  readonly values: readonly Named[] | null
}

/** The declaration that a block with `behavior` makes; null, and errors, where it is malformed. */
export function readBehavior(map: YamlMap, name: Named, fields: Fields): BehaviorDeclaration | null {
  const line = entryOf(map, 'bright-line')
  const domain = line === undefined ? readDomain(map, fields) : readBrightLine(map, line.value, fields)
  const standard = line === undefined ? readDefault(map, domain, fields) : (domain?.values?.[0] ?? null)
  const delegable = readDelegable(map, domain, fields)
  const described = readDescriptions(map, domain, fields)
  const authority = readOptional(map, 'authority', (node) => fields.names.level(node))
  const asks =
    entryOf(map, 'asks')?.value.kind === 'map' ? null : readOptional(map, 'asks', (node) => fields.names.level(node))
  const title = readOptional(map, 'title', (node) => fields.names.text(node, 'a title')?.name ?? null)
  const parts = [domain, standard, delegable, described, authority, asks, title]
  if (parts.includes(undefined) || domain === null || domain === undefined) return null
  return {
    ...name,
    ...domain,
    title: title ?? null,
    default: standard ?? null,
    delegable: delegable ?? null,
    describe: described ?? new Map(),
    own: authority ?? null,
    asks: asks ?? null,
  }
}

/** Null where the key is absent, undefined where its value is malformed. */
function readOptional<Value>(
  map: YamlMap,
  key: string,
  read: (node: YamlNode) => Value | null,
): Value | null | undefined {
  const entry = entryOf(map, key)
  return entry === undefined ? null : (read(entry.value) ?? undefined)
}

function readDomain(map: YamlMap, fields: Fields): Domain | undefined {
  const values = entryOf(map, 'values')
  const choices = entryOf(map, 'choices')
  if (values !== undefined && choices !== undefined) {
    const help = '`values` is a scale, ordered tightest to loosest; `choices` have no order'
    fields.report.error(
      'values-and-choices',
      'a behavior has `values` or `choices`, not both',
      choices.key,
      choices.key.length,
      help,
    )
    return undefined
  }
  const said = values ?? choices
  const kind = choices === undefined ? 'scale' : 'choice'
  if (said === undefined) return { kind, values: null }
  const domain = fields.domain(said.value, `\`${said.name}\``)
  return domain === null ? undefined : { kind, values: domain }
}

function readBrightLine(map: YamlMap, node: YamlNode, fields: Fields): Domain | undefined {
  for (const name of ['values', 'choices', 'default', 'delegable', 'rules', 'asks']) {
    const entry = entryOf(map, name)
    if (entry === undefined) continue
    const help = 'a bright line has one value, which nobody may change'
    fields.report.error(
      `bright-line-with-${name}`,
      `a bright line has no \`${name}\``,
      entry.key,
      entry.key.length,
      help,
    )
  }
  const value = fields.names.value(node)
  if (value === null) return undefined
  if (value.name === 'never' || value.name === 'always') return { kind: 'bright-line', values: [value] }
  const help = didYouMean(value.name, ['never', 'always'])
  fields.report.error('bright-line-value', 'a bright line is `never` or `always`', node, node.length, help)
  return undefined
}

function readDefault(map: YamlMap, domain: Domain | undefined, fields: Fields): Named | null | undefined {
  const entry = entryOf(map, 'default')
  if (entry === undefined) {
    if (domain?.values == null) return null
    const said = entryOf(map, 'values') ?? entryOf(map, 'choices')!
    const help = 'say which value holds where nobody says otherwise'
    fields.report.error('missing-default', 'this behavior has no `default`', said.key, said.key.length, help)
    return undefined
  }
  const value = fields.names.value(entry.value)
  return value !== null && among(value, domain, fields) ? value : undefined
}

function readDelegable(
  map: YamlMap,
  domain: Domain | undefined,
  fields: Fields,
): BehaviorDeclaration['delegable'] | undefined {
  const entry = entryOf(map, 'delegable')
  if (entry === undefined) return null
  const { value: node } = entry
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value
  const said = fields.namesOf(node, (item) => fields.names.value(item))
  if (said === null || !said.names.every((name) => among(name, domain, fields))) return undefined
  if (domain?.kind === 'scale' && said.list) {
    const help = 'of a scale it is the most that a grant can give: one value'
    fields.report.error('delegable-list', 'only a choice has a list as `delegable`', node, node.length, help)
    return undefined
  }
  return said.names
}

function readDescriptions(
  map: YamlMap,
  domain: Domain | undefined,
  fields: Fields,
): Map<string, string> | null | undefined {
  const entry = entryOf(map, 'describe')
  if (entry === undefined) return null
  const body = fields.map(entry.value, '`describe`')
  if (body === null) return undefined
  const described = new Map<string, string>()
  let whole = true
  for (const { key, name, value } of body.entries) {
    const named = fields.names.value(key)
    const text = fields.names.text(value, `what \`${name}\` looks like`)
    if (named === null || text === null || !among(named, domain, fields)) whole = false
    else described.set(named.name, text.name)
  }
  if (whole) reportUndescribed(entry.key, described, domain, fields)
  return whole ? described : undefined
}

function reportUndescribed(
  key: YamlNode,
  described: ReadonlyMap<string, string>,
  domain: Domain | undefined,
  fields: Fields,
): void {
  for (const { name } of domain?.values ?? []) {
    if (described.has(name)) continue
    const help = 'people, models and judges read what each value looks like in a response'
    fields.report.warning('undescribed-value', `\`describe\` says nothing of \`${name}\``, key, key.length, help)
  }
}

function among(value: Named, domain: Domain | undefined, fields: Fields): boolean {
  const names = domain?.values?.map(({ name }) => name)
  if (names === undefined || names.includes(value.name)) return true
  const help = didYouMean(value.name, names) ?? `the values are ${names.map((name) => `\`${name}\``).join(', ')}`
  fields.report.error('not-among-values', `\`${value.name}\` is not among the values`, value, value.name.length, help)
  return false
}
