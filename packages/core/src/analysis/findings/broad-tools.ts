import { covers, isFamily, TOOLS } from '../../policy/pattern.ts'
import type { Behavior, BehaviorStatement } from '../../policy/types.ts'
import { blockAfter, defaultPlace, quoted, replacement } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding, related, said, valuesOf, widthOf } from './report.ts'
import { accountOf } from './state.ts'
import type { DeepFinding } from './types.ts'

/** The family of all tools, whatever their source. */
const ALL = `${TOOLS}*`

type Broad = BehaviorStatement & { kind: 'set' | 'grant' }

/**
 * Patterns that open more tools than those who wrote them may have thought of:
 *
 * - an unconditional `set` of the loosest value for `tool.*`, or a grant of it by a level below root, that takes effect;
 *   or that value as the declared default: every tool of every source, those that are connected tomorrow, too;
 * - a `set` for a family that loosens a tool inside it which is declared tighter on purpose, and which the same level
 *   names nowhere.
 */
export function broadTools(ground: Ground): readonly DeepFinding[] {
  const said = ground.policy.statements.flatMap((statement) => {
    if (statement.kind !== 'set' && statement.kind !== 'grant') return []
    if (!statement.pattern.startsWith(TOOLS) || !isFamily(statement.pattern)) return []
    return all(ground, statement) ?? (statement.kind === 'set' ? swept(ground, statement) : null) ?? []
  })
  return [...(openByDefault(ground) ?? []), ...said]
}

function openByDefault({ policy }: Ground): readonly DeepFinding[] | null {
  const behavior = policy.behaviors.get(ALL)
  const at = behavior === undefined ? null : defaultPlace(policy, behavior)
  if (behavior === undefined || at === null || behavior.kind !== 'scale') return null
  if (behavior.default < behavior.values.length - 1) return null
  const [value, tighter] = [behavior.values[behavior.default]!, behavior.values[behavior.default - 1]!]
  const message = `\`${value}\` is the default of every tool of every source, those that are connected later, too`
  const edit = replacement(policy, at, quoted(tighter), `say \`${tighter}\``)
  const help = 'leave what nobody thought of at a tighter default, and open what is known'
  return [finding('broad-tools', at, message, { length: value.length, help, edit })]
}

function all(ground: Ground, statement: Broad): DeepFinding | null {
  const { policy } = ground
  const values = valuesOf(policy, statement)
  const given = statement.kind === 'set' ? statement.value : statement.values.at(-1)!
  if (statement.kind === 'grant' && statement.rank === 0) return null
  if (statement.pattern !== ALL || statement.condition !== null || given !== values.length - 1 || given === 0)
    return null
  const target = ground.downTo(ground.target(ALL), statement.rank)
  const effective = ground.regions(target.conditions).some(({ held }) => {
    const deed = accountOf(target, held, ground.chain).deeds.find((each) => each.statement === statement)
    return deed?.effect === 'granted' ? deed.after[0] === given : deed?.effect === 'set' && deed.capped === null
  })
  if (!effective) return null
  const tighter = values[given - 1]!
  return finding(
    'broad-tools',
    statement.source,
    `\`${said(policy, statement)}\` opens every tool of every source, those that are connected later, too`,
    {
      length: widthOf(policy, statement),
      help: 'name the tools, or the source whose tools are meant: `tool.<source>.*`',
      edit: replacement(policy, statement.source, quoted(tighter), `say \`${tighter}\``),
    },
  )
}

function swept(ground: Ground, statement: Broad & { kind: 'set' }): DeepFinding | null {
  const { policy } = ground
  const inside = [...policy.behaviors.values()].filter(
    (behavior) =>
      covers(statement.pattern, behavior.id) &&
      behavior.kind === 'scale' &&
      behavior.default < statement.value &&
      !policy.statements.some(
        ({ pattern, rank }) => rank === statement.rank && (pattern === behavior.id || covers(behavior.id, pattern)),
      ),
  )
  for (const behavior of inside) {
    const facts = loosened(ground, statement, behavior)
    if (facts === null) continue
    const [value, tighter] = [behavior.values[statement.value]!, behavior.values[behavior.default]!]
    const message = `\`${said(policy, statement)}\` makes \`${behavior.id}\` \`${value}\`, too, which is declared \`${tighter}\``
    return finding('broad-tools', statement.source, message, {
      length: widthOf(policy, statement),
      facts,
      related: [related(behavior.source, `declared \`${tighter}\``)],
      help: `say what \`${behavior.id}\` is to be`,
      edit: blockAfter(
        policy,
        statement.source,
        `limit: {${quoted(behavior.id)}: ${quoted(tighter)}}`,
        `hold \`${behavior.id}\` at \`${tighter}\``,
      ),
    })
  }
  return null
}

/** A situation in which the statement loosens a tool beyond its declaration; null where it does in none. */
function loosened(ground: Ground, statement: Broad, behavior: Behavior) {
  const target = ground.target(behavior.id)
  const region = ground.regions(target.conditions).find(({ held, args }) => {
    if (args !== undefined) return false
    const under = (said: readonly BehaviorStatement[]): number => ground.hypothesis(target, held).under(said)
    const decided = under(target.statements)
    return decided > behavior.default && under(target.statements.filter((each) => each !== statement)) < decided
  })
  return region?.facts ?? null
}
