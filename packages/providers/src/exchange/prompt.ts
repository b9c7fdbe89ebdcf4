/** A JSON object as it came over the wire: whatever is not understood of it is passed on in it. */
export type Raw = Readonly<Record<string, unknown>>

export const formatNames = ['openai-chat', 'openai-responses', 'anthropic-messages'] as const
export type FormatName = (typeof formatNames)[number]

/** What the wire claims about who speaks; what it may do as such is not said by it. `tool`: a tool's output. */
export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool' | 'other'

/** A tool call as a model wrote it. */
export interface Call {
  /** Empty where the format has none. */
  readonly id: string
  readonly name: string
  /** `function`: the arguments are one JSON object; `custom`: free text. */
  readonly type: 'function' | 'custom'
}

/** One piece of a message. */
export type Part =
  | { readonly kind: 'text' | 'refusal' | 'reasoning'; readonly text: string; readonly raw?: Raw }
  /** `source`: a data or http address, or the id of an uploaded file; null where it is none of these. */
  | {
      readonly kind: 'image' | 'audio' | 'video' | 'file'
      readonly source: string | null
      readonly mime: string | null
      readonly raw?: Raw
    }
  | { readonly kind: 'call'; readonly call: Call; readonly text: string; readonly raw?: Raw }
  /** What a tool answered: it has no authority. `parts` holds what of it is text or media. */
  | {
      readonly kind: 'result'
      readonly callId: string
      readonly parts: readonly Part[]
      readonly error: boolean
      readonly raw?: Raw
    }
  /** Of a type that nobody here understands: nothing can be read or judged of it. */
  | { readonly kind: 'opaque'; readonly type: string; readonly raw: Raw }

export interface Message {
  readonly role: Role
  /** A name that the wire gives the speaker: words, nothing more. */
  readonly name: string | null
  readonly parts: readonly Part[]
  /** The message as it came; absent where the house wrote it, or changed it. */
  readonly raw?: Raw
}

export interface Tool {
  readonly name: string
  /** `hosted`: the upstream runs it itself (web search, code execution): its calls are not seen before they run. */
  readonly type: 'function' | 'custom' | 'hosted'
  readonly description: string | null
  /** JSON Schema of the arguments. */
  readonly schema: Raw | null
  readonly raw?: Raw
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string }

/** What the formats share of a request's settings; null where the request says nothing. */
export interface Settings {
  readonly maxTokens: number | null
  readonly temperature: number | null
  readonly topP: number | null
  readonly stop: readonly string[] | null
  readonly toolChoice: ToolChoice | null
  readonly parallelCalls: boolean | null
  /** A JSON Schema that the answer has to follow; `schema` null: any JSON object. */
  readonly structure: { readonly name: string; readonly schema: Raw | null; readonly strict: boolean } | null
  /** How much to reason, in words (`low`, `high`) or tokens. */
  readonly effort: string | number | null
  /** The end user's id as the body gives it: words, nothing more. */
  readonly user: string | null
}

/** A request for an answer, whatever format it came in. */
export interface Prompt {
  readonly format: FormatName
  readonly model: string
  readonly stream: boolean
  /** In order; what a format keeps apart (`system`, `instructions`) comes first, as messages of role `system`. */
  readonly messages: readonly Message[]
  readonly tools: readonly Tool[]
  /** How many answers are asked for. */
  readonly choices: number
  readonly settings: Settings
  /** Id of an earlier answer that this one continues, or of a conversation that the upstream keeps. */
  readonly continues: string | null
  /** The body as it came. */
  readonly raw: Raw
}
