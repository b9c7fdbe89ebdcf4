import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder } from './command.ts'
import { library, operator, stack, user } from './library.ts'

const folder = new Folder()
const decide = (...args: string[]) => bylaw(['decide', ...stack, ...args], { cwd: folder.path })
const decided = async (...args: string[]) => JSON.parse((await decide('--json', ...args)).out)

beforeAll(() => {
  library(folder)
})
afterAll(() => folder.remove())

describe('bylaw decide --behavior', () => {
  it('says the sentence first, then what was said, then what would change it', async () => {
    const { code, out, err } = await decide('--behavior', 'lending', '--fact', 'reader.age=grown@user')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const lines = out.split('\n')
    expect(lines[0]).toMatch(/^`lending` is `novels`: the default \(spec\.md:27\)\./)
    expect(out).toMatch(
      /^ {2}root +limit picture-books, when reader\.age == "child" +its condition does not hold +spec\.md:38$/m,
    )
    expect(out).toMatch(/^ {2}user +set everything +rejected: .*\(out-of-reach\) +user\.md:8$/m)
    expect(out).toContain('What would change this')
    expect(out).toContain('a developer sets `everything`')
  })

  it('gives the decision as data, in the order of its contract', async () => {
    const decision = await decided('--behavior', 'lending', '--fact', 'reader.age=grown@user')
    expect(Object.keys(decision).slice(0, 4)).toEqual(['behavior', 'value', 'rejected', 'trace'])
    expect(decision).toMatchObject({
      behavior: 'lending',
      value: 'novels',
      rejected: [{ statement: 'set', level: 'user', reason: 'out-of-reach', source: 'user.md:8' }],
      configured: false,
      decidedBy: { level: 'root', source: 'spec.md:27' },
      allowed: ['picture-books', 'novels'],
      discarded: [],
    })
    expect(decision.trace).toHaveLength(4)
    expect(decision.sentence).toMatch(/^`lending` is `novels`/)
    expect(decision.changes.length).toBeGreaterThan(0)
  })

  it('reads a fact by the type it is declared with', async () => {
    const value = async (...facts: string[]) =>
      (await decided('--behavior', 'lending', ...facts.flatMap((fact) => ['--fact', fact]))).value
    const grown = 'reader.age=grown@developer'
    expect(await value(grown, 'reader.staff=true@operator')).toBe('everything')
    expect(await value(grown, 'reader.staff=true@user')).toBe('novels')
    expect(await value(grown, 'reader.staff=true@developer', 'reader.loans=6@user')).toBe('novels')
    expect(await value(grown, 'reader.staff=true@developer', 'reader.loans=5.0@user')).toBe('everything')
    expect(await value(grown, 'reader.age=child@none')).toBe('novels')
  })

  it('names what it did not count, and decides without it', async () => {
    const facts = ['no.such=1@user', 'reader.staff=yes@developer', 'reader.loans=0x10@user', 'reader.loans=101@system']
    const args = ['--behavior', 'lending', ...facts.flatMap((fact) => ['--fact', fact])]
    const { value, discarded } = await decided(...args)
    expect(value).toBe('picture-books')
    expect(discarded).toEqual([
      { code: 'bad-assertion', name: 'no.such', by: 'user', value: '1' },
      { code: 'bad-assertion', name: 'reader.staff', by: 'developer', value: 'yes' },
      { code: 'bad-assertion', name: 'reader.loans', by: 'user', value: '0x10' },
      { code: 'bad-assertion', name: 'reader.loans', by: 'system', value: 101 },
    ])
    const { code, out } = await decide(...args)
    expect(code).toBe(0)
    expect(out).toContain('Not counted\n  no.such = 1, said by a user')
  })

  it('reads the arguments of a tool call', async () => {
    const order = ['--behavior', 'tool.catalogue.order']
    expect((await decided(...order, '--args', '{"branch": "open"}')).value).toBe('allow')
    expect((await decided(...order, '--args', '{"branch": "closed"}')).value).toBe('deny')
    expect((await decided(...order)).value).toBe('deny')
  })

  it('names the level of the reader', async () => {
    expect((await decide('--behavior', 'voice', '--as', 'user')).out).toMatch(/^.*You are a user\.$/m)
  })

  it('decides for a subagent under its mandate, never more than for its giver', async () => {
    const of = async (id: string, ...rest: string[]) => (await decided('--behavior', id, ...rest)).value
    expect(await of('tool.catalogue.search')).toBe('allow')
    expect(await of('tool.catalogue.search', '--mandate', 'mandate.md')).toBe('ask')
    expect(await of('tool.post.send', '--mandate', 'mandate.md')).toBe('ask')
  })

  it('calls an unknown behavior by its name, suggests a near one, and exits 2', async () => {
    const { code, out, err } = await decide('--behavior', 'lendin', '--json')
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ behavior: 'lendin', value: null, error: { code: 'unknown-behavior' } })
    expect(err).toMatch(/^bylaw: .*`lendin`.*did you mean `lending`\?\n$/)
  })

  it('decides nothing under a refused policy: diagnostics on standard error, exit 2', async () => {
    folder.write('bad.md', operator.replace('limit:', 'limt:'))
    const args = ['--spec', 'spec.md', '--layer', 'developer=bad.md']
    for (const verb of [['decide', '--behavior', 'voice'], ['matrix'], ['compose']]) {
      const { code, out, err } = await bylaw([...verb, ...args], { cwd: folder.path })
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toContain('error[unknown-key]')
      expect(err).toContain('--> bad.md:9:1')
      expect(err).toMatch(/\nbylaw: the policy is refused: 1 error\n$/)
    }
    const { code, err } = await bylaw(['matrix', '--json', ...args], { cwd: folder.path })
    expect(code).toBe(2)
    expect(JSON.parse(err).diagnostics).toMatchObject([{ code: 'unknown-key', file: 'bad.md', line: 9 }])
  })

  it('keeps serving under an error from below, without what that layer wanted, and says so', async () => {
    folder.write('odd-user.md', user.replace('set: {voice', 'limt: {lending: novels}\nset: {voice'))
    const args = ['--spec', 'spec.md', '--layer', 'user=odd-user.md', '--behavior', 'voice', '--json']
    const { code, out, err } = await bylaw(['decide', ...args], { cwd: folder.path })
    expect(code).toBe(0)
    expect(JSON.parse(out).value).toBe('quiet')
    expect(err).toMatch(/^bylaw: 1 error in odd-user\.md: its sets, grants and trusts are dropped/)
  })
})
