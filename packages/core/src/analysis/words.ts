import { plus } from '../engine/hypothesis.ts'
import type { Assertion } from '../engine/types.ts'
import type { Arguments, BehaviorStatement, Policy, Rank, TrustStatement } from '../policy/types.ts'

/** One statement that somebody would have to make. */
export type Word =
  | { readonly level: string; readonly statement: 'set'; readonly behavior: string; readonly value: string }
  | {
      readonly level: string
      readonly statement: 'limit'
      readonly behavior: string
      readonly values: readonly string[]
    }
  | {
      readonly level: string
      readonly statement: 'grant'
      readonly to: string
      readonly behavior: string
      readonly values: readonly string[]
    }
  | { readonly level: string; readonly statement: 'trust'; readonly to: string; readonly fact: string }

/** One layer as a Markdown file to mount at a level. */
export interface WrittenLayer {
  readonly level: string
  readonly text: string
}

/** What would be said, and in which situation, for a value to come about. */
export interface Witness {
  readonly words: readonly Word[]
  /** The same words as files. */
  readonly layers: readonly WrittenLayer[]
  readonly facts: readonly Assertion[]
  /** The arguments of the tool call, where it takes any. */
  readonly args?: Arguments
}

/** A statement about a behavior as a word. */
export function wordOf(statement: BehaviorStatement, policy: Policy, values: readonly string[]): Word {
  const level = policy.levels[statement.rank]!
  const behavior = statement.pattern
  if (statement.kind === 'set') return { level, statement: 'set', behavior, value: values[statement.value]! }
  const names = statement.kind === 'asks' ? [] : statement.values.map((value) => values[value]!)
  if (statement.kind === 'grant')
    return { level, statement: 'grant', to: policy.levels[statement.to]!, behavior, values: names }
  return { level, statement: 'limit', behavior, values: names }
}

/** A trust as a word. */
export const trustWord = ({ rank, to, fact }: TrustStatement, policy: Policy): Word => ({
  level: policy.levels[rank]!,
  statement: 'trust',
  to: policy.levels[to]!,
  fact: policy.facts[fact]!.name,
})

/** A trust that nobody has written. */
export const trusting = (rank: Rank, to: Rank, fact: number): TrustStatement => ({
  kind: 'trust',
  rank,
  to,
  fact,
  heard: true,
  index: -1,
  layer: -1,
  condition: null,
  source: { file: '', line: 0, column: 0 },
})

/** The policy with more said. */
export function withWords(
  policy: Policy,
  statements: readonly BehaviorStatement[],
  trusts: readonly TrustStatement[],
): Policy {
  return {
    ...policy,
    statements: statements.reduce<readonly BehaviorStatement[]>(plus, policy.statements),
    trusts: trusts.reduce<readonly TrustStatement[]>(plus, policy.trusts),
  }
}

/** The policy where some levels are silent: their statements and trusts are gone, what they declare stays. */
export function silenced(policy: Policy, ranks: readonly Rank[]): Policy {
  const speaks = ({ rank }: { readonly rank: Rank }): boolean => !ranks.includes(rank)
  if (policy.statements.every(speaks) && policy.trusts.every(speaks)) return policy
  return { ...policy, statements: policy.statements.filter(speaks), trusts: policy.trusts.filter(speaks) }
}

/** The words as files, one for each level that speaks, strongest first. */
export function writtenLayers(words: readonly Word[], levels: readonly string[]): readonly WrittenLayer[] {
  return [...new Set(levels)].flatMap((level) => {
    const said = words.filter((word) => word.level === level)
    if (said.length === 0) return []
    const blocks = said.map((word) => `\`\`\`yaml bylaw\n${written(word)}\n\`\`\`\n`)
    return [{ level, text: `---\nbylaw: 1\nlayer: ${level}\n---\n# Words of ${level}\n\n${blocks.join('\n')}` }]
  })
}

function written(word: Word): string {
  const quoted = (name: string): string => JSON.stringify(name)
  if (word.statement === 'trust') return `trust: {${quoted(word.to)}: [${quoted(word.fact)}]}\nheard: true`
  const id = quoted(word.behavior)
  if (word.statement === 'set') return `set: {${id}: ${quoted(word.value)}}`
  const values = word.values.length === 1 ? quoted(word.values[0]!) : `[${word.values.map(quoted).join(', ')}]`
  if (word.statement === 'limit') return `limit: {${id}: ${values}}`
  return `grant: {${quoted(word.to)}: {${id}: ${values}}}`
}

/** A word as a person would say it: `developer sets drug-information: detailed`. */
export function spoken(word: Word): string {
  if (word.statement === 'trust') return `${word.level} trusts ${word.to} about ${word.fact}`
  if (word.statement === 'set') return `${word.level} sets ${word.behavior}: ${word.value}`
  const values = word.values.join(', ')
  if (word.statement === 'limit') return `${word.level} limits ${word.behavior}: ${values}`
  return `${word.level} grants ${word.to} ${word.behavior}: ${values}`
}
