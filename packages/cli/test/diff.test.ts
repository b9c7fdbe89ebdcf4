import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { code } from '../src/markdown/escape.ts'
import { bylaw, Folder } from './command.ts'
import { operator, spec } from './library.ts'

const folder = new Folder()
const run = (...args: string[]) => bylaw(['diff', ...args], { cwd: folder.path })
const config = (...deployments: string[]): string =>
  `specs: [spec.md]\ndeployments:\n${deployments.map((name) => `  ${name}:\n    layers: [{operator: ${name}.md}]\n    upstreams: [{format: openai-chat, url: "http://127.0.0.1:1/v1", key: "\${NO_SUCH_KEY}"}]\n`).join('')}`

function version(name: string, deployments: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder.path, name), { recursive: true })
  writeFileSync(join(folder.path, name, 'bylaw.yaml'), config(...Object.keys(deployments)))
  writeFileSync(join(folder.path, name, 'spec.md'), spec)
  for (const [deployment, text] of Object.entries(deployments))
    writeFileSync(join(folder.path, name, `${deployment}.md`), text)
}

beforeAll(() => {
  const stricter = operator.replace('limit: {voice', 'limit: {lending: picture-books, voice')
  const open = operator.replace('set: {tool.catalogue.*: allow}', 'set: {tool.*: allow}')
  version('before', { town: operator, school: stricter, ship: operator })
  version('after', { town: open, school: operator, cellar: operator })
  version('alone', { moon: operator })
  writeFileSync(join(folder.path, 'spec.md'), spec)
})
afterAll(() => folder.remove())

describe('bylaw diff of two folders', () => {
  it('compares each deployment that both have, and names the others', async () => {
    const { code, out, err } = await run('before', 'after')
    expect(code).toBe(1)
    expect(out).toMatch(/^deployment town\n1 looser: 1 behavior to look at$/m)
    expect(out).toMatch(/^deployment school\n/m)
    expect(out).toContain('looser: ask → allow')
    expect(err).toBe(
      'bylaw: the deployment cellar is new: there is nothing to compare it with\nbylaw: the deployment ship is gone\n',
    )
  })

  it('gives one list of changes, each with its deployment', async () => {
    const { textOnly, changes, deployments } = JSON.parse((await run('before', 'after', '--json')).out)
    expect(textOnly).toBe(false)
    expect(deployments).toEqual({ compared: ['town', 'school'], added: ['cellar'], removed: ['ship'] })
    expect(changes).toContainEqual(
      expect.objectContaining({
        deployment: 'school',
        behavior: 'lending',
        direction: 'looser',
        old: 'picture-books',
        new: 'novels',
        facts: [expect.objectContaining({ name: 'reader.age', value: 'grown' })],
        situations: expect.any(Number),
      }),
    )
  })

  it('compares only the one that is asked for', async () => {
    const { changes } = JSON.parse((await run('before', 'after', '--deployment', 'town', '--json')).out)
    expect(changes.map(({ behavior }: { behavior: string }) => behavior)).toEqual(['tool.*'])
    expect((await run('before', 'after', '--deployment', 'town', '--fail-on', 'tighter')).code).toBe(0)
    expect((await run('before', 'before')).out).toMatch(/^deployment ship\ntext only: nothing/m)
  })

  it.each([
    [['before', 'spec.md'], /before is a folder and the other is a file/],
    [['before', 'nowhere'], /cannot read nowhere: no such file or folder/],
    [['before', 'after', '--spec', 'spec.md'], /leave --spec, --layer and the like out/],
    [['before', 'after', '--deployment', 'ship'], /--deployment ship: after\/bylaw\.yaml has no such deployment/],
    [['before', 'alone'], /no deployment of the same name/],
    [['.', 'after'], /^bylaw: bylaw\.yaml:1:1: the file can't be read/],
    [['spec.md', 'spec.md', '--deployment', 'town'], /only two folders have deployments/],
  ])('refuses %j in one line', async (args, line) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(line)
    expect(err.trim()).not.toContain('\n')
  })
})

describe('bylaw diff, grouped', () => {
  it('puts what loosens first, and what is the same for several behaviors once', async () => {
    const tools = ['ask', 'deny'].map(
      (value) => `\n\`\`\`yaml bylaw\nset: {tool.a.x: ${value}, tool.b.y: ${value}}\n\`\`\`\n`,
    )
    folder.write('was.md', `${operator}${tools[1]}`)
    folder.write('is.md', `${operator.replace('limit: {voice', 'limit: {lending: picture-books, voice')}${tools[0]}`)
    const { out } = await run('--spec', 'spec.md', '--level', 'developer', 'was.md', 'is.md')
    expect(out).toMatch(/^tool\.a\.x, tool\.b\.y\n {2}looser: deny → ask, in 1 situation/m)
    expect(out.indexOf('looser: deny')).toBeLessThan(out.indexOf('lending\n  tighter'))
  })
})

describe('bylaw diff --format markdown', () => {
  it('is a sentence, a table, and the rest folded away', async () => {
    const { code, out } = await run('before', 'after', '--deployment', 'town', '--format', 'markdown')
    expect(code).toBe(1)
    expect(out).toMatch(/^## Bylaw: decisions change \(1 looser\)\n/)
    expect(out).toContain('| 🔓 looser | `tool.*` | `ask` | `allow` | 1 situation, as where nobody asserts anything |')
    expect(out.match(/<details>/g)?.length).toBe(out.match(/<\/details>/g)?.length)
    expect((await run('before', 'before', '--format', 'markdown')).out).toMatch(/^## Bylaw: only the text changes\n/)
  })

  it('writes what stands in a document as code that ends nowhere else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const shown = code(text)
        const inner = shown.startsWith('<code>') ? shown.slice(6, -7) : shown.slice(1, -1)
        if (shown === '') return
        expect(shown).toMatch(/^(`.*`|<code>.*<\/code>)$/u)
        expect(inner).not.toMatch(/[`|\\\n\r]/)
        if (shown.startsWith('<code>')) expect(inner).toMatch(/^([A-Za-z0-9 ]|&#\d+;)*$/)
      }),
    )
    expect(code('@everyone see <img src=x onerror=y> #1')).toBe('`@everyone see <img src=x onerror=y> #1`')
    expect(code('a`b|c\\d</code>')).toBe('<code>a&#96;b&#124;c&#92;d&#60;&#47;code&#62;</code>')
    expect(code('x'.repeat(1000)).length).toBeLessThan(310)
  })
})
