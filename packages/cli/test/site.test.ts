import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bylaw, Folder } from './command.ts'

const folder = new Folder()
const site = (...args: string[]) => bylaw(['site', ...args], { cwd: folder.path })

afterAll(() => folder.remove())

const heading = '# Answers {#answers authority=developer}\n\nAbout answers.\n\n'
const behavior = '```yaml bylaw\nbehavior: length\nvalues: [short, long]\ndefault: short\n```\n'
folder.write('deep/down/spec.md', `---\nbylaw: 1\ntitle: How it answers\n---\n${heading}${behavior}`)
folder.write('deep/ops/clinic.md', '---\nbylaw: 1\nlayer: developer\n---\n```yaml bylaw\nset: {length: long}\n```\n')
folder.write('deep/down/user.md', '---\nbylaw: 1\nlayer: user\n---\n```yaml bylaw\nset: {length: short}\n```\n')
folder.write('wrong.md', `---\nbylaw: 1\ntitle: Wrong\n---\n${heading}${behavior.replace('short\n', 'tall\n')}`)

const spec = 'deep/down/spec.md'
const all = ['boot.js', 'console.css', 'console.js', 'data.js', 'engine.js', 'icon.svg', 'index.html']
const text = (...path: string[]): string => readFileSync(join(folder.path, ...path), 'utf8')

/** What a site carries, as its page reads it. */
function carried(at: string) {
  const script = text(at, 'data.js')
  return JSON.parse(JSON.parse(script.slice(script.indexOf('"'), script.lastIndexOf('"') + 1)))
}

describe('bylaw site', () => {
  it('writes a site, and says where', async () => {
    const { code, out, err } = await site(spec, '-o', 'plain/site')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe(
      '0 errors, 0 warnings in 1 file\nWrote 7 files into plain/site. Open plain/site/index.html in a browser.\n',
    )
    expect(readdirSync(join(folder.path, 'plain/site')).sort()).toEqual(['bylaw-site.json', ...all].sort())
    expect(text('plain/site', 'index.html')).toContain('<title>How it answers</title>')
  })

  it('carries the layers strongest first, each operator as one more stack, and no text twice', async () => {
    const given = [spec, '-o', 'stacks', '--layer', 'user=deep/down/user.md', '--operator', 'clinic=deep/ops/clinic.md']
    const { code, out } = await site(...given, '--title', 'For the clinic', '--json')
    expect(code).toBe(0)
    const { stacks, diagnostics, files, folder: at } = JSON.parse(out)
    expect({ diagnostics, at, files: files.toSorted() }).toEqual({ diagnostics: [], at: 'stacks', files: all })
    const { stacks: shelved, texts } = carried('stacks')
    expect(texts).toHaveLength(3)
    expect(shelved.map(({ name, title }: { name: string; title: string }) => [name, title])).toEqual([
      ['spec', 'For the clinic'],
      ['clinic', 'clinic'],
    ])
    expect(shelved[1].files).toEqual([
      { level: 'root', file: 'down/spec.md', text: 0 },
      { level: 'developer', file: 'ops/clinic.md', text: 2 },
      { level: 'user', file: 'down/user.md', text: 1 },
    ])
    expect(shelved.map(({ digest }: { digest: string }) => digest)).toEqual(
      stacks.map(({ digest }: { digest: string }) => digest),
    )
    expect(shelved[0].digest).toMatch(/^[0-9a-f]{64}$/)
    expect(text('stacks', 'index.html') + text('stacks', 'data.js')).not.toContain(folder.path)
  })

  it('writes the same bytes for the same files', async () => {
    await site(spec, '-o', 'once')
    await site(spec, '-o', 'twice')
    for (const name of all) expect(text('once', name)).toBe(text('twice', name))
  })

  it('writes a refused policy, too, marked as such, and exits 1', async () => {
    const { code, out, err } = await site('wrong.md', '-o', 'refused')
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toContain('wrong.md:')
    expect(out).toContain('1 error, 0 warnings in 1 file\nWrote 7 files into refused.')
    expect(text('refused', 'index.html')).toContain('This policy is refused')
    expect(carried('refused').stacks[0].digest).toBeNull()
  })

  it('writes over an earlier site, and leaves alone what it did not write', async () => {
    await site(spec, '-o', 'again')
    folder.write('again/CNAME', 'specs.example')
    const { code } = await site('wrong.md', '-o', 'again')
    expect(code).toBe(1)
    expect(text('again', 'CNAME')).toBe('specs.example')
    expect(text('again', 'index.html')).toContain('<title>Wrong</title>')
  })

  it('refuses a folder of other things, and says what to do', async () => {
    folder.write('mine/index.html', 'mine')
    const { code, out, err } = await site(spec, '-o', 'mine')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe(
      'bylaw: cannot write mine: it holds other things than a site; name an empty folder or one that bylaw site wrote\n',
    )
    expect([text('mine', 'index.html'), readdirSync(join(folder.path, 'mine'))]).toEqual(['mine', ['index.html']])
  })

  it('writes over no file that an earlier site did not write, and through no link', async () => {
    folder.write('partly/bylaw-site.json', '{"bylaw-site": 1, "files": ["data.js"]}')
    folder.write('partly/index.html', 'mine')
    expect(await site(spec, '-o', 'partly')).toMatchObject({
      code: 2,
      err: 'bylaw: cannot write partly/index.html: it is no file of a site\n',
    })
    folder.write('outside.js', 'outside')
    mkdirSync(join(folder.path, 'linked'))
    folder.write('linked/bylaw-site.json', '{"bylaw-site": 1, "files": ["data.js"]}')
    symlinkSync('../outside.js', join(folder.path, 'linked/data.js'))
    expect((await site(spec, '-o', 'linked')).err).toBe('bylaw: cannot write linked/data.js: it is no file of a site\n')
    expect([text('outside.js'), text('partly/index.html')]).toEqual(['outside', 'mine'])
  })

  for (const [what, args, line] of [
    ['a file that is not there', ['none.md', '-o', 'x'], 'cannot read none.md: no such file or folder'],
    ['a place that is a file', [spec, '-o', 'wrong.md'], 'cannot write wrong.md: a file of this name is in the way'],
    ['an operator without a name', [spec, '-o', 'x', '--operator', 'a.md'], '--operator a.md: write it as NAME=FILE'],
    [
      'a name that an address can not carry',
      [spec, '-o', 'x', '--operator', 'a/b=wrong.md'],
      "--operator a/b=wrong.md: `a/b` can't be a name; letters, digits, - and _ can",
    ],
    [
      'a name that is taken',
      [spec, '-o', 'x', '--operator', 'spec=wrong.md'],
      '--operator spec=wrong.md: `spec` is the name of the stack without an operator',
    ],
    [
      'one name twice',
      [spec, '-o', 'x', '--operator', 'a=deep/ops/clinic.md', '--operator', 'a=deep/ops/clinic.md'],
      '--operator a=deep/ops/clinic.md: there is another operator of this name',
    ],
    ['no place to write to', [spec], "required option '-o, --output <folder>' not specified"],
    ['no spec', ['-o', 'x'], "missing required argument 'spec'"],
  ] as const) {
    it(`says in one line what is wrong with ${what}`, async () => {
      expect(await site(...args)).toEqual({ code: 2, out: '', err: `bylaw: ${line}\n` })
      expect(existsSync(join(folder.path, 'x'))).toBe(false)
    })
  }
})
