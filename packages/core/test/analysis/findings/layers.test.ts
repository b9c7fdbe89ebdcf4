import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../../src/index.ts'
import { FACTS, fence } from '../../policy/stack.ts'
import { root } from '../../specs/specs.ts'
import { compiledFiles, type File } from './edited.ts'
import { at, found, mended, only, stack } from './stacks.ts'

const DETAIL = fence('behavior: detail', 'values: [none, some, much, all]', 'default: some', 'authority: user')
const TONE = fence('behavior: tone', 'choices: [plain, formal, warm]', 'default: plain', 'authority: user')
const ROOT = `${FACTS}\n${DETAIL}\n${TONE}`

/** What is decided in the situation that a finding shows. */
const decided = (
  files: readonly File[],
  behavior: string,
  facts: Parameters<ReturnType<typeof createEngine>['value']>[1],
) => createEngine(compiledFiles(files).policy!).value(behavior, facts)

describe('emergent', () => {
  const demo = (...names: readonly string[]): readonly File[] =>
    names.map((name) => {
      const text = readFileSync(join(root, 'specs/demos/nested-layers', `${name}.md`), 'utf8')
      return {
        level: name.startsWith('spec') ? 'root' : name === 'group' ? 'system' : 'developer',
        file: `${name}.md`,
        text,
      }
    })

  it('is what a trust that was passed on brings about', () => {
    const files = demo('spec', 'group', 'shop')
    const finding = only(files, 'emergent')
    expect(at(files, finding)).toBe('shop.md:13:16 user.occupation')
    expect(finding.facts).toEqual([{ name: 'user.occupation', value: 'clinician', by: 'user' }])
    expect(finding.related).toMatchObject([{ file: 'group.md', line: 13 }])
    expect(decided(files, 'dose-detail', finding.facts!)).toBe('handbook')
    const after = mended(files, finding)
    expect(after[0]!.text).toContain('vouched-by: system, delegable: false}')
    expect(found(after, 'emergent')).toEqual([])
    expect(decided(after, 'dose-detail', finding.facts!)).toBe('leaflet')
  })

  it('is none of either layer alone, nor where the right is not passed on', () => {
    for (const names of [
      ['spec', 'group'],
      ['spec', 'shop'],
      ['spec-repaired', 'group', 'shop'],
    ]) {
      expect(found(demo(...names), 'emergent')).toEqual([])
    }
  })

  it('is what two limits of a choice leave between them', () => {
    const files = stack(
      ['root', ROOT],
      ['developer', fence('limit: {tone: [formal, warm]}')],
      ['user', fence('limit: {tone: [plain, warm]}')],
    )
    const finding = only(files, 'emergent')
    expect(at(files, finding)).toMatch(/^user.md:2:/)
    expect(finding.facts).toEqual([])
    const after = mended(files, finding)
    expect(found(after, 'emergent')).toEqual([])
    expect(decided(after, 'tone', [])).toBe('warm')
  })

  it('is not what one of the layers says', () => {
    const said = stack(
      ['root', ROOT],
      ['developer', fence('limit: {tone: [formal, warm]}')],
      ['user', fence('set: {tone: warm}')],
    )
    expect(found(said, 'emergent')).toEqual([])
    const capped = stack(
      ['root', ROOT],
      ['developer', fence('limit: {detail: much}')],
      ['user', fence('set: {detail: all}')],
    )
    expect(found(capped, 'emergent')).toEqual([])
  })
})

describe('overwritten-tightening', () => {
  const tighten = fence('when: user.vip', 'set: {detail: none}')
  const loosen = fence('set: {detail: all}')

  it('is a conditional set that a later one without a condition undoes', () => {
    const files = stack(['root', ROOT], ['developer', `${tighten}\n${loosen}`])
    const finding = only(files, 'overwritten-tightening')
    expect(at(files, finding)).toBe('developer.md:3:15 none')
    expect(decided(files, 'detail', finding.facts!)).toBe('all')
    const after = mended(files, finding)
    expect(after[1]!.text).toContain('limit: {detail: none}')
    expect(found(after)).toEqual([])
    expect(decided(after, 'detail', finding.facts!)).toBe('none')
  })

  it('is one of a stronger level, too, and is told once', () => {
    const files = stack(['root', ROOT], ['developer', tighten], ['user', loosen])
    expect(found(files).map(({ code, file }) => `${code} ${file}`)).toEqual(['overwritten-tightening developer.md'])
  })

  it('is none where it comes later, was said as a limit, or is undone by a condition', () => {
    const others = [
      `${loosen}\n${tighten}`,
      `${fence('when: user.vip', 'limit: {detail: none}')}\n${loosen}`,
      `${tighten}\n${fence('when: user.score > 1.0', 'set: {detail: all}')}`,
    ]
    for (const text of others)
      expect(found(stack(['root', ROOT], ['developer', text]), 'overwritten-tightening')).toEqual([])
  })

  it('moves one of several into a limit under the same condition', () => {
    const text = `${fence('when: user.vip', 'set:', '  detail: none', '  tone: warm')}\n${loosen}`
    const files = stack(['root', ROOT], ['developer', text])
    const after = mended(files, only(files, 'overwritten-tightening'))
    expect(after[1]!.text).toBe(
      `${fence('when: user.vip', 'set:', '  tone: warm')}\n${fence('when: user.vip', 'limit: {detail: none}')}\n${loosen}`,
    )
    expect(found(after, 'overwritten-tightening')).toEqual([])
  })
})

describe('against-stronger', () => {
  it('is a set that loosens what a stronger layer set', () => {
    const files = stack(
      ['root', ROOT],
      ['developer', fence('set: {detail: none}')],
      ['user', fence('set: {detail: much}')],
    )
    const finding = only(files, 'against-stronger')
    expect(at(files, finding)).toBe('user.md:2:15 much')
    expect(finding).toMatchObject({ severity: 'info', related: [{ file: 'developer.md' }] })
    const after = mended(files, finding)
    expect(after[1]!.text).toContain('limit: {detail: none}')
    expect(found(after, 'against-stronger')).toEqual([])
    expect(decided(after, 'detail', [])).toBe('none')
  })

  it('is none where it loosens the default, tightens, or was granted', () => {
    expect(found(stack(['root', ROOT], ['user', fence('set: {detail: much}')]))).toEqual([])
    const tighter = stack(
      ['root', ROOT],
      ['developer', fence('set: {detail: much}')],
      ['user', fence('set: {detail: none}')],
    )
    expect(found(tighter)).toEqual([])
    const developers = ROOT.replace('default: some\nauthority: user', 'default: some\nauthority: developer')
    const granted = fence('set: {detail: none}', 'grant: {user: {detail: much}}')
    expect(found(stack(['root', developers], ['developer', granted], ['user', fence('set: {detail: much}')]))).toEqual(
      [],
    )
  })
})

describe('last-answer', () => {
  const ANSWERS = fence(
    'behavior: answers',
    'values: [refuse, general, detailed]',
    'default: general',
    'authority: user',
  )

  it('is a refusal where those below may adjust what is said', () => {
    const files = stack(['root', ANSWERS], ['developer', fence('limit: {answers: refuse}')])
    const finding = only(files, 'last-answer')
    expect(at(files, finding)).toBe('developer.md:2:18 refuse')
    const after = mended(files, finding)
    expect(after[1]!.text).toContain('limit: {answers: general}')
    expect(found(after)).toEqual([])
  })

  it('is none where an answer is left, the behavior is the level’s own to close, or only in some situations', () => {
    expect(found(stack(['root', ANSWERS], ['developer', fence('limit: {answers: general}')]))).toEqual([])
    const developers = ANSWERS.replace('authority: user', 'authority: developer')
    expect(found(stack(['root', developers], ['developer', fence('limit: {answers: refuse}')]))).toEqual([])
    const sometimes = stack(
      ['root', `${FACTS}\n${ANSWERS}`],
      ['developer', fence('when: user.vip', 'limit: {answers: refuse}')],
    )
    expect(found(sometimes)).toEqual([])
    const tools = fence('behavior: tool.*', 'values: [deny, ask, allow]', 'default: ask', 'authority: user')
    expect(found(stack(['root', tools], ['developer', fence('limit: {tool.*: deny}')]))).toEqual([])
  })

  it('is a limit of a choice that in some situation leaves nothing', () => {
    const limited = `${ROOT}\n${fence('when: user.vip', 'limit: {tone: [plain]}')}`
    const files = stack(['root', limited], ['developer', fence('limit: {tone: [formal, warm]}')])
    const finding = only(files, 'last-answer')
    expect(at(files, finding)).toMatch(/^developer.md:2:15 /)
    expect(finding.facts).toMatchObject([{ name: 'user.vip', value: true }])
    const after = mended(files, finding)
    expect(after[1]!.text).toContain('limit: {tone: [plain, formal, warm]}')
    expect(found(after, 'last-answer')).toEqual([])
  })
})

describe('undoable-set', () => {
  const said = (prose: string, block: string) =>
    stack(['root', ROOT], ['developer', `# Shop\n\n${prose}\n\n${fence(block)}`])

  it('is a set of which the text says that it stands', () => {
    const files = said('Detail stays low, whoever asks for more.', 'set: {detail: none}')
    const finding = only(files, 'undoable-set')
    expect(at(files, finding)).toBe('developer.md:6:15 none')
    expect(finding.related).toMatchObject([{ line: 3, column: 1 }])
    const after = mended(files, finding)
    expect(after[1]!.text).toContain('limit: {detail: none}')
    expect(found(after)).toEqual([])
  })

  it('is one of a choice, too', () => {
    expect(only(said('You must be warm.', 'set: {tone: warm}'), 'undoable-set').message).toContain('a user may undo')
  })

  it.each([
    ['Detail is kept low here.', 'set: {detail: none}'],
    ['Detail never grows, unless the customer wants it.', 'set: {detail: none}'],
    ['Detail never grows.', 'limit: {detail: none}'],
    ['They write "never mind the detail" to us.', 'set: {detail: none}'],
    ['We never sleep.', 'set: {detail: none, tone: warm}'],
    ['Detail never grows.', 'set: {detail: all}'],
  ])('is none: %s %s', (prose, block) => {
    expect(found(said(prose, block), 'undoable-set')).toEqual([])
  })
})
