import { nearest } from '../document/nearest.ts'
import type { ConditionSource, Named, StatementNode } from '../document/types.ts'
import type { Draft, DraftLayer } from './draft.ts'
import { declarationOf, isFamily, TOOLS } from './pattern.ts'
import { problem } from './problem.ts'
import type { BoundTag, Sections } from './sections.ts'
import type { Behavior, BehaviorStatement, Condition, Fact, Rank, TrustStatement } from './types.ts'

type BehaviorNode = Exclude<StatementNode, { kind: 'trust' }>

interface Spoken {
  readonly index: number
  readonly rank: number
  readonly layer: number
  readonly condition: Condition | null
  readonly source: TrustStatement['source']
}

/** Resolves and type-checks every statement, in reading order. */
export class Statements {
  readonly behaviors: BehaviorStatement[] = []
  readonly trusts: TrustStatement[] = []
  readonly #draft: Draft
  readonly #scopes = new Map<number, ReadonlyMap<string, Fact>>()
  #next = 0

  constructor(draft: Draft, sections: Sections) {
    this.#draft = draft
    for (const tag of sections.bindings()) this.condition(tag.layer, [tag.source], [], false)
    for (const { layer, block } of draft.blocks()) {
      const { tags } = sections.standing(layer, block)
      for (const node of block.statements) this.#statement(layer, node, tags)
    }
  }

  /** Drops what an unsound layer loses: everything but its limits. */
  kept(): { behaviors: BehaviorStatement[]; trusts: TrustStatement[] } {
    const sound = (statement: { layer: number }): boolean => this.#draft.layers[statement.layer]!.sound
    return {
      behaviors: this.behaviors.filter((statement) => statement.kind === 'limit' || sound(statement)),
      trusts: this.trusts.filter(sound),
    }
  }

  #statement(layer: DraftLayer, node: StatementNode, tags: readonly BoundTag[]): void {
    const index = this.#next++
    const tool = node.kind !== 'trust' && node.behavior.name.startsWith(TOOLS)
    const compiled = this.condition(layer, node.when, tags, tool)
    const resolved = node.kind === 'trust' ? this.#trust(layer, node) : this.#aboutBehavior(layer, node)
    if (resolved === null || (compiled === undefined && !this.#tightens(resolved))) return
    const condition = compiled ?? null
    const spoken: Spoken = {
      index,
      rank: layer.rank,
      layer: layer.index,
      condition,
      source: this.#draft.source(layer, node),
    }
    if (resolved.kind === 'trust') {
      this.trusts.push({ ...spoken, ...resolved })
      return
    }
    this.behaviors.push({ ...spoken, ...resolved })
    this.#warnConditionedChoice(layer, node, resolved.pattern, condition)
  }

  /** Whether it only ever protects: then it holds where its condition can't be read, in a layer that is kept in spite of it. */
  #tightens(said: { readonly kind: StatementNode['kind']; readonly pattern?: string }): boolean {
    return said.kind === 'limit' && declarationOf(said.pattern!, this.#draft.behaviors)?.kind === 'scale'
  }

  /** All conditions as one; null for none, undefined where one can't be compiled. */
  condition(
    layer: DraftLayer,
    when: readonly ConditionSource[],
    tags: readonly BoundTag[],
    tool: boolean,
  ): Condition | null | undefined {
    const parts = [
      ...tags.map((tag) => ({ ...tag, scope: tag.layer })),
      ...when.map((source) => ({ source, layer, scope: layer })),
    ]
    if (parts.length === 0) return null
    const scope = { facts: this.#visible(layer.rank), args: tool, suggest: this.#draft.suggest.bind(this.#draft) }
    const texts = parts.map((part) => part.source.text)
    const result = this.#draft.conditions.compile(texts, scope, String(layer.rank))
    if (result.condition !== null) return result.condition
    for (const found of result.problems) {
      const part = parts[found.part]!
      if (part.layer !== layer || tags.some((tag) => tag.source === part.source)) continue
      const at = { line: part.source.line, column: part.source.column + (part.source.exact ? found.offset : 0) }
      this.#draft.report(
        layer,
        problem(layer.document.file, at, found.code, found.message, { help: found.help, length: found.length }),
      )
    }
    return undefined
  }

  #visible(rank: number): ReadonlyMap<string, Fact> {
    let scope = this.#scopes.get(rank)
    if (scope === undefined) {
      scope = new Map([...this.#draft.facts].filter(([, fact]) => fact.declaredAt <= rank))
      this.#scopes.set(rank, scope)
    }
    return scope
  }

  #trust(layer: DraftLayer, node: Extract<StatementNode, { kind: 'trust' }>) {
    const to = this.#draft.rank(layer, node.to)
    const scope = this.#visible(layer.rank)
    const fact = scope.get(node.fact.name)
    if (fact === undefined) {
      const message = `no fact named \`${node.fact.name}\` is declared at this level or above`
      this.#draft.error(layer, node.fact, 'unknown-fact', message, this.#draft.suggest(node.fact.name, scope.keys()))
      return null
    }
    return to === null ? null : ({ kind: 'trust', fact: fact.index, to, heard: node.heard } as const)
  }

  #aboutBehavior(layer: DraftLayer, node: BehaviorNode) {
    const behavior = this.#behavior(layer, node.behavior)
    const to = this.#recipient(layer, node)
    if (behavior === null) return null
    const pattern = node.behavior.name
    if (node.kind === 'asks') return to === null ? null : ({ kind: 'asks', pattern, to } as const)
    const values = this.#values(layer, node, behavior)
    if (values === null) return null
    if (node.kind === 'set') return { kind: 'set', pattern, value: values[0]! } as const
    if (node.kind === 'limit') return { kind: 'limit', pattern, values } as const
    return to === null ? null : ({ kind: 'grant', pattern, to, values } as const)
  }

  #recipient(layer: DraftLayer, node: BehaviorNode): Rank | null {
    if (node.kind === 'asks') return this.#draft.askedRank(layer, node.to)
    return node.kind === 'grant' ? this.#draft.rank(layer, node.to) : null
  }

  #behavior(layer: DraftLayer, name: Named): Behavior | null {
    const found = declarationOf(name.name, this.#draft.behaviors)
    if (found !== null && found.declaredAt <= layer.rank) return found
    if (name.name.startsWith('section.')) {
      this.#draft.error(layer, name, 'reserved', "the behavior of a section itself can't be named in a statement")
      return null
    }
    const ids = [...this.#draft.behaviors.values()]
      .filter((each) => each.declaredAt <= layer.rank)
      .map((each) => each.id)
    const what = isFamily(name.name) ? 'family' : 'behavior'
    const message = `no ${what} named \`${name.name}\` is declared at this level or above`
    this.#draft.error(layer, name, 'unknown-behavior', message, this.#draft.suggest(name.name, ids))
    return null
  }

  /** Indices of the values said; those of a bright line are not looked at, for naming it is refused anyway. */
  #values(layer: DraftLayer, node: Exclude<BehaviorNode, { kind: 'asks' }>, behavior: Behavior): number[] | null {
    if (behavior.kind === 'bright-line') return [0]
    const said = node.kind === 'set' ? [node.value] : node.values
    if (behavior.kind === 'scale' && node.kind !== 'set' && node.list) {
      this.#draft.error(
        layer,
        node,
        'one-value',
        `\`${behavior.id}\` is a scale: say the one loosest value`,
        `its values, tightest first: ${behavior.values.join(', ')}`,
      )
      return null
    }
    const indices = said.map((value) => {
      const index = behavior.values.indexOf(value.name)
      if (index >= 0) return index
      const close = nearest(value.name, behavior.values)
      const help = `its values are ${behavior.values.join(', ')}${close === null ? '' : `; did you mean \`${close}\`?`}`
      this.#draft.error(layer, value, 'unknown-value', `\`${value.name}\` is not a value of \`${behavior.id}\``, help)
      return -1
    })
    return indices.includes(-1) ? null : indices
  }

  #warnConditionedChoice(layer: DraftLayer, node: StatementNode, pattern: string, condition: Condition | null): void {
    const behavior = declarationOf(pattern, this.#draft.behaviors)
    if (behavior?.kind !== 'choice' || condition === null || condition.facts.length === 0) return
    const help = 'what protects belongs on a scale, where a claim can only tighten'
    this.#draft.warn(layer, node, 'conditioned-choice', `the choice \`${behavior.id}\` depends on a fact`, help)
  }
}
