/** Pages that are measured: each is served at an address of its own, on this machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import MarkdownIt from 'markdown-it'
import { serveConsole } from '../../packages/console/test/house.ts'

/** A page of a spec. */
export interface SpecPage {
  readonly name: string
  readonly url: string
  /** What is there when the text can be read. */
  readonly ready: string
  close(): Promise<void>
}

/** The console over one spec, served by the real gateway. */
export async function consolePage(name: string, files: readonly string[]): Promise<SpecPage> {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-bench-'))
  const config = join(folder, 'bylaw.yaml')
  writeFileSync(config, `specs: ${JSON.stringify(files)}\ndeployments: {all: {layers: []}}\n`)
  const gateway = await serveConsole(config)
  const close = async () => {
    await gateway.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { name, url: `${gateway.url}/spec`, ready: '[data-ready]', close }
}

/** The limit: the same text as one page of HTML without a script, which says nothing of what it means. */
export async function plainPage(name: string, text: string): Promise<SpecPage> {
  const body = new MarkdownIt('commonmark').enable(['table']).render(text)
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Spec</title><main>${body}</main></html>`
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const close = () => new Promise<void>((done) => server.close(() => done()).closeAllConnections())
  return { name, url: `http://127.0.0.1:${port}/`, ready: 'main', close }
}
