import type { Position } from './diagnostic.ts'
import { Names } from './names.ts'
import { didYouMean } from './nearest.ts'
import type { Report } from './report.ts'
import type { ConditionSource, Named } from './types.ts'
import type { YamlEntry, YamlMap, YamlNode } from './yaml.ts'

/** Reads the fields that blocks and front matter are made of. Whatever is malformed is reported, and null. */
export class Fields {
  readonly report: Report
  readonly names: Names

  constructor(report: Report) {
    this.report = report
    this.names = new Names(report)
  }

  /** Reports every key that is not among `known`: a misspelt `limit` must not vanish. */
  onlyKnown(map: YamlMap, known: readonly string[], where: string): void {
    for (const { key, name } of map.entries) {
      if (known.includes(name)) continue
      const help = didYouMean(name, known) ?? `the keys ${where} are ${known.map((word) => `\`${word}\``).join(', ')}`
      this.report.error('unknown-key', `\`${name}\` is not a key ${where}`, key, key.length, help)
    }
  }

  map(node: YamlNode, what: string): YamlMap | null {
    if (node.kind === 'map') return node
    if (node.kind !== 'refused') this.report.error('not-a-mapping', `${what} is a mapping`, node, node.length)
    return null
  }

  condition(node: YamlNode): ConditionSource | null {
    const scalar = this.names.string(node, 'a condition')
    if (scalar === null) return null
    return { text: scalar.value.trimEnd(), exact: scalar.exact, line: scalar.textAt.line, column: scalar.textAt.column }
  }

  bool(node: YamlNode, what: string): boolean | null {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value
    if (node.kind !== 'refused') {
      this.report.error('not-a-boolean', `${what} is \`true\` or \`false\`, without quotes`, node, node.length)
    }
    return null
  }

  number(node: YamlNode, what: string): number | null {
    if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isFinite(node.value)) return node.value
    if (node.kind !== 'refused') this.report.error('not-a-number', `${what} is a finite number`, node, node.length)
    return null
  }

  /** One name or a list of names; what is malformed in a list is left out. Null where nothing is left. */
  namesOf(node: YamlNode, read: (node: YamlNode) => Named | null): { names: Named[]; list: boolean } | null {
    if (node.kind !== 'list') {
      const name = read(node)
      return name === null ? null : { names: [name], list: false }
    }
    if (node.items.length === 0) this.report.error('empty-list', 'this list is empty', node, node.length)
    const names = node.items.map(read).filter((name) => name !== null)
    return names.length === 0 ? null : { names, list: true }
  }

  /** A domain: at least two values, all distinct. Null where a value is malformed, since the order would not be the one meant. */
  domain(node: YamlNode, what: string): Named[] | null {
    if (node.kind !== 'list') {
      if (node.kind !== 'refused') this.report.error('not-a-list', `${what} is a list of values`, node, node.length)
      return null
    }
    const values = node.items.map((item) => this.names.value(item))
    const read = values.filter((value) => value !== null)
    const distinct = this.distinct(read)
    if (read.length < values.length || !distinct) return null
    if (read.length >= 2) return read
    this.report.error('too-few-values', `${what} has at least two values`, node, node.length)
    return null
  }

  distinct(names: readonly Named[]): boolean {
    const seen = new Set<string>()
    let distinct = true
    for (const name of names) {
      if (seen.has(name.name)) {
        this.report.error('duplicate-value', `\`${name.name}\` stands here twice`, name, name.name.length)
        distinct = false
      }
      seen.add(name.name)
    }
    return distinct
  }
}

/** The first entry of that name. */
export function entryOf(map: YamlMap, name: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.name === name)
}

/** A position and nothing else. */
export function placeOf({ line, column }: Position): Position {
  return { line, column }
}
