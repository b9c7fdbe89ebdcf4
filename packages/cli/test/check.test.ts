import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder, specs } from './command.ts'
import { library, operator, spec, stack } from './library.ts'

const folder = new Folder()
const check = (...args: string[]) => bylaw(['check', ...args], { cwd: folder.path })
const found = async (...args: string[]) => {
  const { code, out } = await check('--json', ...args)
  return { code, diagnostics: JSON.parse(out).diagnostics as Record<string, unknown>[] }
}

beforeAll(() => {
  library(folder)
  folder.write('misspelt.md', operator.replace('limit:', 'limt:'))
  folder.write('unknown.md', operator.replace('lending: everything', 'lendin: everything'))
  folder.write('dangling.md', `${spec}\nSee [the cellar](#cellar).\n`)
  folder.write('AGENTS.md', '# Notes for agents\n\nSee [there](#shelves).\n')
})
afterAll(() => folder.remove())

describe('bylaw check', () => {
  it('finds nothing in a sound file, and says how many it read', async () => {
    expect(await check('spec.md', 'operator.md')).toEqual({
      code: 0,
      out: '0 errors, 0 warnings in 2 files\n',
      err: '',
    })
  })

  it('shows an error with its line and a caret, and exits 1', async () => {
    const { code, out } = await check('spec.md', 'unknown.md')
    expect(code).toBe(1)
    expect(out).toContain('error[unknown-behavior]')
    expect(out).toContain('--> unknown.md:20:7')
    expect(out).toContain('set: {lendin: everything}')
    expect(out).toMatch(/\n +\| +\^{6}\n/)
    expect(out).toMatch(/\n1 error, 0 warnings in 2 files\n$/)
  })

  it('gives every diagnostic as data, with its place', async () => {
    const { code, diagnostics } = await found('spec.md', 'unknown.md')
    expect(code).toBe(1)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      code: 'unknown-behavior',
      file: 'unknown.md',
      line: 20,
      column: 7,
    })
    expect(Object.keys(diagnostics[0]!).slice(0, 6)).toEqual(['severity', 'code', 'message', 'file', 'line', 'column'])
  })

  it('exits 0 on warnings alone, and 1 with --strict', async () => {
    const { code, diagnostics } = await found('dangling.md')
    expect(diagnostics.map((each) => each.code)).toEqual(['dangling-reference'])
    expect(code).toBe(0)
    expect((await check('--strict', 'dangling.md')).code).toBe(1)
    expect((await check('--strict', 'spec.md')).code).toBe(0)
  })

  it('resolves references over all files together', async () => {
    expect((await found('spec.md', 'AGENTS.md')).diagnostics).toEqual([])
    expect((await found('AGENTS.md')).diagnostics).toMatchObject([{ code: 'dangling-reference', line: 3 }])
  })

  it('reads a lower layer alone without its spec, and says what that leaves out', async () => {
    const { code, out, err } = await check('unknown.md')
    expect({ code, out }).toEqual({ code: 0, out: '0 errors, 0 warnings in 1 file\n' })
    expect(err).toMatch(/^bylaw: no root file .* not resolved\n$/)
    expect((await check('misspelt.md')).code).toBe(1)
  })

  it('adds files to a stack given with --spec, --layer and --mandate', async () => {
    const { code, diagnostics } = await found(...stack, '--mandate', 'mandate.md')
    expect(code).toBe(0)
    expect(diagnostics.map(({ code: each, file }) => [each, file])).toEqual([
      ['bright-line', 'user.md'],
      ['out-of-reach', 'agent.md'],
    ])
    expect((await found('--spec', 'spec.md', 'unknown.md')).diagnostics).toMatchObject([{ code: 'unknown-behavior' }])
    expect((await check('--spec', 'spec.md', './spec.md')).out).toBe('0 errors, 0 warnings in 1 file\n')
  })

  it('shows where a file states a level that is none', async () => {
    folder.write('wizard.md', operator.replace('layer: developer', 'layer: wizard'))
    const { diagnostics } = await found('spec.md', 'wizard.md')
    expect(diagnostics).toMatchObject([{ code: 'unknown-level', file: 'wizard.md', line: 3, column: 8 }])
  })

  it('warns of a file mounted below the level it claims, and refuses one mounted above', async () => {
    expect((await found('--spec', 'spec.md', '--layer', 'user=operator.md')).diagnostics[0]).toMatchObject({
      severity: 'warning',
      code: 'mounted-below',
    })
    const above = await found('--spec', 'spec.md', '--layer', 'developer=user.md')
    expect(above.code).toBe(1)
    expect(above.diagnostics[0]).toMatchObject({ code: 'mounted-above' })
  })

  it('is clean over the reference spec and its example operator', async () => {
    const files = ['01-purpose-and-command', '02-lines-and-protections', '03-defaults-and-judgement'].concat([
      '04-young-people',
      '05-truth-and-style',
      '06-agents',
      '07-oversight',
    ])
    const paths = files.map((name) => `${specs}/reference/${name}.md`)
    expect((await found(...paths, `${specs}/examples/pharmacy.md`)).diagnostics).toEqual([])
  })
})
