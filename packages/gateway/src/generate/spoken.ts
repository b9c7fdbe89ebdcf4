import type { Utterance } from '@bylaw/judge'
import type { Message, Part, Prompt } from '@bylaw/providers'

/** At which level the words of a request speak, whatever they say of themselves. */
export interface Speaking {
  /** System and developer messages: the key's level. */
  readonly instructions: string
  /** What users say: at user, or at the key's level where that is weaker. */
  readonly users: string
}

/** @param levels the policy's, strongest first; where none of them is `user`, users speak at the weakest */
export function speaking(level: string, levels: readonly string[]): Speaking {
  const user = levels.includes('user') ? 'user' : (levels.at(-1) ?? 'none')
  return { instructions: level, users: levels.indexOf(level) > levels.indexOf(user) ? level : user }
}

/**
 * What is said in a request, oldest first, each with the level that it speaks at. Roles of the wire are only claims: what
 * assistants, tools and results say has no authority.
 */
export function spokenAt({ messages }: Pick<Prompt, 'messages'>, speakers: Speaking): readonly Utterance[] {
  return messages.flatMap((message) => utterancesOf(message, speakers))
}

function utterancesOf({ role, parts }: Message, speakers: Speaking): Utterance[] {
  const own = textOf(parts.filter(({ kind }) => kind !== 'result'))
  const results = textOf(parts.flatMap((part) => (part.kind === 'result' ? part.parts : [])))
  return [
    ...(results === '' ? [] : [{ role: 'tool', level: 'none', text: results }]),
    ...(own === '' ? [] : [{ role, level: levelOf(role, speakers), text: own }]),
  ]
}

function levelOf(role: Message['role'], { instructions, users }: Speaking): string {
  if (role === 'system' || role === 'developer') return instructions
  return role === 'user' ? users : 'none'
}

/** Reasoning counts as said, so that nothing of a conversation is left unread. */
function textOf(parts: readonly Part[]): string {
  const texts = parts.flatMap((part) => {
    if (part.kind === 'result') return textOf(part.parts)
    return part.kind === 'text' || part.kind === 'refusal' || part.kind === 'reasoning' ? part.text : []
  })
  return texts.filter((text) => text !== '').join('\n\n')
}
