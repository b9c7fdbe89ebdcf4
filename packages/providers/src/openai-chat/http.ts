import { type Dispatcher, Pool } from 'undici'
import type { z } from 'zod'
import type { Provider } from '../provider.ts'
import { readError, UpstreamError, upstreamFailure } from './errors.ts'
import { parseJson } from './json.ts'
import { readChunks } from './stream.ts'
import { type ChatChunk, type ChatCompletion, chatCompletion, type ModelList, modelList } from './wire.ts'

/** The most bytes of a whole answer. */
const maxAnswer = 64 * 1024 * 1024

/**
 * Any server that speaks Chat Completions.
 * @param url the base address, such as `http://127.0.0.1:11434/v1`
 * @param key sent as a bearer token; null: none is sent
 */
export function openAiChat(options: { url: string; key: string | null }): Provider {
  const { key } = options
  const base = new URL(options.url.replace(/\/+$/, ''))
  const pool = new Pool(base.origin)

  const send = async (method: 'GET' | 'POST', path: string, signal: AbortSignal, body: string | null) => {
    const headers: Record<string, string> = { accept: 'application/json, text/event-stream' }
    if (key) headers.authorization = `Bearer ${key}`
    if (body !== null) headers['content-type'] = 'application/json'
    const target = `${base.pathname === '/' ? '' : base.pathname}${path}${base.search}`
    const answer = await reach(pool.request({ method, path: target, headers, body, signal }), signal)
    // Whoever reads the body learns of its errors there; one that is thrown away must not end the process.
    answer.body.on('error', () => {})
    if (answer.statusCode === 200) return answer
    const told = await readJson(answer, signal).catch(() => null)
    throw readError(answer.statusCode, told, key, header(answer, 'retry-after'))
  }

  return {
    async complete(request, signal) {
      const answer = await send('POST', '/chat/completions', signal, JSON.stringify(request))
      const streams = header(answer, 'content-type')?.startsWith('text/event-stream') ?? false
      if (streams !== (request.stream === true)) {
        answer.body.destroy()
        throw upstreamFailure(
          streams ? 'the upstream streamed without being asked' : 'the upstream did not stream',
          'upstream_protocol',
        )
      }
      if (streams) return chunksOf(answer, signal)
      return check<ChatCompletion>(chatCompletion, await readJson(answer, signal))
    },
    async models(signal) {
      return check<ModelList>(modelList, await readJson(await send('GET', '/models', signal, null), signal))
    },
    close: () => pool.destroy(),
  }
}

/** Reads to `[DONE]`; what follows it is thrown away, so that the connection serves the next request. */
async function* chunksOf(answer: Dispatcher.ResponseData, signal: AbortSignal): AsyncGenerator<ChatChunk> {
  let done = false
  try {
    yield* readChunks(answer.body.iterator({ destroyOnReturn: false }))
    done = true
  } catch (error) {
    throw asUpstreamError(error, signal)
  } finally {
    if (done) answer.body.dump({ limit: 4096, signal: AbortSignal.timeout(1000) }).catch(() => {})
    else answer.body.destroy()
  }
}

async function readJson(answer: Dispatcher.ResponseData, signal: AbortSignal): Promise<unknown> {
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    for await (const piece of answer.body as AsyncIterable<Uint8Array>) {
      size += piece.length
      if (size > maxAnswer) throw upstreamFailure('the upstream sent an answer that is too long', 'upstream_protocol')
      pieces.push(piece)
    }
    return parseJson(Buffer.concat(pieces).toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw upstreamFailure('the upstream sent an answer that is not JSON', 'upstream_protocol', error)
    }
    throw asUpstreamError(error, signal)
  }
}

function check<T>(schema: z.ZodType, json: unknown): T {
  const read = schema.safeParse(json)
  if (read.success) return json as T
  throw upstreamFailure('the upstream sent an answer that is not of its format', 'upstream_protocol', read.error)
}

async function reach<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw asUpstreamError(error, signal)
  }
}

/** An abort stays what it is; every other failure of the network is told without the address. */
function asUpstreamError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || error instanceof UpstreamError) return error
  return upstreamFailure('the upstream could not be reached or broke off', 'upstream_unreachable', error)
}

function header(answer: Dispatcher.ResponseData, name: string): string | null {
  const value = answer.headers[name]
  return typeof value === 'string' ? value : null
}
