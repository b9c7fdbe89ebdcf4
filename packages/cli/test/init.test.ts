import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bylaw, Folder, specs } from './command.ts'

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
