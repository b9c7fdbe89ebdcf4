import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder } from './command.ts'
import { library, operator } from './library.ts'

const folder = new Folder()
const outline = (...args: string[]) => bylaw(['outline', ...args], { cwd: folder.path })

beforeAll(() => {
  library(folder)
  folder.write('broken.md', operator.replace('limit:', 'limt:'))
})
afterAll(() => folder.remove())

const block = (...lines: string[]) => ['```yaml bylaw', ...lines, '```', ''].join('\n')

describe('bylaw outline', () => {
  it('gives a file as data', async () => {
    const { code, out } = await outline('spec.md', '--json')
    expect(code).toBe(0)
    const { sections, examples, behaviors, diagnostics } = JSON.parse(out)
    expect(sections).toEqual([
      { id: 'library', title: "A library's assistant", depth: 1, authority: null, own: false, line: 6 },
      { id: 'fire', title: 'Fire', depth: 2, authority: 'root', own: true, line: 15 },
      { id: 'shelves', title: 'Shelves', depth: 2, authority: 'developer', own: true, line: 22 },
      { id: 'voice', title: 'Voice', depth: 2, authority: 'guideline', own: true, line: 59 },
      { id: 'tools', title: 'Tools', depth: 2, authority: 'developer', own: true, line: 67 },
    ])
    expect(examples).toEqual([
      {
        title: 'a young reader',
        section: 'shelves',
        line: 43,
        turns: 1,
        answers: [{ grade: 'good' }, { grade: 'bad' }],
      },
    ])
    expect(behaviors[0]).toEqual({
      id: 'burning-books',
      kind: 'bright-line',
      values: ['never'],
      default: 'never',
      authority: 'root',
      section: 'fire',
      line: 18,
    })
    expect(behaviors.slice(1)).toMatchObject([
      { id: 'lending', kind: 'scale', values: ['picture-books', 'novels', 'everything'], default: 'novels' },
      { id: 'voice', kind: 'choice', default: 'quiet', authority: 'guideline', section: 'voice' },
      { id: 'tool.*', kind: 'scale', default: 'ask', authority: 'developer', line: 70 },
    ])
    expect(diagnostics).toEqual([])
  })

  it('gives a behavior the authority of its block, its section, its layer or the section it overlays', async () => {
    const scale = ['values: [low, high]', 'default: low']
    folder.write(
      'authorities.md',
      [
        '---\nbylaw: 1\nlayer: root\n---\n# Top\n',
        block('behavior: of-layer', ...scale),
        '## Part {#part authority=user}\n',
        block('behavior: of-section', ...scale),
        block('behavior: of-block', ...scale, 'authority: system'),
        '## Over\n',
        block('behavior: of-target', ...scale, 'section: part'),
        block('behavior: of-elsewhere', ...scale, 'section: another-file'),
      ].join('\n'),
    )
    const { behaviors } = JSON.parse((await outline('authorities.md', '--json')).out)
    expect(behaviors.map((each: Record<string, unknown>) => [each.id, each.authority, each.section])).toEqual([
      ['of-layer', 'root', 'top'],
      ['of-section', 'user', 'part'],
      ['of-block', 'system', 'part'],
      ['of-target', 'user', 'part'],
      ['of-elsewhere', null, 'another-file'],
    ])
    folder.write('lower.md', `---\nbylaw: 1\nlayer: operator\n---\n${block('behavior: own', ...scale)}`)
    expect(JSON.parse((await outline('lower.md', '--json')).out).behaviors).toMatchObject([
      { id: 'own', authority: 'developer', section: null },
    ])
  })

  it('takes values that a declaration leaves out from the narrowest family of the file', async () => {
    folder.write(
      'families.md',
      [
        '# T {#t authority=developer}\n',
        block('behavior: tool.*', 'values: [deny, ask, allow]', 'default: allow'),
        block('behavior: tool.mail.*', 'default: ask'),
        block('behavior: tool.mail.send', 'title: Sending mail'),
      ].join('\n'),
    )
    const { behaviors } = JSON.parse((await outline('families.md', '--json')).out)
    expect(behaviors.map((each: Record<string, unknown>) => each.default)).toEqual(['allow', 'ask', 'ask'])
    expect(behaviors[2]).toMatchObject({ kind: 'scale', values: ['deny', 'ask', 'allow'] })
  })

  it('exits 1 on a file with errors and gives what could be read, with the diagnostics', async () => {
    const { code, out } = await outline('broken.md', '--json')
    expect(code).toBe(1)
    const { sections, diagnostics } = JSON.parse(out)
    expect(sections).toMatchObject([{ id: 'the-town-library' }])
    expect(diagnostics.map((each: object) => Object.keys(each))).toEqual([
      ['severity', 'code', 'message', 'line', 'column'],
    ])
    expect(diagnostics[0]).toMatchObject({ severity: 'error', code: 'unknown-key', line: 9, column: 1 })
  })

  it('draws a tree for people', async () => {
    const { code, out } = await outline('spec.md')
    expect(code).toBe(0)
    expect(out).toContain("A library's assistant: 5 sections, 4 behaviors, 1 example")
    expect(out).toMatch(/^22 +developer +Shelves +#shelves +1 behavior, 1 example$/m)
    expect((await outline('broken.md')).out).toContain('error[unknown-key]')
  })
})
