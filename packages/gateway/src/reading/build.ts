import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** A file of a build, in memory. */
export interface Asset {
  /** Its content type. */
  readonly type: string
  /** SHA-256 of its bytes, as hex. */
  readonly digest: string
  /** Whether its name changes with what is in it. */
  readonly hashed: boolean
  readonly bytes: Uint8Array
  /** Compressed, the shortest first; none where that makes it no shorter. */
  readonly compressed: readonly { readonly encoding: 'br' | 'gzip'; readonly bytes: Uint8Array }[]
}

/** Each file under its path below the folder, with `/` between the parts. */
export type Build = ReadonlyMap<string, Asset>

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

const packed: ReadonlySet<string> = new Set(['.ico', '.png', '.woff2'])

/** `name-B7xQ2a_9.js`: eight characters of a hash, which are hardly ever a word. */
const hashInName = /[-.](?=[a-z_-]*[A-Z0-9])[\w-]{8}\.\w+$/

/**
 * Reads a build whole, and compresses it. What is no plain file is left out.
 * @throws where the folder or a file can't be read
 */
export async function readBuild(folder: string): Promise<Build> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const read = files.map(async (file) => [relative(folder, file).replaceAll(sep, '/'), await assetOf(file)] as const)
  return new Map(await Promise.all(read))
}

async function assetOf(file: string): Promise<Asset> {
  const bytes = await readFile(file)
  const type = types[extname(file)] ?? 'application/octet-stream'
  const digest = createHash('sha256').update(bytes).digest('hex')
  const compressed = packed.has(extname(file)) ? [] : await compressedOf(bytes)
  return { type, digest, hashed: hashInName.test(file), bytes, compressed }
}

const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

async function compressedOf(bytes: Uint8Array): Promise<Asset['compressed']> {
  const [br, gz] = await Promise.all([promisify(brotliCompress)(bytes, quality), promisify(gzip)(bytes)])
  const both = [{ encoding: 'br', bytes: br } as const, { encoding: 'gzip', bytes: gz } as const]
  return both
    .filter(({ bytes: { length } }) => length < bytes.length)
    .toSorted((a, b) => a.bytes.length - b.bytes.length)
}
