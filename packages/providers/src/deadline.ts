import { UpstreamError, upstreamFailure } from './failure.ts'

const timeoutCodes: ReadonlySet<unknown> = new Set([
  ...['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'],
])

/** Ends one request when its caller does, or when its time is over. */
export class Deadline {
  readonly #caller: AbortSignal
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #onAbort = () => this.#controller.abort(this.#caller.reason)
  #over = false

  /** @param time in milliseconds */
  constructor(time: number, caller: AbortSignal) {
    this.#caller = caller
    this.#timer = setTimeout(() => {
      this.#over = true
      this.#controller.abort()
    }, time)
    if (caller.aborted) this.#onAbort()
    else caller.addEventListener('abort', this.#onAbort)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#caller.removeEventListener('abort', this.#onAbort)
  }

  /** What an error amounts to: the caller's abort stays what it is; a failure of the network is told without the address. */
  failureOf(error: unknown): unknown {
    if (this.#caller.aborted || error instanceof UpstreamError) return error
    if (this.#over || timeoutCodes.has((error as { code?: unknown }).code)) {
      const message = 'the upstream took too long'
      const failure = { status: 504, message, type: 'api_error', param: null, code: 'upstream_timeout' }
      return new UpstreamError(failure, null, { cause: error })
    }
    return upstreamFailure('the upstream could not be reached or broke off', 'upstream_unreachable', error)
  }
}
