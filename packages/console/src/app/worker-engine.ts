import type { Engine } from '../engine/ask.ts'
import address from '../engine/worker.ts?worker&url'

/** The engine in a worker of its own. */
export function workerEngine(): Engine {
  const worker = new Worker(trusted(address) as string, { type: 'module' })
  return {
    post: (message) => worker.postMessage(message),
    listen: (take) => worker.addEventListener('message', ({ data }) => take(data)),
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
