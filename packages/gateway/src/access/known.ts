import { declarationOf, type Policy, toolId } from '@bylaw/core'
import { behaviorType } from './question.ts'

const string = /"((?:[^"\\]|\\.)*)"|'([^'\\]*)'/g
const literal = `(?:"(?:[^"\\\\]|\\\\.)*"|'[^'\\\\]*')`

const places = { subject: idsIn('subject'), resource: idsIn('resource') }

/** Where a condition compares `args.subject.id` (say) with words: `==` on either side, or `in` a list. */
function idsIn(entity: string): RegExp {
  const id = `args\\.${entity}\\.id`
  const list = `\\[\\s*${literal}(?:\\s*,\\s*${literal})*\\s*\\]`
  return new RegExp(`${id}\\s*==\\s*${literal}|${literal}\\s*==\\s*${id}(?![\\w.])|${id}\\s+in\\s+${list}`, 'g')
}

/**
 * Ids of subjects or resources that a search looks through: those that the policy itself names, in conditions about
 * tools. There is no other list of them: one that the policy allows without naming it is not found.
 */
export function knownIds(policy: Policy, entity: 'subject' | 'resource', type: string): readonly string[] {
  if (entity === 'resource' && type === behaviorType) return [...namedBehaviors(policy)]
  const texts = policy.statements.flatMap(({ condition }) => condition?.text ?? [])
  const found = texts.flatMap((text) => [...text.matchAll(places[entity])].flatMap(([place]) => wordsIn(place)))
  return [...new Set(found)].sort()
}

/** Names of actions that the policy says something about on a type of resources: the tools that it names one by one. */
export function knownActions(
  policy: Policy,
  { type, id }: { readonly type: string; readonly id: string },
): readonly string[] {
  if (type === behaviorType) return declarationOf(id, policy.behaviors)?.values ?? []
  const stem = toolId(type, '').slice(0, -1)
  const names = [...namedBehaviors(policy)].flatMap((behavior) => {
    const name = behavior.startsWith(stem) ? unescaped(behavior.slice(stem.length)) : null
    return name !== null && toolId(type, name) === behavior ? [name] : []
  })
  return names.sort()
}

/** Without families: nobody can list what lies in them. */
function namedBehaviors({ behaviors, statements }: Policy): ReadonlySet<string> {
  const named = [...behaviors.keys(), ...statements.map(({ pattern }) => pattern)]
  return new Set(named.filter((id) => !id.endsWith('.*')))
}

function wordsIn(text: string): string[] {
  return [...text.matchAll(string)].flatMap(([whole, , single]) => single ?? decoded(whole))
}

function decoded(quoted: string): string[] {
  try {
    return [String(JSON.parse(quoted))]
  } catch {
    return []
  }
}

function unescaped(name: string): string | null {
  try {
    return decodeURIComponent(name)
  } catch {
    return null
  }
}
