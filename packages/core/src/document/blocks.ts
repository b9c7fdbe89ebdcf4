import { behaviorKeys, readBehavior } from './behaviors.ts'
import { readFacts } from './facts.ts'
import { entryOf, type Fields } from './fields.ts'
import { type Conditions, conditionsOf, readRules, readTrusts, statementReaders } from './statements.ts'
import type { Block, InvariantDeclaration, Named, StatementNode } from './types.ts'
import type { YamlMap } from './yaml.ts'

const blockKeys = [
  ...['section', 'when', 'behavior', ...behaviorKeys],
  ...['facts', 'set', 'limit', 'grant', 'trust', 'heard', 'asks', 'invariant', 'holds'],
]

/** What one block says. A malformed entry is reported and left out; the well-formed ones beside it stay. */
export type BlockBody = Pick<Block, 'overlays' | 'behavior' | 'facts' | 'statements' | 'invariant'>

/** Reads the mapping of a `yaml bylaw` fence. */
export function readBlock(map: YamlMap, fields: Fields): BlockBody {
  fields.onlyKnown(map, blockKeys, 'of a block')
  const section = entryOf(map, 'section')
  const overlays = section === undefined ? null : fields.names.sectionId(section.value)
  const facts = entryOf(map, 'facts')
  const name = behaviorName(map, fields)
  return {
    overlays,
    behavior: name === null ? null : readBehavior(map, name, fields),
    facts: facts === undefined ? [] : readFacts(facts.value, fields),
    statements: readStatements(map, name, fields),
    invariant: readInvariant(map, fields),
  }
}

function behaviorName(map: YamlMap, fields: Fields): Named | null {
  const entry = entryOf(map, 'behavior')
  if (entry !== undefined) return fields.names.behavior(entry.value)
  for (const key of behaviorKeys) {
    const stray = entryOf(map, key)
    if (stray === undefined) continue
    const help = 'say `behavior: <id>` in this block'
    fields.report.error('behavior-missing', `\`${key}\` needs a \`behavior\``, stray.key, stray.key.length, help)
  }
  return null
}

function readStatements(map: YamlMap, behavior: Named | null, fields: Fields): StatementNode[] {
  const conditions = conditionsOf(map, { when: [], broken: false }, fields)
  const heard = readHeard(map, fields)
  let says = false
  const statements = map.entries.flatMap(({ name, value }) => {
    const read = statementReaders.get(name)
    const declares = name === 'asks' && value.kind !== 'map' && entryOf(map, 'behavior') !== undefined
    if (!['trust', 'rules'].includes(name) && (read === undefined || declares)) return []
    says = true
    if (name === 'trust') return readTrusts(value, heard, conditions, fields)
    if (name === 'rules') return rulesOf(map, value, behavior, conditions, fields)
    return read!(value, conditions, fields)
  })
  const when = entryOf(map, 'when')
  if (when !== undefined && !says) {
    const help = 'it stands with `set`, `limit`, `grant`, `trust`, `asks` or `rules`'
    fields.report.error(
      'when-without-statements',
      '`when` has nothing to condition here',
      when.key,
      when.key.length,
      help,
    )
  }
  return statements
}

/** A bright line has no rules (reported with its declaration), and a block without `behavior` none either. */
function rulesOf(
  map: YamlMap,
  node: YamlMap['entries'][number]['value'],
  behavior: Named | null,
  conditions: Conditions,
  fields: Fields,
) {
  const bright = entryOf(map, 'bright-line') !== undefined
  return readRules(node, bright ? null : behavior, conditions, fields)
}

function readHeard(map: YamlMap, fields: Fields): boolean {
  const heard = entryOf(map, 'heard')
  if (heard === undefined) return false
  if (entryOf(map, 'trust') === undefined) {
    fields.report.error('heard-without-trust', '`heard` stands only with `trust`', heard.key, heard.key.length)
  }
  return fields.bool(heard.value, '`heard`') ?? false
}

function readInvariant(map: YamlMap, fields: Fields): InvariantDeclaration | null {
  const invariant = entryOf(map, 'invariant')
  const holds = entryOf(map, 'holds')
  const lonely = invariant === undefined ? holds : holds === undefined ? invariant : undefined
  if (lonely !== undefined) {
    const message = '`invariant` names what `holds` says; both are needed'
    fields.report.error('invariant-incomplete', message, lonely.key, lonely.key.length)
  }
  const named = invariant === undefined ? null : fields.names.text(invariant.value, "an invariant's name")
  const condition = holds === undefined ? null : fields.condition(holds.value)
  return named === null || condition === null ? null : { ...named, holds: condition }
}
