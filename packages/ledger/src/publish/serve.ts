import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { parseLogPath } from './paths.ts'
import { CHECKPOINT, type Source } from './target.ts'

export interface LogRequest {
  /** Below the log's prefix, as it stands in the address, without a query: `checkpoint`, `tile/0/000`. */
  readonly path: string
  /** `GET` unless given. */
  readonly method?: string
  /** The header of that name. */
  readonly acceptEncoding?: string
}

export interface LogResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const NOTHING = new Uint8Array()
const compress = promisify(gzip)

/**
 * Answers a request for a file of a log as C2SP tlog-tiles says. Only paths that a log has are ever looked up, so none
 * leads out of it; bodies are not served.
 */
export async function answerLog(source: Source, request: LogRequest): Promise<LogResponse> {
  const { path, method = 'GET', acceptEncoding = '' } = request
  if (method !== 'GET' && method !== 'HEAD')
    return plain(405, 'only GET and HEAD are answered\n', { allow: 'GET, HEAD' })
  const kind = parseLogPath(path)
  const bytes = kind === null || kind === 'bodies' ? null : await source.read(path)
  if (bytes === null) return plain(404, 'the log has no such file\n')
  const isBundle = typeof kind === 'object' && kind?.level === 'entries'
  const zipped = isBundle && accepts(acceptEncoding)
  const body = zipped ? await compress(bytes) : bytes
  const headers = {
    'content-type': contentTypeOf(path),
    'cache-control': cachingOf(path),
    'content-length': String(body.length),
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    ...(isBundle ? { vary: 'accept-encoding' } : {}),
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
  }
  return { status: 200, headers, body: method === 'HEAD' ? NOTHING : body }
}

/** Whether gzip is named, and not to be left out. */
const accepts = (encodings: string) =>
  encodings.split(',').some((each) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(each))

export const contentTypeOf = (path: string): string =>
  path === CHECKPOINT ? 'text/plain; charset=utf-8' : 'application/octet-stream'

/** A tile never changes, a partial one neither: its width is in its path. */
export const cachingOf = (path: string): string =>
  path === CHECKPOINT ? 'no-cache' : 'public, max-age=31536000, immutable'

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): LogResponse {
  const body = new TextEncoder().encode(text)
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache', ...headers },
    body,
  }
}
