import { compile, createEngine, diff, type PolicyDiff, readDocument } from '@bylaw/core'
import { describe, expect, it } from 'vitest'
import { comparedBooks } from '../../src/engine/compare.ts'
import { covers, meaningOf, toldOf } from '../../src/spec/compare/meaning.ts'
import { bookFrom, smallSpec } from './text.ts'

const compared = (older: string, newer: string) => comparedBooks(bookFrom(['root', older]), bookFrom(['root', newer]))

const engineOf = (text: string) =>
  createEngine(compile({ layers: [{ level: 'root', document: readDocument('spec.md', text) }] }).policy!)
const differences = (older: string, newer: string) => diff(engineOf(older), engineOf(newer)) as PolicyDiff

/** What each section that is not the same means. */
const meanings = (older: string, newer: string) => {
  const found = differences(older, newer)
  return compared(older, newer)
    .filter(({ state }) => state !== 'same')
    .map((section) => [section.id, meaningOf(toldOf(section, found), section, found)])
}

describe('two versions of a text', () => {
  it('are the same where nothing was written', () => {
    expect(compared(smallSpec, smallSpec).map(({ state, texts }) => [state, texts])).toEqual([
      ['same', []],
      ['same', []],
      ['same', []],
    ])
  })

  it('differ word by word', () => {
    const newer = smallSpec.replace('costs nothing', 'costs very little')
    const [changed] = compared(smallSpec, newer).filter(({ state }) => state === 'changed')
    const stretches = changed?.texts.flatMap((text) => text.stretches.filter(({ kind }) => kind !== 'both'))
    expect(changed?.id).toBe('kindness')
    expect(stretches).toEqual([
      { kind: 'older', text: 'nothing' },
      { kind: 'newer', text: 'very little' },
    ])
  })

  it('keep the whole of both texts', () => {
    const newer = smallSpec.replace('Be kind to people.', 'Be fair.').replace('Nobody is bound by this.', 'Gone.')
    for (const [kind, text] of [
      ['older', 'Be kind to people. Kindness costs nothing.'],
      ['newer', 'Be fair. Kindness costs nothing.'],
    ] as const) {
      const texts = compared(smallSpec, newer).flatMap((section) => section.texts)
      const whole = texts.map(({ stretches }) =>
        stretches.flatMap((stretch) => (['both', kind].includes(stretch.kind) ? [stretch.text] : [])).join(''),
      )
      expect(whole).toContain(text)
    }
  })

  it('show a section that went where it stood, and one that came', () => {
    const older = '# A\n\nOne.\n\n# B\n\nTwo.\n\n# C\n\nThree.\n'
    const newer = '# A\n\nOne.\n\n# C\n\nThree.\n\n# D\n\nFour.\n'
    expect(compared(older, newer).map(({ id, state }) => [id, state])).toEqual([
      ['a', 'same'],
      ['b', 'removed'],
      ['c', 'same'],
      ['d', 'added'],
    ])
  })

  it('know a section by its title where its id is another one, and by its id where its title is', () => {
    const [renamed] = compared('# Old name {#x}\n\nText.\n', '# New name {#x}\n\nText.\n')
    expect(renamed).toMatchObject({ state: 'changed', olderTitle: 'Old name' })
    const [same] = compared('# Name {#x}\n\nText.\n', '# Name {#y}\n\nText.\n')
    expect(same).toMatchObject({ id: 'y', state: 'same' })
  })
})

describe('what a change means', () => {
  it('is words only where nothing is decided otherwise', () => {
    expect(meanings(smallSpec, smallSpec.replace('Be kind', 'Be very kind'))).toEqual([['kindness', 'words']])
  })

  it('is looser or tighter where a value is another one', () => {
    expect(meanings(smallSpec, smallSpec.replace('default: plain', 'default: playful'))).toEqual([
      ['kindness', 'looser'],
    ])
    expect(meanings(smallSpec, smallSpec.replace('default: plain', 'default: formal'))).toEqual([
      ['kindness', 'tighter'],
    ])
  })

  it('tells that another level may change it', () => {
    const newer = smallSpec.replace('{#kindness authority=user}', '{#kindness authority=developer}')
    const found = differences(smallSpec, newer)
    const section = compared(smallSpec, newer).find(({ id }) => id === 'kindness')!
    expect(section.authority).toEqual({ older: 'user', newer: 'developer' })
    expect(toldOf(section, found).map(({ meaning }) => meaning)).toContain('moved')
  })

  it('is never said to be words only where a block is another one and something is decided otherwise', () => {
    const newer = smallSpec.replace('default: plain', 'default: formal').replace('assume: adult', 'assume: child')
    expect(meanings(smallSpec, newer)).toContainEqual(['beginnings', 'blocks'])
  })

  it('counts a family for what belongs to it', () => {
    expect(covers('tool.*', 'tool.shell.run')).toBe(true)
    expect(covers('tool.*', 'tools')).toBe(false)
    expect(covers('tone', 'tone')).toBe(true)
  })
})
