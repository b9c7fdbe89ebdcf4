import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder, launcher, start } from './command.ts'
import { library, operator, spec, stack } from './library.ts'

const folder = new Folder()
let old: string[]

beforeAll(() => {
  library(folder)
  const pretend = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })\n"
  old = ['--require', folder.write('old.cjs', pretend)]
})
afterAll(() => folder.remove())

describe('the launcher under a Node that is too old', () => {
  it('runs the command under the Node that the project depends on, with its arguments, streams and exit code', async () => {
    const args = ['decide', ...stack, '--requests', '-']
    const input = '{"behavior": "voice"}\nno\n'
    const here = await bylaw(args, { cwd: folder.path, input })
    expect(here.code).toBe(2)
    expect(await bylaw(args, { cwd: folder.path, input, node: old })).toEqual(here)
  })

  it('hands signals down', async () => {
    folder.write('spec.md', spec)
    folder.write('operator.md', operator)
    folder.write('bylaw.yaml', 'listen: 127.0.0.1:0\nspecs: [spec.md]\ndeployments: {library: {}}\n')
    const child = start(['serve', '--json'], { cwd: folder.path, node: old })
    const code = new Promise((done) => child.on('close', done))
    const { url } = JSON.parse(
      await new Promise<string>((done) => child.stdout.once('data', (data) => done(String(data)))),
    )
    child.kill('SIGTERM')
    expect(await code).toBe(0)
    await expect(fetch(url)).rejects.toThrow()
  })

  it('says what it needs where there is none, and exits 2', async () => {
    folder.write('package.json', '{"type": "module"}')
    const alone = join(folder.path, 'bylaw.js')
    copyFileSync(launcher, alone)
    const { code, out, err } = await bylaw(['--version'], { node: old, file: alone })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^bylaw: needs Node 24 or newer, and this is v[\d.]+ \(npm install node@24\)\n$/)
  })
})
