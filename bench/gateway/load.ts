/** Loads one server from a process of its own; prints what it saw as JSON. Loopback only, bounded in count. */
import { Pool } from 'undici'

/** Times in milliseconds. */
export interface Load {
  readonly requests: number
  readonly failed: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** Until the first byte of the body; of JSON the same as the whole nearly. */
  readonly first50: number
  readonly first99: number
}

export interface Asked {
  readonly origin: string
  readonly connections: number
  readonly requests: number
  readonly stream: boolean
  readonly model: string
  readonly headers: Readonly<Record<string, string>>
}

const { origin, connections, requests, stream, model, headers } = JSON.parse(process.argv[2]!) as Asked
const pool = new Pool(origin, { connections, pipelining: 1, bodyTimeout: 120_000, headersTimeout: 120_000 })
const messages = [
  { role: 'system', content: 'You answer for a shop. Be brief and kind.' },
  { role: 'user', content: 'What goes with what, and how should I take it? '.repeat(4) },
]
const body = JSON.stringify({ model, messages, stream })
const whole: number[] = []
const first: number[] = []
let failed = 0
let left = requests

async function lane(): Promise<void> {
  while (left-- > 0) {
    const began = performance.now()
    try {
      const answer = await pool.request({
        method: 'POST',
        path: '/v1/chat/completions',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      })
      let seen = 0
      let last = ''
      for await (const piece of answer.body) {
        if (seen === 0) first.push(performance.now() - began)
        seen += (piece as Buffer).length
        if (stream) last = (piece as Buffer).toString('latin1')
      }
      if (answer.statusCode !== 200 || seen === 0 || (stream && !last.includes('[DONE]'))) failed++
      whole.push(performance.now() - began)
    } catch {
      failed++
    }
  }
}

const started = performance.now()
await Promise.all(Array.from({ length: connections }, lane))
const seconds = (performance.now() - started) / 1000
await pool.destroy()
const at = (times: number[], part: number) => times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0
const result: Load = {
  requests,
  failed,
  perSecond: requests / seconds,
  p50: at(whole, 0.5),
  p99: at(whole, 0.99),
  first50: at(first, 0.5),
  first99: at(first, 0.99),
}
console.log(JSON.stringify(result))
