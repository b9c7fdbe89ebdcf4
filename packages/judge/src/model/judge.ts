import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Case, Judge, Judgement, JudgementState, Measured } from '../judgement.ts'
import { ask } from './ask.ts'
import { Cache } from './cache.ts'
import { InFlight } from './in-flight.ts'
import type { Model } from './model.ts'
import { aliasOf, PROMPT_VERSION, question } from './prompt.ts'
import { judgementOf } from './verdict.ts'

/** So many behaviors are judged in one call; more make several calls, at the same time. */
const BATCH = 24
/** Longer texts are not judged: in UTF-16 code units. */
const LONGEST_TEXT = 200_000

export interface ModelJudgeOptions {
  /** How many verdicts are remembered. */
  readonly cache: number
  /** Whether the spec's own graded examples are shown to it. */
  readonly examples: boolean
}

/**
 * A model as a judge. It is shown what the values look like, and a text that is fenced off as data; what it says is
 * checked against the behavior and the text. Only what it could read is remembered; who asks the same while a call is under
 * way waits for that call.
 */
export function modelJudge(model: Model, options: ModelJudgeOptions): Judge {
  const { name, format } = model
  const version = digest([PROMPT_VERSION, format, model.model, options.examples]).slice(0, 16)
  const reader = new Reader(model, options, `${name}@${version}`)
  return { name, version, kind: 'model', judge: (asked, signal) => reader.judge(asked, signal) }
}

class Reader {
  readonly #model: Model
  readonly #examples: boolean
  readonly #by: string
  readonly #cache: Cache<Judgement>
  readonly #calls = new InFlight<readonly Judgement[]>()

  constructor(model: Model, { cache, examples }: ModelJudgeOptions, by: string) {
    this.#model = model
    this.#examples = examples
    this.#by = by
    this.#cache = new Cache(cache)
  }

  async judge(asked: Case, signal: AbortSignal): Promise<readonly Judgement[]> {
    if (asked.text.length > LONGEST_TEXT) {
      return this.#all(asked.behaviors, 'not-run', `the text has more than ${LONGEST_TEXT} characters`)
    }
    const context = digest([asked.side, asked.text, asked.before])
    const keys = asked.behaviors.map((behavior) => digest([context, { ...behavior, describe: [...behavior.describe] }]))
    const known = keys.map((key) => this.#cache.get(key))
    const missing = keys.flatMap((key, index) => (known[index] === undefined ? [{ key, index }] : []))
    const batches = Array.from({ length: Math.ceil(missing.length / BATCH) }, (_, index) =>
      missing.slice(index * BATCH, (index + 1) * BATCH),
    )
    const called = batches.map((batch) => {
      const behaviors = batch.map(({ index }) => asked.behaviors[index]!)
      return this.#call(digest(batch.map(({ key }) => key)), { ...asked, behaviors }, signal)
    })
    const judged = (await Promise.all(called)).flat()
    let next = 0
    const judgements = known.map((judgement) => judgement ?? judged[next++]!)
    for (const [index, judgement] of judgements.entries()) {
      if (judgement.state === 'read') this.#cache.set(keys[index]!, judgement)
    }
    return judgements
  }

  async #call(key: string, asked: Case, signal: AbortSignal): Promise<readonly Judgement[]> {
    const judgements = await this.#calls.join(key, signal, (together) => this.#batch(asked, together))
    return judgements ?? this.#all(asked.behaviors, 'not-run', 'the request ended before it was read')
  }

  async #batch(asked: Case, signal: AbortSignal): Promise<readonly Judgement[]> {
    const answer = await ask(this.#model, question(asked, this.#examples), signal)
    if (!answer.ok) return this.#all(asked.behaviors, answer.state, answer.why)
    const verdicts = z.record(z.string(), z.unknown()).safeParse(answer.value)
    if (!verdicts.success) return this.#all(asked.behaviors, 'error', 'the model did not answer with verdicts')
    return asked.behaviors.map((behavior, index) => ({
      ...judgementOf(verdicts.data[aliasOf(index)], behavior, asked.text, asked.side),
      by: this.#by,
    }))
  }

  #all(behaviors: readonly Measured[], state: JudgementState, why: string): readonly Judgement[] {
    return behaviors.map(({ id }) => ({
      behavior: id,
      state,
      engaged: null,
      exhibited: null,
      spans: [],
      why,
      by: this.#by,
    }))
  }
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')
