import type { Diagnostic, Position } from '../document/diagnostic.ts'
import { canonicalLevel } from '../document/levels.ts'
import { didYouMean } from '../document/nearest.ts'
import type { Block, Document, Named } from '../document/types.ts'
import { chainOf, type Mount, refuses } from './chain.ts'
import { ConditionCompiler } from './condition.ts'
import { problem } from './problem.ts'
import type { Behavior, Fact, Rank, Source } from './types.ts'

const MAX_SUGGESTIONS = 200

/** What is compiled: the layers as mounted (root files first), and the mandates handed on to subagents, one below the other. */
export interface Stack {
  readonly layers: readonly Mount[]
  readonly mandates?: readonly Document[]
}

/** A mounted document while its policy is being compiled. */
export interface DraftLayer {
  readonly index: number
  readonly rank: Rank
  readonly document: Document
  readonly overlay: boolean
  readonly mandate: boolean
  /** Set once an error was found in it. */
  sound: boolean
}

/** The state of one compilation: what is known so far, and where findings go. */
export class Draft {
  readonly chain: readonly string[]
  readonly levels: readonly string[]
  readonly layers: readonly DraftLayer[]
  readonly diagnostics: Diagnostic[] = []
  readonly facts = new Map<string, Fact>()
  readonly behaviors = new Map<string, Behavior>()
  refused = false
  #conditions: ConditionCompiler | null = null
  #suggestions = 0
  #mounting: DraftLayer[] = []

  constructor(stack: Stack) {
    const mandates = stack.mandates ?? []
    this.chain = chainOf(stack.layers, (diagnostic) => this.#refuse(diagnostic))
    this.levels = [...this.chain, ...mandates.map(() => 'agent')]
    for (const mount of stack.layers) this.#mount(mount)
    mandates.forEach((document, index) => {
      this.#add(this.chain.length + index, document, true)
    })
    this.layers = this.#mounting.sort((a, b) => a.rank - b.rank).map((layer, index) => ({ ...layer, index }))
  }

  /** Known once every fact is declared. */
  get conditions(): ConditionCompiler {
    this.#conditions ??= new ConditionCompiler([...this.facts.values()])
    return this.#conditions
  }

  report(layer: DraftLayer, diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic)
    if (diagnostic.severity !== 'error') return
    layer.sound = false
    if (refuses(layer.rank, this.chain)) this.refused = true
  }

  error(layer: DraftLayer, at: Position | Named, code: string, message: string, help?: string): void {
    this.report(layer, problem(layer.document.file, at, code, message, { help }))
  }

  warn(layer: DraftLayer, at: Position | Named, code: string, message: string, help?: string): void {
    this.report(layer, problem(layer.document.file, at, code, message, { severity: 'warning', help }))
  }

  /** `did you mean …?`, for the first findings of a compilation: to look for near names takes time. */
  suggest(word: string, candidates: Iterable<string>): string | undefined {
    this.#suggestions++
    return this.#suggestions > MAX_SUGGESTIONS ? undefined : didYouMean(word, candidates)
  }

  /** The rank a level's name stands for, or null with an error. */
  rank(layer: DraftLayer, level: Named): Rank | null {
    const rank = this.chain.indexOf(canonicalLevel(level.name))
    if (rank >= 0) return rank
    this.error(
      layer,
      level,
      'unknown-level',
      `\`${level.name}\` is not a level`,
      `the levels are ${this.chain.join(', ')}`,
    )
    return null
  }

  /** The rank that is to answer an `ask`: any level but the agent, else null with an error. */
  askedRank(layer: DraftLayer, level: Named): Rank | null {
    const rank = this.rank(layer, level)
    if (rank === null || this.chain[rank] !== 'agent') return rank
    this.error(layer, level, 'asks-agent', 'an `ask` can never be answered by the agent itself')
    return null
  }

  /** The weakest rank an authority reaches: `guideline` reaches every level of the chain; null where the name is none. */
  authorityRank(name: string): Rank | null {
    if (name === 'guideline') return this.chain.length - 1
    const rank = this.chain.indexOf(canonicalLevel(name))
    return rank < 0 ? null : rank
  }

  source(layer: DraftLayer, at: Position): Source {
    return { file: layer.document.file, line: at.line, column: at.column }
  }

  /** Every block of every layer, in reading order. */
  *blocks(): Generator<{ layer: DraftLayer; block: Block }> {
    for (const layer of this.layers) for (const block of layer.document.blocks) yield { layer, block }
  }

  #refuse(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic)
    this.refused = true
  }

  #mount({ level, document }: Mount): void {
    const rank = this.chain.indexOf(canonicalLevel(level))
    if (rank < 0) {
      const at = { line: 1, column: 1 }
      this.#refuse(
        problem(document.file, at, 'unknown-level', `\`${level}\` is not a level`, {
          help: `the levels are ${this.chain.join(', ')}`,
        }),
      )
      return
    }
    this.#add(rank, document, false)
  }

  #add(rank: Rank, document: Document, mandate: boolean): void {
    const overlay = rank === 0 && document.blocks.some((block) => block.overlays !== null)
    const layer: DraftLayer = { index: 0, rank, document, overlay, mandate, sound: true }
    this.#mounting.push(layer)
    for (const diagnostic of document.diagnostics) this.report(layer, diagnostic)
    const claimed = document.header.layer
    if (claimed === null) return
    const claims = this.chain.indexOf(canonicalLevel(claimed.name))
    const read = Math.min(rank, this.chain.length - 1)
    if (claims < 0) this.rank(layer, claimed)
    else if (read < claims)
      this.error(
        layer,
        claimed,
        'mounted-above',
        `this file speaks at \`${claimed.name}\` and can't be mounted at \`${this.levels[rank]}\``,
      )
    else if (read > claims)
      this.warn(
        layer,
        claimed,
        'mounted-below',
        `this file claims \`${claimed.name}\` and is read at \`${this.levels[rank]}\`, where it is mounted`,
      )
  }
}
