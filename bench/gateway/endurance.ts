/** `node bench/gateway/endurance.ts`: does memory grow over 200,000 requests, and do 2,000 slow streams at once hold? */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { built } from './built.ts'
import { bylaw } from './candidates.ts'
import { load, type Server, start } from './processes.ts'

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '200000' }, streams: { type: 'string', default: '2000' } },
})
const STEPS = 10

const upstream = await start(join(import.meta.dirname, 'mock.ts'), [])
const { server } = await bylaw(upstream.origin, 'guide', built())
try {
  await growth(server, Number(values.requests))
  await slowStreams(server, Number(values.streams))
} finally {
  await server.stop()
  await upstream.stop()
}

async function growth({ origin, rss }: Server, requests: number): Promise<void> {
  const step = Math.ceil(requests / STEPS)
  const sizes: number[] = []
  for (let done = 0; done < requests; done += step) {
    const { failed } = await load({
      origin,
      connections: 32,
      requests: step,
      stream: false,
      model: 'mock',
      headers: {},
    })
    sizes.push(rss())
    console.log(`${done + step} requests: ${Math.round(rss())} MiB resident${failed > 0 ? `, ${failed} failed` : ''}`)
  }
  const half = sizes.slice(sizes.length / 2)
  console.log(`in the second half: from ${Math.round(half[0]!)} to ${Math.round(half.at(-1)!)} MiB`)
}

/** Every stream takes ten seconds; meanwhile ordinary requests are served. */
async function slowStreams({ origin, rss }: Server, streams: number): Promise<void> {
  const slow = load({ origin, connections: streams, requests: streams, stream: true, model: 'slow', headers: {} })
  const beside = await load({ origin, connections: 8, requests: 4000, stream: false, model: 'mock', headers: {} })
  const peak = rss()
  const { failed, first50, first99 } = await slow
  console.log(
    `${streams} slow streams at once: ${failed} failed, first token after ${Math.round(first50)} ms (p50), ${Math.round(first99)} ms (p99)`,
  )
  console.log(
    `beside them: ${Math.round(beside.perSecond)} requests/s, p50 ${beside.p50.toFixed(1)} ms, ${beside.failed} failed; ${Math.round(peak)} MiB resident`,
  )
}
