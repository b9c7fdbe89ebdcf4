import { Engine } from '../../engine/engine.ts'
import type { Assertion, Decision } from '../../engine/types.ts'
import { covers } from '../../policy/pattern.ts'
import type { Fact, Layer, Policy, Source } from '../../policy/types.ts'
import { blockAfter, factSaying, quoted } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding, related } from './report.ts'
import type { DeepFinding } from './types.ts'

/**
 * Values that layers bring about together and none of them states: in some situation a behavior has a value that the
 * root files alone do not give it, that it would not have without either of two or more layers below, and that none of
 * these says in a `set`, a `limit` to it, or a grant. For a scale that takes trusts that are passed on, for a choice
 * limits that leave between them what neither names alone.
 */
export function emergent(ground: Ground): readonly DeepFinding[] {
  const { policy } = ground
  const speaking = policy.layers.filter(({ rank, index }) => rank > 0 && rank < ground.chain && speaks(policy, index))
  if (speaking.length < 2) return []
  const without = new Map(
    speaking.map((layer) => [layer, new Engine(keeping(policy, ({ index }) => index !== layer.index))]),
  )
  const roots = new Engine(keeping(policy, ({ rank }) => rank === 0))
  return [...policy.behaviors.keys()].flatMap((id) => {
    const found = new Map<string, DeepFinding>()
    for (const { facts, about } of situations(ground, id)) {
      const decision = ground.engine.decide(id, facts) as Decision
      if (roots.value(id, facts) === decision.value) continue
      const needed = speaking.filter((layer) => without.get(layer)!.value(id, facts) !== decision.value)
      if (needed.length < 2 || needed.some((layer) => states(ground, layer, id, decision.value))) continue
      const key = [decision.value, ...needed.map(({ index }) => index)].join()
      if (!found.has(key)) found.set(key, described(ground, { decision, facts, about, needed }))
    }
    return [...found.values()]
  })
}

const speaks = (policy: Policy, layer: number): boolean =>
  [...policy.statements, ...policy.trusts].some((statement) => statement.layer === layer)

/** The policy with the words of some layers only; what all of them declare stays. */
function keeping(policy: Policy, keeps: (layer: Layer) => boolean): Policy {
  const kept = new Set(policy.layers.filter(keeps).map(({ index }) => index))
  return {
    ...policy,
    statements: policy.statements.filter(({ layer }) => kept.has(layer)),
    trusts: policy.trusts.filter(({ layer }) => kept.has(layer)),
  }
}

interface Put {
  readonly facts: readonly Assertion[]
  /** The fact that is vouched for by a level that only trusts entitle; null where none is. */
  readonly about: Fact | null
}

/** The situations in which trusts or limits of several layers could meet. */
function situations(ground: Ground, id: string): readonly Put[] {
  const { policy } = ground
  const target = ground.target(id)
  const { kind } = target.behavior
  if (kind === 'bright-line') return []
  const several = (spoken: readonly { readonly layer: number; readonly rank: number }[]): boolean =>
    new Set(spoken.filter(({ rank }) => rank > 0).map(({ layer }) => layer)).size > 1
  const regions = () => ground.regions(target.conditions).filter(({ args }) => args === undefined)
  const limits = kind === 'choice' && several(target.statements.filter((statement) => statement.kind === 'limit'))
  const trusted = target.facts.filter((fact) => several(policy.trusts.filter((trust) => trust.fact === fact)))
  const put: Put[] = limits ? regions().map(({ facts }) => ({ facts, about: null })) : []
  for (const index of trusted) {
    const about = policy.facts[index]!
    const ranks = new Set(policy.trusts.flatMap(({ fact, to }) => (fact === index ? [to] : [])))
    for (const { facts } of regions()) {
      for (const rank of ranks) put.push(...spokenBy(facts, about, policy.levels[rank]!))
    }
  }
  return put
}

/** The same assertions where one fact is asserted by another level. */
function spokenBy(facts: readonly Assertion[], about: Fact, by: string): readonly Put[] {
  const own = facts.filter(({ name }) => name === about.name)
  if (own.length !== 1) return []
  return [{ facts: facts.map((each) => (each === own[0] ? { name: each.name, value: each.value, by } : each)), about }]
}

function states({ policy }: Ground, { index }: Layer, id: string, value: string): boolean {
  const { values } = policy.behaviors.get(id)!
  return policy.statements.some((statement) => {
    if (statement.layer !== index || statement.kind === 'asks' || !covers(statement.pattern, id)) return false
    if (statement.kind === 'set') return values[statement.value] === value
    return statement.values.length === 1 && values[statement.values[0]!] === value
  })
}

interface Outcome extends Put {
  readonly decision: Decision
  readonly needed: readonly Layer[]
}

function described(ground: Ground, { decision, facts, about, needed }: Outcome): DeepFinding {
  const { policy } = ground
  const { behavior, value } = decision
  const words: readonly { readonly layer: number; readonly source: Source }[] =
    about === null
      ? policy.statements.filter(({ kind, pattern }) => kind === 'limit' && covers(pattern, behavior))
      : policy.trusts.filter(({ fact }) => fact === about.index)
  const places = needed.map(
    ({ index, document }) =>
      words.find(({ layer }) => layer === index)?.source ?? { file: document.file, line: 1, column: 1 },
  )
  const files = needed.map(({ document }) => `\`${document.file}\``)
  const message = `\`${behavior}\` is \`${value}\` because of ${files.join(' and ')} together: none of them says so, and without any one of them it is not`
  const title =
    about === null ? `say that it is to be \`${value}\`` : `let only root extend who vouches for \`${about.name}\``
  const at = places.at(-1)!
  return finding('emergent', at, message, {
    facts,
    related: places.slice(0, -1).map((source) => related(source, 'the other half of it')),
    length: about?.name.length ?? 1,
    help:
      about === null
        ? 'say which value is meant'
        : 'if such a right is not to be passed on, the fact says `delegable: false`',
    edit:
      about === null
        ? blockAfter(policy, at, `set: {${quoted(behavior)}: ${quoted(value)}}`, title)
        : factSaying(policy, about.source, 'delegable', 'false', title),
  })
}
