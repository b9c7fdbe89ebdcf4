import type { Engine } from '../engine/ask.ts'
import type { Asked, Replied } from '../engine/serve.ts'

/** As much of a worker's inside as the engine uses. */
export interface EngineScope {
  addEventListener(type: 'message', take: (event: { readonly data: Asked }) => void): void
  postMessage(reply: Replied): void
}

/** The engine as `engine.js` brings it: it listens and answers in the scope it is given. */
export type StartEngine = (self: EngineScope) => void

/** The engine in a worker made of its own source; where none can be had, in the page. */
export function carriedEngine(start: StartEngine): Engine {
  let engine = workerOf(start)
  if (engine === null) return engineHere(start)
  let take: (reply: Replied) => void = () => {}
  const unanswered = new Map<number, Asked>()
  const settle = (reply: Replied) => {
    unanswered.delete(reply.id)
    take(reply)
  }
  const fallBack = () => {
    const here = engineHere(start)
    here.listen(settle)
    engine = { ...here, failed: () => {} }
    for (const message of unanswered.values()) here.post(message)
  }
  engine.listen(settle)
  engine.failed(fallBack)
  return {
    post: (message) => {
      unanswered.set(message.id, message)
      engine!.post(message)
    },
    listen: (listener) => {
      take = listener
    },
  }
}

interface WorkerEngine extends Engine {
  /** Called where the browser does not let the worker run. */
  failed(fallBack: () => void): void
}

function workerOf(start: StartEngine): WorkerEngine | null {
  try {
    const source = new Blob([`(${start})(self)`], { type: 'text/javascript' })
    const worker = new Worker(trusted(URL.createObjectURL(source)) as string)
    return {
      post: (message) => worker.postMessage(message),
      listen: (take) => worker.addEventListener('message', ({ data }) => take(data)),
      failed: (fallBack) => worker.addEventListener('error', fallBack, { once: true }),
    }
  } catch {
    return null
  }
}

function engineHere(start: StartEngine): Engine {
  let ask: (event: { readonly data: Asked }) => void = () => {}
  let take: (reply: Replied) => void = () => {}
  start({
    addEventListener: (_, listener) => {
      ask = listener
    },
    postMessage: (reply) => take(structuredClone(reply)),
  })
  return {
    post: (message) => setTimeout(ask, 0, { data: structuredClone(message) }),
    listen: (listener) => {
      take = listener
    },
  }
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown }
}

/** The one address that may become a script here. */
function trusted(url: string): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  return trustedTypes?.createPolicy('bylaw', { createScriptURL: (own) => own }).createScriptURL(url) ?? url
}
