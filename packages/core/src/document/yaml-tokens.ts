import { type CST, Parser } from 'yaml'
import { limits } from './limits.ts'
import type { Report } from './report.ts'
import type { Excerpt } from './source.ts'

const refusals: Readonly<Record<string, readonly [code: string, message: string]>> = {
  anchor: ['yaml-anchor', 'anchors are not read; write the value where it belongs'],
  alias: ['yaml-alias', 'aliases are not read; write the value where it belongs'],
  tag: ['yaml-tag', 'tags are not read; quote the value if it is text'],
  directive: ['yaml-directive', 'directives are not read'],
}

interface Children {
  readonly type?: string
  readonly offset?: number
  readonly source?: string
  /** One token in a flow collection, a list elsewhere. */
  readonly start?: Children | readonly Children[]
  readonly props?: readonly Children[]
  readonly items?: readonly Children[]
  readonly sep?: readonly Children[]
  readonly end?: readonly Children[]
  readonly key?: Children | null
  readonly value?: Children | null
}

/**
 * Concrete syntax of one YAML document, nesting no deeper than `limits.depth`. What is refused is reported: anchors,
 * aliases, tags, directives, further documents. Null where it is nested too deep to be read at all.
 */
export function readTokens(excerpt: Excerpt, report: Report): CST.Token[] | null {
  const tokens: CST.Token[] = []
  let documents = 0
  for (const token of new Parser().parse(excerpt.text)) {
    if (token.type === 'document' && ++documents === 2) {
      const help = 'write one block for each mapping'
      report.error('yaml-multiple-documents', 'a second document begins here', excerpt.position(token.offset), 3, help)
    }
    if (documents > 1) continue
    if (!reviewToken(token as Children, excerpt, report)) return null
    tokens.push(token)
  }
  return tokens
}

/** False where it nests too deep. Walks without recursion: the depth is the writer's to choose. */
function reviewToken(root: Children, excerpt: Excerpt, report: Report): boolean {
  const open: [token: Children, depth: number][] = [[root, 0]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [token, depth] = next
    const { type = '', offset = 0, source = '' } = token
    if (depth > limits.depth) {
      report.error('yaml-too-deep', `this nests deeper than ${limits.depth} levels`, excerpt.position(offset))
      return false
    }
    const refusal = refusals[type]
    if (refusal !== undefined) report.error(...refusal, excerpt.position(offset), source.trimEnd().length)
    for (const list of [token.start, token.props, token.sep, token.end]) {
      for (const child of [list ?? []].flat()) open.push([child, depth])
    }
    for (const item of token.items ?? []) open.push([item, depth + 1])
    if (token.key != null) open.push([token.key, depth])
    if (token.value != null) open.push([token.value, depth])
  }
  return true
}
