import { canonicalLevel } from './levels.ts'
import { limits } from './limits.ts'
import type { Report } from './report.ts'
import type { Named } from './types.ts'
import type { YamlNode, YamlScalar } from './yaml.ts'

/** A kind of name: how it is called in messages, and what it is made of. */
interface NameKind {
  readonly called: string
  readonly form: RegExp
  /** The characters that may stand somewhere in it. */
  readonly character: RegExp
  readonly help: string
}

const valueKind: NameKind = {
  called: 'a value',
  form: /^[a-z0-9][a-z0-9_-]*$/,
  character: /[a-z0-9_-]/,
  help: 'a value is made of `a`-`z`, `0`-`9`, `_` and `-`, and begins with a letter or digit',
}

const behaviorKind: NameKind = {
  called: 'a behavior',
  form: /^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*(?:\.\*)?$/,
  character: /[a-z0-9_.*-]/,
  help: 'a behavior is made of `a`-`z`, `0`-`9`, `_` and `-`, with dots between families and `*` only as the last part',
}

const toolKind: NameKind = {
  called: 'a tool',
  form: /^tool(?:\.[A-Za-z0-9_%-]+)*(?:\.\*)?$/,
  character: /[A-Za-z0-9_%.*-]/,
  help: 'a tool is `tool.<source>.<name>`; every other character of its name is written `%XX`',
}

const factKind: NameKind = {
  called: 'a fact',
  form: /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+$/,
  character: /[a-z0-9_.]/,
  help: 'a fact is made of `a`-`z`, `0`-`9` and `_`, with at least one dot: `user.age_group`',
}

const levelKind: NameKind = {
  called: 'a level',
  form: /^[a-z][a-z0-9_-]*$/,
  character: /[a-z0-9_-]/,
  help: 'a level is one of the chain of command, such as `developer` or `user`',
}

const idKind: NameKind = {
  called: "a section's id",
  form: /^[\p{L}\p{N}_.:-]+$/u,
  character: /[\p{L}\p{N}_.:-]/u,
  help: 'write the id as in the heading, without `#`',
}

const celKeywords: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** Reads names out of YAML; what is none is reported, and null. */
export class Names {
  readonly #report: Report

  constructor(report: Report) {
    this.#report = report
  }

  value(node: YamlNode): Named | null {
    return this.#name(node, valueKind)
  }

  /** A behavior's id, or a family `id.*`. */
  behavior(node: YamlNode): Named | null {
    const tool = node.kind === 'scalar' && typeof node.value === 'string' && node.value.startsWith('tool.')
    const named = this.#name(node, tool ? toolKind : behaviorKind)
    if (named === null || !/^section(?:\.|$)/.test(named.name)) return named
    const help = 'the behaviors of sections are implicit; no block can name them'
    this.#report.error('reserved-name', `\`${named.name}\` is reserved`, node, node.length, help)
    return null
  }

  fact(node: YamlNode): Named | null {
    const named = this.#name(node, factKind)
    const keyword = named?.name.split('.').find((part) => celKeywords.has(part))
    if (keyword === undefined) return named
    this.#report.error(
      'reserved-name',
      `\`${keyword}\` is a word of conditions and can't be part of a fact`,
      node,
      node.length,
    )
    return null
  }

  /** A level by its own name: `platform` and `operator` are read as `root` and `developer`. */
  level(node: YamlNode): Named | null {
    const named = this.#name(node, levelKind)
    return named === null ? null : { ...named, name: canonicalLevel(named.name) }
  }

  sectionId(node: YamlNode): Named | null {
    return this.#name(node, idKind)
  }

  /** Text in the writer's own words: a title, the name of a goal or an invariant. */
  text(node: YamlNode, what: string): Named | null {
    const scalar = this.string(node, what)
    if (scalar === null) return null
    return { name: scalar.value.trim(), line: scalar.textAt.line, column: scalar.textAt.column }
  }

  /** A string that is not empty; a bare `true`, `null` or number is none. */
  string(node: YamlNode, what: string): (YamlScalar & { readonly value: string }) | null {
    if (node.kind === 'refused') return null
    if (node.kind !== 'scalar') {
      const is = node.kind === 'map' ? 'a mapping' : 'a list'
      this.#report.error('not-a-name', `${what} belongs here, not ${is}`, node, node.length)
      return null
    }
    if (typeof node.value === 'string' && !node.value.isWellFormed()) {
      this.#report.error('lone-surrogate', 'half a character is escaped here', node, node.length)
      return null
    }
    if (typeof node.value === 'string' && node.value.trim() !== '') return node as YamlScalar & { value: string }
    if (node.source.trim() === '') this.#report.error('empty-value', `${what} is missing here`, node, node.length)
    else {
      const is = node.value === null ? 'null' : `a ${typeof node.value}`
      const help = `quote it: "${node.source}"`
      this.#report.error(
        'quote-this',
        `\`${node.source}\` is ${is} in YAML; ${what} belongs here`,
        node,
        node.length,
        help,
      )
    }
    return null
  }

  #name(node: YamlNode, kind: NameKind): Named | null {
    const scalar = this.string(node, kind.called)
    if (scalar === null) return null
    const { value, textAt } = scalar
    if (value.length > limits.name) {
      this.#report.error('malformed-name', `a name has at most ${limits.name} characters`, node, node.length)
    } else if (kind.form.test(value)) return { name: value, line: textAt.line, column: textAt.column }
    else {
      const strange = [...value].find((character) => !kind.character.test(character))
      const because = strange === undefined ? '' : `: ${described(strange)} can't stand in it`
      this.#report.error('malformed-name', `\`${value}\` is not ${kind.called}${because}`, node, node.length, kind.help)
    }
    return null
  }
}

/** A character with its code point, which tells look-alikes apart. */
function described(character: string): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `\`${character}\` (U+${code})` : `U+${code}`
}
