import { Composer, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml'
import type { Report } from './report.ts'
import type { Excerpt } from './source.ts'
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './yaml.ts'
import { readTokens } from './yaml-tokens.ts'

/**
 * Reads one YAML 1.2 mapping with the place of every key and value. Null, and an error, where it is not YAML or not a
 * mapping. Aliases are refused before anything could be resolved, so no text grows when it is read.
 */
export function readYaml(excerpt: Excerpt, report: Report): YamlMap | null {
  const tokens = readTokens(excerpt, report)
  if (tokens === null) return null
  const composer = new Composer({ version: '1.2', schema: 'core', merge: false, uniqueKeys: false, logLevel: 'silent' })
  const [document] = composer.compose(tokens, true, excerpt.text.length)
  const errors = document?.errors.filter((error) => error.code !== 'TAG_RESOLVE_FAILED') ?? []
  for (const error of errors.slice(0, 3)) {
    const [start, end] = error.pos
    const message = error.message.split('\n', 1)[0]!.trim()
    const text = message.charAt(0).toLowerCase() + message.slice(1)
    report.error('yaml-syntax', text, excerpt.position(start), lineLength(excerpt.text, start, end))
  }
  if (errors.length > 0) return null
  const contents = document?.contents as Node | null | undefined
  const node = contents == null ? null : new Locator(excerpt, report).node(contents)
  if (node?.kind === 'map') return node
  if (node?.kind !== 'refused') {
    const at = node ?? { ...excerpt.position(0), length: 1 }
    report.error('yaml-not-a-mapping', 'a mapping (`key: value`) belongs here', at, at.length)
  }
  return null
}

function lineLength(text: string, start: number, end: number): number {
  const lineEnd = text.indexOf('\n', start)
  return Math.max(1, Math.min(end, lineEnd < 0 ? text.length : lineEnd) - start)
}

/** Turns the library's nodes into located ones. Recursive: the depth was bounded before. */
class Locator {
  readonly #excerpt: Excerpt
  readonly #report: Report

  constructor(excerpt: Excerpt, report: Report) {
    this.#excerpt = excerpt
    this.#report = report
  }

  node(node: Node): YamlNode {
    const at = this.#range(node)
    if (isMap<Node | null, Node | null>(node)) return { kind: 'map', entries: this.#entries(node.items), ...at }
    if (isSeq<Node>(node)) return { kind: 'list', items: node.items.map((item) => this.node(item)), ...at }
    if (isScalar(node)) return { ...this.#scalar(node), ...at }
    if (!isAlias(node)) this.#report.error('yaml-syntax', 'this is not a value', at, at.length)
    return { kind: 'refused', ...at }
  }

  #range(node: Node) {
    const [start, end] = node.range ?? [0, 0, 0]
    return { ...this.#excerpt.position(start), length: lineLength(this.#excerpt.text, start, end) }
  }

  #entries(pairs: readonly { key: Node | null; value: Node | null }[]): YamlEntry[] {
    const entries: YamlEntry[] = []
    const seen = new Map<string, YamlScalar>()
    for (const pair of pairs) {
      const key = pair.key === null ? null : this.node(pair.key)
      if (key?.kind !== 'scalar') {
        if (key !== null && key.kind !== 'refused') {
          this.#report.error('yaml-complex-key', 'a key is one word, not a list or a mapping', key, key.length)
        }
        continue
      }
      const name = typeof key.value === 'string' ? key.value : key.source
      if (name === '<<' && key.length === 2) {
        this.#report.error('yaml-merge', 'merge keys are not read; write the entries out', key, key.length)
        continue
      }
      const before = seen.get(name)
      if (before === undefined) seen.set(name, key)
      else {
        const message = `\`${name}\` is already said in line ${before.line}`
        this.#report.error('yaml-duplicate-key', message, key, key.length)
      }
      const missing: YamlScalar = { ...key, value: null, source: '' }
      entries.push({ key, name, value: pair.value === null ? missing : this.node(pair.value) })
    }
    return entries
  }

  #scalar(node: Scalar): Omit<YamlScalar, 'line' | 'column' | 'length'> {
    const { text } = this.#excerpt
    const [start, end] = node.range ?? [0, 0, 0]
    const source = node.source ?? ''
    let begin = start
    if (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE') begin++
    else if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') {
      const line = text.indexOf('\n', start) + 1
      const first = text.slice(line, end).search(/\S/)
      begin = first < 0 ? start : line + first
    }
    const exact = text.startsWith(source.trimEnd(), begin)
    const value = node.value as YamlScalar['value']
    return { kind: 'scalar', value, source, textAt: this.#excerpt.position(begin), exact }
  }
}
