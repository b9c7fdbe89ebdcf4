import { type Dispatcher, Pool } from 'undici'
import { readAnswer } from './body.ts'
import { Deadline } from './deadline.ts'
import { readError } from './errors.ts'
import type { Reply } from './exchange/answer.ts'
import type { Format } from './exchange/format.ts'
import type { FormatName, Prompt, Raw } from './exchange/prompt.ts'
import { UpstreamError } from './failure.ts'
import { readModels } from './models.ts'
import type { Passthrough, Provider } from './provider.ts'
import { WireAnswer } from './wire-answer.ts'

export interface Connection {
  /** The base address, such as `http://127.0.0.1:11434/v1`; its search part is sent with every request. */
  readonly url: string
  /** The secret that it is called with, in the header of its format; null: none. */
  readonly key: string | null
  /** Sent with every request, in place of those that the format has; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds until an answer has to begin, and between two pieces of it; 120,000 where absent. */
  readonly firstByte?: number
  /** Milliseconds until an answer has to be whole; 600,000 where absent. */
  readonly whole?: number
  /** The most connections at once, 256 where absent; what comes on top waits. */
  readonly connections?: number
}

/**
 * A server that speaks a format. Redirects are never followed, and compressed answers never asked for.
 * @throws TypeError where the address is none
 */
export function connect(format: Format, connection: Connection): Provider {
  const wire = new Wire(format.name, connection)
  const target = wire.pathOf(format.path.replace('/v1', ''))
  return {
    async send(prompt, revised, signal, following) {
      if (prompt.format !== format.name && (prompt.continues !== null || refers(prompt))) throw discontinued()
      const { body, lost } = format.writeRequest(prompt, revised)
      const written = JSON.stringify(body)
      const answer = await wire.request('POST', target, written, signal, following?.called(0))
      const streams = answer.header('content-type')?.startsWith('text/event-stream') ?? false
      if (streams !== revised.stream) {
        throw answer.fail(streams ? 'the upstream streamed without being asked' : 'the upstream did not stream')
      }
      const reply: Reply = revised.stream
        ? { kind: 'stream', batches: answer.batches(format) }
        : { kind: 'whole', batch: format.readWhole(await answer.text()) }
      return { reply, format: format.name, lost, upstream: 0 }
    },
    async models(signal) {
      const answer = await wire.request('GET', wire.pathOf(modelsPath[format.name]), null, signal)
      return readModels(readAnswer(await answer.text()))
    },
    async pass(what: Passthrough, body: Raw, signal) {
      if (format.name === 'anthropic-messages') throw missing(what)
      const answer = await wire.request('POST', wire.pathOf(`/${what}`), JSON.stringify(body), signal)
      return answer.text()
    },
    close: () => wire.close(),
  }
}

const modelsPath: Readonly<Record<FormatName, string>> = {
  'openai-chat': '/models',
  'openai-responses': '/models',
  'anthropic-messages': '/models?limit=1000',
}

function missing(what: Passthrough): UpstreamError {
  const message = `the upstream has no ${what}`
  return new UpstreamError({ status: 404, message, type: 'invalid_request_error', param: null, code: 'unsupported' })
}

/** Whether it names items that only an upstream of its own format has. */
function refers({ messages }: Prompt): boolean {
  return messages.some(({ parts }) => parts.some((part) => part.kind === 'opaque' && part.type === 'item_reference'))
}

/** What an upstream keeps of a conversation, one of another format does not know: the answer would be to half of it. */
function discontinued(): UpstreamError {
  const message =
    'an earlier answer is continued, and the upstream speaks another format, which has none: send all messages'
  const failure = { status: 400, message, type: 'invalid_request_error', param: null, code: 'unsupported_continuation' }
  return new UpstreamError(failure)
}

/** Requests to one address. */
class Wire {
  readonly #base: URL
  readonly #pool: Pool
  readonly #key: string | null
  readonly #headers: Readonly<Record<string, string>>
  readonly #whole: number

  constructor(
    format: FormatName,
    { url, key, headers, firstByte = 120_000, whole = 600_000, connections = 256 }: Connection,
  ) {
    this.#base = new URL(url)
    this.#key = key
    this.#whole = whole
    this.#headers = {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...credentials(format, key),
      ...headers,
    }
    this.#pool = new Pool(this.#base.origin, { connections, headersTimeout: firstByte, bodyTimeout: firstByte })
  }

  /** @param path below the base address, perhaps with a search part of its own */
  pathOf(path: string): string {
    const { pathname, search } = this.#base
    const [name, more] = path.split('?')
    const both = [search.slice(1), more].filter(Boolean).join('&')
    return `${pathname.replace(/\/+$/, '')}${name}${both === '' ? '' : `?${both}`}`
  }

  /**
   * @param more headers of this request alone; none takes the place of the connection's own
   * @throws UpstreamError where the answer is none with status 200
   */
  async request(
    method: 'GET' | 'POST',
    path: string,
    body: string | null,
    signal: AbortSignal,
    more: Readonly<Record<string, string>> = {},
  ): Promise<WireAnswer> {
    const deadline = new Deadline(this.#whole, signal)
    const headers = { ...more, ...this.#headers }
    let response: Dispatcher.ResponseData
    try {
      response = await this.#pool.request({ method, path, headers, body, signal: deadline.signal })
    } catch (error) {
      deadline.end()
      throw deadline.failureOf(error)
    }
    const answer = new WireAnswer(response, deadline)
    if (response.statusCode !== 200) throw await this.#refusal(response.statusCode, answer)
    if ((answer.header('content-encoding') ?? 'identity') !== 'identity') {
      throw answer.fail('the upstream compressed its answer')
    }
    return answer
  }

  async #refusal(status: number, answer: WireAnswer): Promise<UpstreamError> {
    const told = await answer.text().catch(() => '')
    return readError(status, told, this.#key, answer.header('retry-after'))
  }

  close(): Promise<void> {
    return this.#pool.destroy()
  }
}

function credentials(format: FormatName, key: string | null): Record<string, string> {
  if (format !== 'anthropic-messages') return key === null ? {} : { authorization: `Bearer ${key}` }
  return { 'anthropic-version': '2023-06-01', ...(key !== null && { 'x-api-key': key }) }
}
