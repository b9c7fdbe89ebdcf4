import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bylaw, Folder, specs, start } from './command.ts'

const folder = new Folder()
const init = (...args: string[]) => bylaw(['init', ...args], { cwd: folder.path })

afterAll(() => folder.remove())

const specsOf = (config: string): string[] =>
  [...readFileSync(config, 'utf8').matchAll(/^ {2}- (".*")$/gm)].map(([, file]) => JSON.parse(file!))

describe('bylaw init', () => {
  it('writes two commented files and says what to do next', async () => {
    const { code, out } = await init('a place')
    expect(code).toBe(0)
    expect(out).toBe(
      "Wrote a place/operator.md and a place/bylaw.yaml.\nNext: bylaw serve --config 'a place/bylaw.yaml'\n",
    )
    expect(JSON.parse((await init('other', '--json')).out)).toEqual({
      files: ['other/operator.md', 'other/bylaw.yaml'],
      next: 'bylaw serve --config other/bylaw.yaml',
    })
  })

  it('writes an operator that is clean under the spec that its configuration names', async () => {
    await init('checked')
    const at = join(folder.path, 'checked')
    const files = specsOf(join(at, 'bylaw.yaml'))
    expect(files.length).toBeGreaterThan(1)
    const { code, out, err } = await bylaw(['check', '--strict', '--json', ...files, 'operator.md'], { cwd: at })
    expect({ code, out, err }).toEqual({ code: 0, out: '{"diagnostics":[]}\n', err: '' })
  })

  it('shows judges and checks that can be served as they stand, once they are no comment', async () => {
    await init('judged')
    const at = join(folder.path, 'judged')
    const text = readFileSync(join(at, 'bylaw.yaml'), 'utf8')
    const shown = text.replace(/^( *)# ((judges|act|stream|behaviors| {2}[a-z-]+):.*)$/gm, '$1$2')
    for (const key of ['judges: [reader]', 'act: refuse', 'stream: hold', 'crude-language:', 'swearing:', 'reader:'])
      expect(shown).toMatch(new RegExp(`^ *${key.replace(/[[\]]/g, '\\$&')}`, 'm'))
    const child = start([
      'serve',
      '--json',
      '--config',
      folder.write('judged/shown.yaml', shown.replace(':4141', ':0')),
    ])
    const ended = new Promise((done) => child.on('close', done))
    let err = ''
    child.stderr.on('data', (chunk) => {
      err += chunk
    })
    const [line] = await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect({ err, ...JSON.parse(String(line)) }).toMatchObject({ err: '', deployments: [{ diagnostics: [] }] })
  })

  it('names the spec by a relative path where the package is installed in the folder', async () => {
    const at = join(folder.path, 'project')
    mkdirSync(join(at, 'node_modules/@bylaw'), { recursive: true })
    cpSync(specs, join(at, 'node_modules/@bylaw/specs'), { recursive: true })
    await init('project')
    for (const file of specsOf(join(at, 'bylaw.yaml'))) {
      expect(file).toMatch(/^\.\/node_modules\/@bylaw\/specs\/reference\//)
      expect(existsSync(join(at, file))).toBe(true)
    }
  })

  it('never writes over a file, names it and exits 1; --force does', async () => {
    const path = folder.write('mine/operator.md', 'mine')
    const { code, err } = await init('mine')
    expect({ code, err }).toEqual({
      code: 1,
      err: 'bylaw: mine/operator.md already there; nothing was written (--force writes over it)\n',
    })
    expect(readFileSync(path, 'utf8')).toBe('mine')
    expect(existsSync(join(folder.path, 'mine/bylaw.yaml'))).toBe(false)
    expect((await init('mine', '--force')).code).toBe(0)
    expect(readFileSync(path, 'utf8')).toContain('layer: developer')
  })

  it('exits 2 where it cannot write', async () => {
    folder.write('file', '')
    const { code, err } = await init('file/below')
    expect(code).toBe(2)
    expect(err).toMatch(/^bylaw: cannot write file\/below\/operator\.md: .+\n$/)
  })
})
