import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder } from './command.ts'
import { library, stack } from './library.ts'

const folder = new Folder()
const run = (verb: string, ...args: string[]) => bylaw([verb, ...stack, ...args], { cwd: folder.path })

beforeAll(() => {
  library(folder)
})
afterAll(() => folder.remove())

describe('bylaw matrix', () => {
  it('gives a row for each behavior and a cell for each level, and the share of each authority', async () => {
    const { code, out } = await run('matrix', '--json')
    expect(code).toBe(0)
    const { behaviors, shares } = JSON.parse(out)
    expect(behaviors.map((row: Record<string, unknown>) => [row.behavior, row.value, row.hardcoded])).toEqual([
      ['burning-books', 'never', true],
      ['lending', 'picture-books', true],
      ['voice', 'bright', false],
      ['tool.*', 'ask', false],
    ])
    const [, lending, voice, tools] = behaviors
    expect(Object.keys(lending.levels)).toEqual(['root', 'system', 'developer', 'user', 'agent'])
    expect(lending).toMatchObject({
      kind: 'scale',
      values: ['picture-books', 'novels', 'everything'],
      default: 'novels',
      authority: 'developer',
      levels: {
        developer: { raise: null, tighten: false, grantable: 'novels' },
        user: { raise: null, grantable: null },
      },
    })
    expect(voice.levels.user).toMatchObject({ raise: null, tighten: false, grantable: null, choose: ['quiet'] })
    expect(tools.levels.developer).toMatchObject({ raise: 'allow', tighten: true, grantable: 'allow' })
    expect(tools.levels.user).toMatchObject({ raise: null, tighten: true, grantable: null })
    expect(shares).toEqual([
      { authority: 'root', behaviors: 1, brightLines: 1, percent: 25 },
      { authority: 'developer', behaviors: 2, brightLines: 0, percent: 50 },
      { authority: 'guideline', behaviors: 1, brightLines: 0, percent: 25 },
    ])
  })

  it('is drawn for people, under the facts given', async () => {
    const assumed = await run('matrix')
    expect(assumed.code).toBe(0)
    expect(assumed.out).toMatch(/^behavior +value +authority +R S D U A +as far as$/m)
    expect(assumed.out).toMatch(/^burning-books +never +root +· · · · · +bright line$/m)
    expect(assumed.out).toMatch(/^lending +picture-books\* +developer +◆ ◇ ◇ · · +everything; grants novels$/m)
    expect(assumed.out).toMatch(/^voice +bright\* +guideline +● ● ● ● ● +any RSD, quiet UA$/m)
    expect(assumed.out).toMatch(/^tool\.\* +ask +developer +◆ ◆ ◆ ○ ○ +allow$/m)
    expect(assumed.out).toContain('4 behaviors: 2 softcoded, 2 hardcoded')
    expect(assumed.out).toContain('by authority: root 1 (1 bright line), 25 %; developer 2, 50 %; guideline 1, 25 %')
    const grown = await run('matrix', '--fact', 'reader.age=grown@developer')
    expect(grown.out).toMatch(/^lending +novels +developer +◆ ◆ ◆ ○ ○ +everything; grants novels$/m)
  })

  it('tells one level what it may do, what was decided above it and what it could ask for', async () => {
    const { code, out } = await run('matrix', '--as', 'user')
    expect(code).toBe(0)
    expect(out).toMatch(/^Seen by a user: 1 to change, 2 to ask for, 1 as they are\.$/m)
    expect(out).toMatch(/^ {2}voice +bright +root spec:\d+: quiet +quiet$/m)
    expect(out).toMatch(/^ {2}tool\.\* +ask +root spec:\d+ +developer to set allow \+\d$/m)
    expect(out).toContain('burning-books never (fixed)')
    const { as, behaviors } = JSON.parse((await run('matrix', '--as', 'user', '--json')).out)
    expect(as).toBe('user')
    expect(behaviors[1]).toMatchObject({
      behavior: 'lending',
      value: 'picture-books',
      above: { value: 'picture-books', level: 'root', source: expect.stringMatching(/^spec\.md:\d+$/) },
      raise: null,
    })
    expect(behaviors[3].asks).toContainEqual({ level: 'developer', how: 'grant', value: 'allow', to: 'user' })
    const grown = await run('matrix', '--as', 'operator', '--fact', 'reader.age=grown@developer')
    expect(grown.out).toMatch(/^ {2}lending +novels +root spec:\d+ +up to everything; grant up to novels$/m)
    expect((await run('matrix', '--as', 'king')).code).toBe(2)
  })
})

describe('bylaw compose', () => {
  it('prints the instructions as they are', async () => {
    const { code, out } = await run('compose')
    expect(code).toBe(0)
    expect(out).toContain('What is lent: picture-books (lends picture books)')
  })

  it('gives its parts as data, stable first', async () => {
    const { out } = await run('compose', '--json', '--fact', 'reader.age=grown@developer')
    const { stable, situation, text } = JSON.parse(out)
    expect(text).toBe(`${stable}\n\n${situation}`)
    expect(situation).toContain('What is lent: novels')
    expect(stable).not.toContain('What is lent')
  })

  it('offers what the reader may adjust, and leaves the prose out on request', async () => {
    const operators = await run('compose', '--reader', 'operator', '--fact', 'reader.age=grown@developer')
    expect(operators.out).toMatch(/What is lent: novels .*On request, up to everything/)
    const users = await run('compose', '--reader', 'user', '--fact', 'reader.age=grown@developer')
    expect(users.out).toMatch(/What is lent: novels/)
    expect(users.out).not.toMatch(/What is lent.*On request/)
    expect((await run('compose', '--prose', 'all')).out).toContain('What may be lent depends on who reads; see Fire.')
    expect((await run('compose', '--prose', 'none')).out).not.toContain('What may be lent')
  })
})
