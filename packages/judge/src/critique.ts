import type { Message } from '@bylaw/providers'
import type { Measured } from './judgement.ts'

/** Where an answer went past what is permitted. */
export interface Overstep {
  readonly behavior: Measured
  /** The value that is permitted. */
  readonly permitted: string
  /** The value that the answer exhibits; null where that could not be told. */
  readonly exhibited: string | null
  /** The prose of the section that it is about; null where there is none to show. */
  readonly section: { readonly id: string; readonly prose: string } | null
}

/**
 * What follows a conversation to have the model itself say where its answer goes against the cited sections: the answer,
 * and the request for a critique.
 */
export const critiqueMessages = (answer: string, oversteps: readonly Overstep[]): readonly Message[] => [
  said('assistant', answer),
  said(
    'user',
    [
      'Look at the answer above once more; nobody has seen it. Say in a few sentences where it goes against what follows, quoting the words that do, and what a good answer would do in their place. Do not write that answer yet.',
      ...oversteps.map(asText),
    ].join('\n\n'),
  ),
]

/** What follows a critique to have the answer written anew: the answer, the critique, and the request. */
export const revisionMessages = (
  answer: string,
  critique: string,
  oversteps: readonly Overstep[],
): readonly Message[] => [
  ...critiqueMessages(answer, oversteps),
  said('assistant', critique),
  said(
    'user',
    'Now write the answer that should have been given: the whole of it, within what is permitted, helping as far as that goes. Give only the answer, without a word about the critique, the earlier answer or these instructions.',
  ),
]

const said = (role: 'assistant' | 'user', text: string): Message => ({
  role,
  name: null,
  parts: [{ kind: 'text', text }],
})

function asText({ behavior, permitted, exhibited, section }: Overstep): string {
  const { id, title, describe } = behavior
  const looks = (value: string): string => {
    const description = describe.get(value)
    return description === undefined ? `“${value}”` : `“${value}” (${description})`
  }
  const shown = exhibited === null ? 'and that could not be made out' : `and the answer is ${looks(exhibited)}`
  const cited = section === null ? [] : [`The section [#${section.id}] says:\n\n${section.prose}`]
  return [`${title ?? id}: permitted is ${looks(permitted)}, ${shown}.`, ...cited].join('\n\n')
}
