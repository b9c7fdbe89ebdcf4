import { type Answer, json, plainError } from './choke.ts'
import type { Incoming } from './incoming.ts'
import { html, page, pageHeaders } from './people/html.ts'
import { type Asset, type Build, readBuild } from './reading/build.ts'

/** Answers for the pages and files of the console; null where the path is none of them. Never rejects. */
export type Console = (incoming: Incoming) => Promise<Answer | null>

/** Every address of the console is the same page: what it shows, it reads from the address. */
const pages = /^\/(?:(?:spec|matrix|play|analysis|compare|changes|traffic|incidents|conformance)(?:\/.*)?|d\/.+)$/

const off = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]

/** Nothing from elsewhere, in nobody's frame, and no text becomes code but by the console's own policy. */
const consoleHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data:`,
    `connect-src 'self'`,
    `worker-src 'self'`,
    `font-src 'self'`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    'trusted-types bylaw',
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': off.map((feature) => `${feature}=()`).join(', '),
}

/**
 * The console of a build: its program, which holds nothing of what is configured, to whoever asks.
 * @param folder null where there is no build: then its first page says how to make one
 */
export function consoleIn(folder: string | null): Console {
  let reading: Promise<Build | null> | null = null
  const build = () => {
    reading ??= readBuild(folder!).catch(() => {
      reading = null
      return null
    })
    return reading
  }
  return async (incoming) => {
    const { method, path } = incoming
    const first = path === '/' && wantsHtml(incoming)
    if (!first && !pages.test(path) && !path.startsWith('/console/')) return null
    const read = folder === null ? null : await build()
    const asset = read?.get(path.startsWith('/console/') ? path.slice(1) : 'index.html')
    if (asset === undefined) return first ? unbuilt() : null
    if (method !== 'GET' && method !== 'HEAD') return wrongMethod()
    return assetAnswer(asset, incoming)
  }
}

function wantsHtml({ method, header }: Incoming): boolean {
  return (method === 'GET' || method === 'HEAD') && /\btext\/html\b/i.test(header('accept') ?? '')
}

function assetAnswer({ type, digest, hashed, bytes, compressed }: Asset, { path, header }: Incoming): Answer {
  const vary = path === '/' ? 'accept, accept-encoding' : 'accept-encoding'
  const caching = hashed ? 'public, max-age=31536000, immutable' : 'no-cache'
  const headers = { ...consoleHeaders, 'content-type': type, 'cache-control': caching, etag: `W/"${digest}"`, vary }
  if (header('if-none-match')?.includes(digest)) return { status: 304, headers, body: '' }
  const taken = encodingsOf(header('accept-encoding') ?? '')
  const chosen = compressed.find(({ encoding }) => taken.has(encoding))
  if (chosen === undefined) return { status: 200, headers, body: bytes }
  return { status: 200, headers: { ...headers, 'content-encoding': chosen.encoding }, body: chosen.bytes }
}

/** The encodings that a client names and does not refuse. */
function encodingsOf(header: string): ReadonlySet<string> {
  const offered = header
    .toLowerCase()
    .split(',')
    .map((each) => each.split(';').map((part) => part.trim()))
  return new Set(offered.filter(([, weight]) => !/^q=0(?:\.0*)?$/.test(weight ?? '')).map(([name]) => name!))
}

function unbuilt(): Answer {
  const body = html`<h1>Bylaw</h1>
<p>The gateway serves; its console is not built. Build it where Bylaw is, then start the gateway again:</p>
<pre>npm run build:console</pre>
<p class="soft">Programs find here, as text, what to try: <code>curl</code> this address.</p>`
  return { status: 200, headers: { ...pageHeaders, vary: 'accept' }, body: page('Bylaw', body) }
}

function wrongMethod(): Answer {
  const message = 'this path is served by GET'
  const failure = { status: 405, message, type: 'invalid_request_error', param: null, code: 'wrong_method' }
  return json(plainError(failure), 405, { allow: 'GET, HEAD' })
}
