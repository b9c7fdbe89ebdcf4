import { entryOf, Fields } from './fields.ts'
import { readGoals } from './goals.ts'
import { limits } from './limits.ts'
import { readYaml } from './read-yaml.ts'
import { Report } from './report.ts'
import { Excerpt } from './source.ts'
import type { Header, Named, TagBinding } from './types.ts'
import type { YamlMap, YamlNode } from './yaml.ts'

const keys = ['bylaw', 'title', 'version', 'layer', 'chain', 'tags', 'goals']

const none: Header = {
  ...{ present: false, title: null, version: null, layer: null, chain: null, tags: [], goals: [] },
  ...{ line: 1, column: 1 },
}

const blockFence = /^ {0,3}(?:`{3,}|~{3,})[ \t]*yaml[ \t]+bylaw[ \t]*$/m

export interface FrontMatter {
  readonly header: Header
  /** Its last line, the closing mark; 0 where there is none. */
  readonly last: number
}

/** Reads the front matter: YAML between `---` in the first line and the next `---` (or `...`). */
export function readFrontMatter(lines: readonly string[], report: Report): FrontMatter {
  if (!/^---[ \t]*$/.test(lines[0] ?? '')) return { header: none, last: 0 }
  const end = lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(line))
  if (end < 0) {
    if (/^[\w-]+[ \t]*:/.test(lines[1] ?? '')) {
      report.error(
        'unclosed-front-matter',
        'this front matter is never closed',
        { line: 1, column: 1 },
        3,
        'close it with `---`',
      )
    }
    return { header: none, last: 0 }
  }
  const excerpt = new Excerpt(lines, 2, end, 0)
  const ours = /^["']?bylaw["']?[ \t]*:/m.test(excerpt.text)
  if (excerpt.text.length > limits.block) {
    report.error('too-large', `the front matter has more than ${limits.block} characters`, { line: 1, column: 1 }, 3)
    return { header: { ...none, present: true }, last: end + 1 }
  }
  return ours ? readOurs(excerpt, end + 1, report) : readForeign(excerpt, end + 1, report)
}

function readOurs(excerpt: Excerpt, last: number, report: Report): FrontMatter {
  const map = readYaml(excerpt, report)
  if (map === null) return { header: { ...none, present: true }, last }
  const fields = new Fields(report)
  fields.onlyKnown(map, keys, 'of the front matter')
  const format = entryOf(map, 'bylaw')
  if (format !== undefined && !(format.value.kind === 'scalar' && format.value.value === 1)) {
    const help = 'this reader knows `bylaw: 1`'
    report.error('unknown-version', 'this version of the format is not known', format.value, format.value.length, help)
  }
  const read = <Value>(key: string, reader: (node: YamlNode) => Value): Value | null => {
    const entry = entryOf(map, key)
    return entry === undefined ? null : reader(entry.value)
  }
  const header: Header = {
    ...none,
    present: true,
    title: read('title', (node) => fields.names.text(node, 'a title')?.name ?? null),
    version: read('version', (node) => readVersion(node, fields)),
    layer: read('layer', (node) => fields.names.level(node)),
    chain: read('chain', (node) => readChain(node, fields)),
    tags: read('tags', (node) => readTags(node, fields)) ?? [],
    goals: read('goals', (node) => readGoals(node, fields)) ?? [],
  }
  return { header, last }
}

/**
 * Front matter that doesn't say `bylaw` is somebody else's (a site generator's): its title, version and layer are taken
 * where they are well-formed, the rest is left alone. Without a mapping, or where a block stands in what can't be read, it
 * is text between two rules.
 */
function readForeign(excerpt: Excerpt, last: number, report: Report): FrontMatter {
  const aside = new Report(report.file)
  const map = readYaml(excerpt, aside)
  const keyed = /^[\w-]+[ \t]*:/m.test(excerpt.text)
  if (map === null && (!keyed || blockFence.test(excerpt.text))) return { header: none, last: 0 }
  return { header: foreign(map, report), last }
}

function foreign(map: YamlMap | null, report: Report): Header {
  const others = map?.entries
    .filter(({ name }) => !['title', 'version', 'layer'].includes(name))
    .map(({ name }) => `\`${name}\``)
  if (others === undefined || others.length > 0) {
    const what =
      others === undefined ? 'it is not YAML that can be read' : `${others.slice(0, 8).join(', ')} left alone`
    const help = 'say `bylaw: 1` if it is meant for Bylaw'
    report.add(
      'info',
      'foreign-front-matter',
      `this front matter does not say \`bylaw\`: ${what}`,
      { line: 1, column: 1 },
      3,
      help,
    )
  }
  if (map === null) return { ...none, present: true }
  const fields = new Fields(new Report(report.file))
  const word = (key: string): YamlNode | undefined => entryOf(map, key)?.value
  const title = word('title')
  const version = word('version')
  const layer = word('layer')
  return {
    ...none,
    present: true,
    title: title === undefined ? null : (fields.names.text(title, 'a title')?.name ?? null),
    version: version === undefined ? null : readVersion(version, fields),
    layer: layer === undefined ? null : fields.names.level(layer),
  }
}

/** As it is written: `1.10` is not 1.1. */
function readVersion(node: YamlNode, fields: Fields): string | null {
  if (node.kind === 'scalar' && node.source.trim() !== '') return node.source.trim()
  if (node.kind !== 'refused')
    fields.report.error('malformed-version', '`version` is one word or number', node, node.length)
  return null
}

function readChain(node: YamlNode, fields: Fields): Named[] | null {
  if (node.kind !== 'list') {
    if (node.kind !== 'refused') fields.report.error('not-a-list', '`chain` is a list of levels', node, node.length)
    return null
  }
  const levels = node.items.map((item) => fields.names.level(item))
  const read = levels.filter((level) => level !== null)
  let good = fields.distinct(read) && read.length === levels.length
  for (const level of read) {
    if (level.name !== 'none' && level.name !== 'guideline') continue
    const message = `\`${level.name}\` is below every level and no part of the chain`
    fields.report.error('not-a-level', message, level, level.name.length)
    good = false
  }
  if (good && read.length < 2) {
    fields.report.error('too-few-levels', 'a chain has at least two levels', node, node.length)
    good = false
  }
  return good ? read : null
}

function readTags(node: YamlNode, fields: Fields): TagBinding[] {
  const map = fields.map(node, '`tags`')
  return (map?.entries ?? []).flatMap(({ key, value }) => {
    const named = fields.names.text(key, 'a tag')
    const condition = fields.condition(value)
    return named === null || condition === null ? [] : [{ ...named, condition }]
  })
}
