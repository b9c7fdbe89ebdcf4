import { entryOf, type Fields, placeOf } from './fields.ts'
import { didYouMean } from './nearest.ts'
import type { FactDeclaration, FactType, FactValue } from './types.ts'
import type { YamlMap, YamlNode } from './yaml.ts'

const keys = ['type', 'min', 'max', 'assume', 'vouched-by', 'delegable', 'title']

/** `facts: {name: {type, assume, vouched-by, …}}`. A malformed fact is left out. */
export function readFacts(node: YamlNode, fields: Fields): FactDeclaration[] {
  const map = fields.map(node, '`facts`')
  if (map === null) return []
  const facts: FactDeclaration[] = []
  for (const { key, name, value } of map.entries) {
    const named = fields.names.fact(key)
    const body = fields.map(value, `\`${name}\``)
    if (body === null) continue
    fields.onlyKnown(body, keys, 'of a fact')
    const fact = readFact(body, fields)
    if (named !== null && fact !== null) facts.push({ ...named, ...fact })
  }
  return facts
}

function readFact(body: YamlMap, fields: Fields): Omit<FactDeclaration, 'name' | 'line' | 'column'> | null {
  const missing = ['type', 'assume', 'vouched-by'].filter((key) => entryOf(body, key) === undefined)
  for (const key of missing) {
    fields.report.error('missing-key', `this fact says no \`${key}\``, body, body.length)
  }
  if (missing.length > 0) return null
  const type = readType(body, fields)
  const vouchedBy = fields.names.level(entryOf(body, 'vouched-by')!.value)
  const assume = type === null ? null : readAssumed(entryOf(body, 'assume')!.value, type, fields)
  const said = entryOf(body, 'delegable')
  const delegable = said === undefined ? true : fields.bool(said.value, '`delegable` of a fact')
  const titled = entryOf(body, 'title')
  const title = titled === undefined ? null : (fields.names.text(titled.value, 'a title')?.name ?? null)
  if (type === null || assume === null || vouchedBy === null || delegable === null) return null
  return { type, assume, vouchedBy, delegable, title }
}

function readType(body: YamlMap, fields: Fields): FactType | null {
  const node = entryOf(body, 'type')!.value
  const kind = node.kind === 'scalar' ? node.value : null
  const bounds = [entryOf(body, 'min'), entryOf(body, 'max')]
  if (kind === 'number') {
    const [min, max] = bounds.map((entry) =>
      entry === undefined ? undefined : fields.number(entry.value, `\`${entry.name}\``),
    )
    if (min === null || max === null) return null
    if (min !== undefined && max !== undefined && min > max) {
      fields.report.error(
        'empty-range',
        `\`min\` ${min} is above \`max\` ${max}`,
        bounds[0]!.key,
        bounds[0]!.key.length,
      )
      return null
    }
    return { kind: 'number', min: min ?? null, max: max ?? null }
  }
  for (const bound of bounds) {
    if (bound !== undefined) {
      fields.report.error('bound-without-number', `only a number has \`${bound.name}\``, bound.key, bound.key.length)
    }
  }
  if (kind === 'bool') return { kind: 'bool' }
  if (node.kind === 'list') {
    const values = fields.domain(node, '`type`')
    return values === null ? null : { kind: 'enum', values: values.map((value) => value.name) }
  }
  if (node.kind !== 'refused') {
    const help = didYouMean(String(kind), ['bool', 'number'])
    fields.report.error('unknown-type', '`type` is a list of values, `bool` or `number`', node, node.length, help)
  }
  return null
}

function readAssumed(node: YamlNode, type: FactType, fields: Fields): FactValue | null {
  if (type.kind === 'bool') return fields.bool(node, '`assume` of a bool')
  if (type.kind === 'enum') {
    const named = fields.names.value(node)
    if (named === null || type.values.includes(named.name)) return named?.name ?? null
    const help = didYouMean(named.name, type.values)
    fields.report.error(
      'not-among-values',
      `\`${named.name}\` is not among the values of \`type\``,
      node,
      node.length,
      help,
    )
    return null
  }
  const number = fields.number(node, '`assume` of a number')
  if (number === null) return null
  if (number >= (type.min ?? number) && number <= (type.max ?? number)) return number
  fields.report.error('out-of-range', `${number} is not between \`min\` and \`max\``, placeOf(node), node.length)
  return null
}
