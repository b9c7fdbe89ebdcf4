import type { Modality, Tooling, Trouble } from './cells.ts'

/** Words by which content is known wherever it turns up; none of them is in the texts of the house. */
export const marks = {
  question: 'Riverbank',
  opening: 'Willowherb',
  forbidden: 'moonwort',
  closing: 'Yarrow',
  permitted: 'PERMITTEDARGUMENT',
  denied: 'DENIEDARGUMENT',
  asked: 'ASKEDARGUMENT',
  opaque: 'T1BBUVVFUEFSVA',
  image: 'SU1BR0VJTlJFUVVFU1Q',
} as const

export interface ScriptedCall {
  readonly id: string
  readonly name: string
  /** The arguments, in two pieces. */
  readonly pieces: readonly [string, string]
}

/** What the model answers in a cell. */
export interface Script {
  /** In pieces, of which one holds the forbidden word whole. */
  readonly words: readonly string[]
  readonly calls: readonly ScriptedCall[]
  readonly opaque: boolean
}

const filling = 'grows beside slow water in cool valleys. '
const opening = [`${marks.opening} `, ...Array.from({ length: 3 }, () => filling)]
const closing = [...Array.from({ length: 3 }, () => filling), `${marks.closing}.`]

/** Where what was recorded is at stake the words are harmless, so that there is something to lose. */
const harmless: ReadonlySet<Trouble> = new Set(['nothing', 'store fails midway', 'store fails at the end'])

export const isHarmless = (trouble: Trouble): boolean => harmless.has(trouble)

const calls = {
  permitted: { id: 'call_1', name: 'read_file', pieces: ['{"path":"/srv/', `${marks.permitted}"}`] },
  denied: { id: 'call_2', name: 'delete_file', pieces: ['{"path":"/srv/', `${marks.denied}"}`] },
  asked: { id: 'call_3', name: 'send_mail', pieces: ['{"to":"', `${marks.asked}"}`] },
} as const satisfies Record<string, ScriptedCall>

/** What is called, by the outcome that the policy has for it. */
export const called: Readonly<Record<Tooling, readonly (keyof typeof calls)[]>> = {
  none: [],
  permitted: ['permitted'],
  denied: ['denied'],
  asked: ['asked'],
  two: ['permitted', 'denied'],
}

export const toolNames = Object.values(calls).map(({ name }) => name)

export function scriptOf(tools: Tooling, modality: Modality, trouble: Trouble): Script {
  return {
    words: [...opening, ...(isHarmless(trouble) ? [] : [`of ${marks.forbidden} and `]), ...closing],
    calls: called[tools].map((kind) => calls[kind]),
    opaque: modality === 'opaque',
  }
}
