import { type Fields, placeOf } from './fields.ts'
import type { GoalList } from './types.ts'
import type { YamlMap, YamlNode } from './yaml.ts'

/** `goals: {strict: [...]}`, or a list of such mappings: in each, the goals by name. */
export function readGoals(node: YamlNode, fields: Fields): GoalList[] {
  const items = node.kind === 'list' ? node.items : [node]
  return items.flatMap((item) => {
    const map = fields.map(item, '`goals`, or each of its items,')
    return map === null ? [] : goalLists(map, fields)
  })
}

function goalLists(map: YamlMap, fields: Fields): GoalList[] {
  fields.onlyKnown(map, ['strict', 'weighed'], 'of `goals`')
  return map.entries.flatMap(({ key, name, value }) => {
    if (name !== 'strict' && name !== 'weighed') return []
    if (value.kind !== 'list' || value.items.length === 0) {
      if (value.kind !== 'refused')
        fields.report.error('not-a-list', `\`${name}\` is a list of goals`, value, value.length)
      return []
    }
    const goals = value.items.map((item) => fields.names.text(item, 'a goal')).filter((goal) => goal !== null)
    return fields.distinct(goals) && goals.length > 0 ? [{ kind: name, goals, ...placeOf(key) }] : []
  })
}
