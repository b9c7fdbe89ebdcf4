import type { Answer, Question, Questions } from './questions.ts'
import type { Asked, Replied } from './serve.ts'

/** Where the engine runs. */
export interface Engine {
  post(message: Asked): void
  /** Called once. */
  listen(take: (reply: Replied) => void): void
}

type Settle = { readonly done: (answer: never) => void; readonly failed: (error: Error) => void }

/** Asks the engine; answers come in the order of the questions. Rejects with what the engine could not do. */
export class Asking {
  readonly #engine: Engine
  readonly #waiting = new Map<number, Settle>()
  #count = 0

  constructor(engine: Engine) {
    this.#engine = engine
    engine.listen((reply) => this.#settle(reply))
  }

  ask<Q extends Question>(question: Q, ...args: Parameters<Questions[Q]>): Promise<Answer<Q>> {
    this.#count++
    const id = this.#count
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done: done as Settle['done'], failed })
      this.#engine.post({ id, question, args })
    })
  }

  #settle(reply: Replied): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if ('failed' in reply) waiting?.failed(new Error(reply.failed))
    else waiting?.done(reply.answer as never)
  }
}
