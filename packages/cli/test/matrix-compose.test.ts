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
  it('gives a row for each behavior and a cell for each level', async () => {
    const { code, out } = await run('matrix', '--json')
    expect(code).toBe(0)
    const { rows } = JSON.parse(out)
    expect(rows.map((row: Record<string, unknown>) => [row.behavior, row.value, row.hardcoded])).toEqual([
      ['burning-books', 'never', true],
      ['lending', 'picture-books', true],
      ['voice', 'bright', false],
      ['tool.*', 'ask', false],
    ])
    const levels = ['root', 'system', 'developer', 'user', 'agent']
    expect(rows[2].cells.map((cell: Record<string, unknown>) => cell.level)).toEqual(levels)
    expect(rows[3].cells.map((cell: Record<string, unknown>) => cell.on)).toEqual([true, true, true, false, false])
  })

  it('is drawn for people, under the facts given', async () => {
    const assumed = await run('matrix')
    expect(assumed.code).toBe(0)
    expect(assumed.out).toMatch(/^behavior +value +authority +root +system +developer +user +agent$/m)
    expect(assumed.out).toMatch(/^burning-books +never \(default\) +root +bright line +○ +○ +○ +○ +○$/m)
    expect(assumed.out).toMatch(/^voice +bright +guideline +softcoded +● any +● any +● any +● bright +● bright$/m)
    expect(assumed.out).toContain('4 behaviors: 2 softcoded, 2 hardcoded')
    const grown = await run('matrix', '--fact', 'reader.age=grown@developer')
    expect(grown.out).toMatch(
      /^lending +novels \(default\) +developer +softcoded +● everything +● everything +● everything/m,
    )
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
