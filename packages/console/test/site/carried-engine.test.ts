import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Replied } from '../../src/engine/serve.ts'
import { carriedEngine, type StartEngine } from '../../src/site/carried-engine.ts'

/** Answers every question with its arguments. */
const echo: StartEngine = (scope) => {
  scope.addEventListener('message', ({ data: { id, args } }) => scope.postMessage({ id, answer: args }))
}

const asked = { id: 7, question: 'open', args: [['text']] } as const

function answerOf(start: StartEngine): Promise<Replied> {
  const engine = carriedEngine(start)
  return new Promise((done) => {
    engine.listen(done)
    engine.post(asked)
  })
}

afterEach(() => vi.unstubAllGlobals())

describe('the engine that a site carries', () => {
  it('answers in the page where there are no workers', async () => {
    vi.stubGlobal('Worker', undefined)
    expect(await answerOf(echo)).toEqual({ id: 7, answer: [['text']] })
  })

  it('answers in the page what a worker was asked that could not be started', async () => {
    class Broken extends EventTarget {
      constructor() {
        super()
        setTimeout(() => this.dispatchEvent(new Event('error')), 0)
      }
      postMessage(): void {}
    }
    vi.stubGlobal('Worker', Broken)
    expect(await answerOf(echo)).toEqual({ id: 7, answer: [['text']] })
  })

  it('hands out copies, as a worker does', async () => {
    vi.stubGlobal('Worker', undefined)
    const kept: unknown[] = []
    const keeping: StartEngine = (scope) => {
      scope.addEventListener('message', ({ data: { id, args } }) => {
        kept.push(args)
        scope.postMessage({ id, answer: args })
      })
    }
    const reply = await answerOf(keeping)
    expect('answer' in reply && reply.answer).toEqual(kept[0])
    expect('answer' in reply && reply.answer).not.toBe(kept[0])
    expect(kept[0]).not.toBe(asked.args)
  })
})
