import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type SiteOptions, type SiteStack, siteFiles, siteParts } from '../../src/index.ts'

/** A site in a folder of its own. */
export interface WrittenSite {
  /** Where a double click leads. */
  readonly fileUrl: string
  /** Where a host serves it, below a path of its own. */
  readonly httpUrl: string
  readonly folder: string
  close(): Promise<void>
}

/** What the sites of the tests are made of: the last build, or what `BYLAW_SITE` names. */
export const partsOfTests = (): string => {
  const parts = process.env.BYLAW_SITE ?? siteParts()
  if (parts === null) throw new Error('the console is not built: npm run build:console')
  return parts
}

/** Writes a site, and serves its folder as a plain host does, under `/a/b c/`. */
export async function writeSite(stacks: readonly SiteStack[], options: SiteOptions = {}): Promise<WrittenSite> {
  const base = mkdtempSync(join(tmpdir(), 'bylaw-site-'))
  const folder = join(base, 'a/b c')
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of await siteFiles(stacks, options, partsOfTests()))
    writeFileSync(join(folder, name), content)
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://site').pathname)
    const name = path.endsWith('/') ? 'index.html' : path.split('/').at(-1)!
    try {
      if (!path.startsWith('/a/b c/')) throw new Error('outside')
      response.writeHead(200, { 'content-type': typeOf(name) }).end(readFileSync(join(folder, name)))
    } catch {
      response.writeHead(404).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    folder,
    fileUrl: pathToFileURL(join(folder, 'index.html')).href,
    httpUrl: `http://127.0.0.1:${port}/a/b%20c/`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      rmSync(base, { recursive: true, force: true })
    },
  }
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
}

const typeOf = (name: string): string => types[name.split('.').at(-1)!] ?? 'application/octet-stream'
