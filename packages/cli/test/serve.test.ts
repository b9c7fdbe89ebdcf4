import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder, start } from './command.ts'
import { operator, spec } from './library.ts'

const folder = new Folder()
const config = (listen: string, spec = 'spec.md') =>
  `listen: ${listen}\nspecs: [${spec}]\ndeployments:\n  library:\n    layers: [{developer: operator.md}]\n`

beforeAll(() => {
  folder.write('spec.md', spec)
  folder.write('operator.md', operator)
  folder.write('bylaw.yaml', config('127.0.0.1:0'))
})
afterAll(() => folder.remove())

/** What is printed up to and including the line that matches. */
async function printed(child: ChildProcessWithoutNullStreams, until: RegExp): Promise<string> {
  let seen = ''
  for await (const chunk of child.stdout) {
    seen += chunk
    if (until.test(seen)) return seen
  }
  throw new Error(`ended early: ${seen}`)
}

const ended = (child: ChildProcessWithoutNullStreams): Promise<number | null> =>
  new Promise((done) => child.on('close', done))

describe('bylaw serve', () => {
  it('serves ./bylaw.yaml, says where and what to try, and ends with 0 on a signal', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const child = start(['serve'], { cwd: folder.path })
      const end = ended(child)
      const text = await printed(child, /base address/)
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)![0]
      expect(text).toContain(`curl -i ${url}/v1/chat/completions`)
      expect((await fetch(`${url}/healthz`)).status).toBe(200)
      child.kill(signal)
      expect(await end).toBe(0)
    }
    expect(existsSync(join(folder.path, '.bylaw'))).toBe(true)
  })

  it('says where it serves as data', async () => {
    const child = start(['serve', '--json', '--config', join(folder.path, 'bylaw.yaml')])
    const end = ended(child)
    const { url, deployments } = JSON.parse(await printed(child, /\n/))
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(deployments).toMatchObject([{ name: 'library', upstream: 'rehearsal', diagnostics: [] }])
    expect(deployments[0].policy).toMatch(/^[0-9a-f]{64}$/)
    child.kill('SIGTERM')
    expect(await end).toBe(0)
  })

  it('serves on with a refused policy, and says on standard error what is wrong', async () => {
    folder.write('broken.md', spec.replace('default: novels', 'default: novel'))
    const file = folder.write('broken.yaml', config('127.0.0.1:0', 'broken.md'))
    const child = start(['serve', '--config', file])
    let err = ''
    child.stderr.on('data', (chunk) => {
      err += chunk
    })
    const end = ended(child)
    expect(await printed(child, /base address/)).toContain('library: refused')
    child.kill('SIGTERM')
    expect(await end).toBe(0)
    expect(err).toMatch(/^bylaw: broken\.md:\d+:\d+: error\[[a-z-]+\]: /m)
  })

  it('exits 2 with one line where it cannot serve', async () => {
    const missing = await bylaw(['serve', '--config', 'none.yaml'], { cwd: folder.path })
    expect(missing.code).toBe(2)
    expect(missing.err).toMatch(/^bylaw: none\.yaml:1:1: error\[unreadable-file\]: .+\n$/)
    const file = folder.write('bad.yaml', 'specs: 1\n')
    const bad = await bylaw(['serve', '--config', file])
    expect(bad.code).toBe(2)
    expect(bad.err).toContain('bad.yaml:1:')
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((done) => server.once('listening', done))
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const taken = await bylaw(['serve', '--config', folder.write('taken.yaml', config(address))])
    server.close()
    expect(taken).toEqual({ code: 2, out: '', err: `bylaw: cannot serve at ${address}: the address is in use\n` })
  })

  it('serves the packaged configuration where there is none, and keeps its records here', async () => {
    const empty = new Folder()
    const packaged = readFileSync(join(import.meta.dirname, '../../../specs/bylaw.yaml'), 'utf8')
    const port = /^listen: 127\.0\.0\.1:(\d+)$/m.exec(packaged)![1]
    const holder = createServer()
    const free = await new Promise<boolean>((done) => {
      holder.once('error', () => done(false))
      holder.listen(Number(port), '127.0.0.1', () => done(true))
    })
    const { code, err } = await bylaw(['serve'], { cwd: empty.path })
    if (free) holder.close()
    expect(code).toBe(2)
    expect(err).toMatch(/^bylaw: no \.\/bylaw\.yaml here: serving .*specs\/bylaw\.yaml \(bylaw init writes one\)\n/)
    expect(err).toContain(`cannot serve at 127.0.0.1:${port}: the address is in use`)
    expect(existsSync(join(empty.path, '.bylaw'))).toBe(true)
    empty.remove()
  })
})
