import type { Call, Raw } from './prompt.ts'

/** Why a choice ended. `calls`: to have tools called. `filter`: cut by a filter. Other words are a format's own. */
export type FinishReason = 'stop' | 'length' | 'calls' | 'refusal' | 'filter' | 'pause' | (string & {})

interface Placed {
  /** Which of several answers; 0 where there is one. */
  readonly choice: number
  /** Which part of that answer: numbered from 0 in order of appearance. */
  readonly part: number
  /** Where it came from: fields that are not understood are passed on from here, in the same format. */
  readonly raw?: Raw
}

/**
 * An answer is a sequence of events; one that was not streamed is the whole sequence at once. So there is one way to
 * check an answer, however it came and however it leaves. Parts of one choice may overlap.
 */
export type AnswerEvent =
  | { readonly kind: 'start'; readonly id: string | null; readonly model: string | null; readonly raw?: Raw }
  /** A part begins. */
  | (Placed & { readonly kind: 'part'; readonly type: 'text' | 'refusal' | 'reasoning' })
  | (Placed & { readonly kind: 'part'; readonly type: 'call'; readonly call: Call })
  /**
   * A part that comes whole and that nobody here can read (an image, a hosted tool's result, encrypted reasoning). It has no
   * deltas. `wire` is its type in the format; it is passed on in the same format only.
   */
  | (Placed & { readonly kind: 'part'; readonly type: 'opaque'; readonly wire: string })
  /** More text of a part; of a call, of its arguments. */
  | (Placed & { readonly kind: 'delta'; readonly text: string })
  | (Placed & { readonly kind: 'part-end' })
  | { readonly kind: 'finish'; readonly choice: number; readonly reason: FinishReason; readonly raw?: Raw }
  | {
      readonly kind: 'usage'
      /** Tokens; null where the upstream does not say. */
      readonly input: number | null
      readonly output: number | null
      readonly cached: number | null
      readonly reasoning: number | null
      readonly raw?: Raw
    }
  /** An event of the stream that says nothing of the answer's content (a ping) or that nobody here understands. */
  | { readonly kind: 'other'; readonly raw?: Raw }

/** What one event of the wire says; of an answer that was not streamed, all that it says. */
export interface Batch {
  readonly events: readonly AnswerEvent[]
  /**
   * Exactly what came over the wire, in the upstream's format: a writer of that format may pass it on in place of the
   * events, as long as every batch before it left untouched, too. Null where the house wrote or changed the events.
   */
  readonly wire: string | null
}

/** An upstream's answer. */
export type Reply =
  | { readonly kind: 'whole'; readonly batch: Batch }
  | { readonly kind: 'stream'; readonly batches: AsyncIterable<Batch> }
