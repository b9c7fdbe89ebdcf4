import { AwsClient } from 'aws4fetch'
import { type Answer, quoted, refuse } from '../log/answer.ts'
import { readBounded, sentence } from './bounded.ts'
import { isLogPath } from './paths.ts'
import { cachingOf, contentTypeOf } from './serve.ts'
import { LONGEST_FILE, type Target } from './target.ts'

export interface BucketOptions {
  /** Where the credentials are: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** For one request, in milliseconds. */
  readonly timeout?: number
  /** How often a request is tried again after a failure of the server. */
  readonly retries?: number
}

/** A bucket of any S3-compatible service by its address: `https://host/bucket/prefix`. Requests are signed with SigV4. */
export function bucketTarget(address: string, options: BucketOptions = {}): Answer<{ readonly target: Target }> {
  const { env = process.env, timeout = 30_000, retries = 3 } = options
  if (!isBucketAddress(address))
    return refuse(
      `${quoted(address)} is no address of a bucket: write \`https://host/bucket\` (http on this machine only)`,
    )
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (!accessKeyId || !secretAccessKey)
    return refuse('a bucket needs credentials: set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`')
  const session = env.AWS_SESSION_TOKEN ? { sessionToken: env.AWS_SESSION_TOKEN } : {}
  const region = env.AWS_REGION ?? 'us-east-1'
  const client = new AwsClient({ accessKeyId, secretAccessKey, ...session, region, service: 's3', retries })
  const prefix = address.replace(/\/*$/, '/')
  const ask = (path: string, init: RequestInit) => answerOf(client, prefix + path, init, timeout)
  return { ok: true, target: { read: (path) => read(ask, path), write: (path, bytes) => write(ask, path, bytes) } }
}

function isBucketAddress(address: string): boolean {
  const url = URL.parse(address)
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && /^(?:127\.|localhost$|\[::1\]$)/.test(url.hostname))
}

type Ask = (path: string, init: RequestInit) => Promise<Response>

async function answerOf(client: AwsClient, url: string, init: RequestInit, timeout: number): Promise<Response> {
  try {
    return await client.fetch(url, { ...init, signal: AbortSignal.timeout(timeout) })
  } catch (error) {
    throw new Error(`\`${url}\` can't be reached: ${sentence(error)}`, { cause: error })
  }
}

async function read(ask: Ask, path: string): Promise<Uint8Array | null> {
  if (!isLogPath(path)) return null
  const response = await ask(path, { method: 'GET' })
  if (response.ok) return readBounded(response, LONGEST_FILE)
  await response.body?.cancel()
  if (response.status === 404) return null
  throw new Error(`the bucket answered ${response.status} when \`${path}\` was read`)
}

async function write(ask: Ask, path: string, bytes: Uint8Array): Promise<void> {
  if (!isLogPath(path)) throw new RangeError(`\`${path}\` is no path of a log`)
  const headers = { 'content-type': contentTypeOf(path), 'cache-control': cachingOf(path) }
  const response = await ask(path, { method: 'PUT', headers, body: new Uint8Array(bytes) })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`the bucket answered ${response.status} when \`${path}\` was written`)
}
