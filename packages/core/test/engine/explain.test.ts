import { describe, expect, it } from 'vitest'
import { type Assertion, explain, person } from '../../src/index.ts'
import { BASE, engineOf, fence, type Text } from '../policy/stack.ts'

const sentence = (
  id: string,
  layers: readonly Text[] = [],
  facts: readonly Assertion[] = [],
  viewer?: string,
): string => explain(engineOf([['root', BASE], ...layers]), id, facts, { viewer }).sentence
const declared = (id: string): string => `root.md:${BASE.split('\n').indexOf(`behavior: ${id}`) + 1}`
const vip = (by: string): Assertion => ({ name: 'user.vip', value: true, by })

describe('an explanation', () => {
  it('of a default says who may raise it, the weakest first', () => {
    expect(sentence('detail')).toBe(
      `\`detail\` is \`much\`: the default (${declared('detail')}). A developer may raise it to \`all\`.`,
    )
  })

  it('names who reads it', () => {
    expect(sentence('detail', [], [], 'user')).toMatch(/ You are a user\.$/)
    expect(sentence('weapons', [], [], 'user')).not.toContain('You are')
  })

  it('of a limit says where it stands, and what would have to go', () => {
    expect(sentence('detail', [['user', fence('limit: {detail: some}')]])).toBe(
      '`detail` is `some`: limited by a user (user.md:2). A user may raise it to `much` once user.md:2 is taken back. A developer may raise it to `all` once user.md:2 is taken back.',
    )
  })

  it('says since when, and who only claims it', () => {
    const layers: Text[] = [['system', fence('when: user.vip', 'limit: {detail: some}')]]
    expect(sentence('detail', layers, [vip('system')])).toContain(
      'limited by the system (system.md:3), since user.vip.',
    )
    expect(sentence('detail', layers, [vip('agent')])).toContain(
      'limited by the system (system.md:3), since it may be that user.vip, and to tighten that is enough.',
    )
  })

  it('says what to vouch for', () => {
    const layers: Text[] = [
      ['root', fence('when: user.vip', 'set: {tool.*: allow}') + fence('when: "!user.vip"', 'limit: {tool.*: ask}')],
    ]
    expect(sentence('tool.web.get', layers)).toContain(
      'It would be `allow` if a developer vouched that user.vip is true.',
    )
  })

  it('of a choice lists the other choices', () => {
    expect(sentence('tone')).toBe(
      `\`tone\` is \`plain\`: the default (${declared('tone')}). A user may choose \`warm\` or \`formal\` instead.`,
    )
  })

  it('of a bright line, of a tool that nothing covers, of nothing at all', () => {
    expect(sentence('weapons')).toBe(
      `\`weapons\` is \`never\`: a bright line (${declared('weapons')}), which nobody may change.`,
    )
    const bare = engineOf([['root', fence('behavior: x', 'values: [a, b]', 'default: a')]])
    expect(explain(bare, 'tool.web.get', []).sentence).toBe(
      '`tool.web.get` is `deny`: no declaration covers this tool. No word from any level would loosen it here.',
    )
    expect(explain(bare, 'y', [])).toMatchObject({
      sentence: 'Nothing declares `y`, so nothing permits it.',
      changes: [],
    })
  })

  it('reads the same with every argument of the call', () => {
    const layers: Text[] = [['developer', fence('when: args.path.startsWith("/etc/")', 'limit: {tool.*: deny}')]]
    const engine = engineOf([['root', BASE], ...layers])
    const of = (path: string) => explain(engine, 'tool.file.read', [], { args: { path } }).sentence
    expect(of('/etc/passwd')).toContain(
      'is `deny`: limited by a developer (developer.md:3), since args.path.startsWith("/etc/")',
    )
    expect(of('/home')).toContain('is `allow`: the default')
  })

  it('levels are persons in it', () => {
    expect(['root', 'system', 'developer', 'user', 'agent', 'operator', 'guest'].map(person)).toEqual([
      'root',
      'the system',
      'a developer',
      'a user',
      'the agent',
      'an operator',
      'a guest',
    ])
  })
})
