import type { FormatName } from '@bylaw/providers'

/** How the formats are called in the matrix: by the endpoint that serves them. */
export const endpoints = ['chat', 'responses', 'messages'] as const
export const streamings = ['plain', 'streamed'] as const
/** What the model calls. */
export const toolings = ['none', 'permitted', 'denied', 'asked', 'two'] as const
/** What there is beside text: nothing, an image in the request, a part of the answer that nobody can read. */
export const modalities = ['text', 'image', 'opaque'] as const
/** How the text is checked; `none`: nobody judges it. The last three enforce. */
export const checkings = ['none', 'observe', 'hold', 'window', 'after'] as const
/** What goes wrong. */
export const troubles = [
  'nothing',
  'forbidden words',
  'judge fails',
  'judge times out',
  'upstream refuses',
  'upstream breaks off',
  'store fails at first',
  'store fails midway',
  'store fails at the end',
] as const

export type Endpoint = (typeof endpoints)[number]
export type Streaming = (typeof streamings)[number]
export type Tooling = (typeof toolings)[number]
export type Modality = (typeof modalities)[number]
export type Checking = (typeof checkings)[number]
export type Trouble = (typeof troubles)[number]

export interface Cell {
  readonly served: Endpoint
  readonly called: Endpoint
  readonly streaming: Streaming
  readonly tools: Tooling
  readonly modality: Modality
  readonly check: Checking
  readonly trouble: Trouble
}

export const formatOf: Readonly<Record<Endpoint, FormatName>> = {
  chat: 'openai-chat',
  responses: 'openai-responses',
  messages: 'anthropic-messages',
}

/** A column of the tables. */
export type Column = Pick<Cell, 'check' | 'trouble'>
/** A row of the tables. */
export type Row = Pick<Cell, 'streaming' | 'tools' | 'modality'>

export const columns: readonly Column[] = checkings.flatMap((check) => troubles.map((trouble) => ({ check, trouble })))

export const rows: readonly Row[] = streamings.flatMap((streaming) =>
  toolings.flatMap((tools) => modalities.map((modality) => ({ streaming, tools, modality }))),
)

/** Why there is no such cell; null where there is. */
export function whyNot({ check, trouble }: Column): string | null {
  const judges = trouble === 'judge fails' || trouble === 'judge times out'
  return judges && check === 'none' ? 'nobody judges, so that no judge can fail' : null
}

/** Every cell with the same format served and called. */
export const cells: readonly Cell[] = endpoints.flatMap((endpoint) => cellsOf(endpoint, endpoint, rows, columns))

/** Of the pairs of formats that differ: two calls of which one is denied, and what depends on how an answer is written. */
export const pairRows = rows.filter(({ tools }) => tools === 'two')
export const pairColumns = columns.filter(
  ({ check, trouble }) => check !== 'none' && ['nothing', 'forbidden words', 'upstream breaks off'].includes(trouble),
)
export const pairs: readonly (readonly [Endpoint, Endpoint])[] = endpoints.flatMap((served) =>
  endpoints.filter((called) => called !== served).map((called) => [served, called] as const),
)
export const pairCells: readonly Cell[] = pairs.flatMap(([served, called]) =>
  cellsOf(served, called, pairRows, pairColumns),
)

function cellsOf(served: Endpoint, called: Endpoint, rows: readonly Row[], columns: readonly Column[]): Cell[] {
  const possible = columns.filter((column) => whyNot(column) === null)
  return rows.flatMap((row) => possible.map((column) => ({ served, called, ...row, ...column })))
}

/** The name of a cell: sent as the model, so that a scripted upstream knows what to say. */
export function nameOf({ served, called, streaming, tools, modality, check, trouble }: Cell): string {
  return [served, called, streaming, tools, modality, check, trouble.replaceAll(' ', '-')].join('/')
}

/** What the upstream has to know of a cell. */
export function scriptIn(name: string): Pick<Cell, 'tools' | 'modality' | 'trouble'> {
  const [, , , tools, modality, , trouble] = name.split('/')
  return {
    tools: tools as Tooling,
    modality: modality as Modality,
    trouble: trouble!.replaceAll('-', ' ') as Trouble,
  }
}
