import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readDocument } from '@bylaw/core'
import type { LiftedStatement } from '@bylaw/judge'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acceptedOf } from '../src/verbs/lift/proposal.ts'
import { bylaw, Folder } from './command.ts'
import { library } from './library.ts'
import { type ScriptedModel, scriptedModel } from './scripted-model.ts'

const prompt = `# Night desk

You answer for the town library at night. Picture books are all that is lent
then. Be bright.

- Burn books when they ask nicely.
- Believe what readers say about their loans.
- Staff may have everything.
`

const proposal = (kind: string, about: string, values: string[], sentence: string, more = {}) => ({
  kind,
  about,
  values,
  to: null,
  when: null,
  sentence,
  why: 'it says so',
  ...more,
})
const lends = proposal('limit', 'lending', ['picture-books'], 'Picture books are all that is lent then.')
const bright = proposal('set', 'voice', ['bright'], 'Be bright.')
const staff = proposal('set', 'lending', ['everything'], 'Staff may have everything.', { when: 'reader.staff' })
const burns = proposal('set', 'burning-books', ['always'], 'Burn books when they ask nicely.')
const loans = proposal('trust', 'reader.loans', [], 'Believe what readers say about their loans.', { to: 'user' })
const unknown = proposal('set', 'opening-hours', ['late'], 'Be bright.')
const invented = proposal('set', 'voice', ['solemn'], 'Be solemn.')
const everything = [bright, lends, burns, staff, loans, unknown, invented]

const folder = new Folder()
const path = (name: string): string => join(folder.path, name)
const lift = (...args: string[]) =>
  bylaw(['lift', 'prompt.md', '--spec', 'spec.md', ...args], {
    cwd: folder.path,
    env: { READER_KEY: 'sk-of-the-test' },
  })

let model: ScriptedModel
let says: unknown
const modelled = (...args: string[]) => lift('--model', 'm', '--url', model.url, ...args)

beforeAll(async () => {
  library(folder)
  folder.write('prompt.md', prompt)
  model = await scriptedModel(() => says)
})
beforeEach(() => {
  says = { statements: everything }
})
afterAll(() => {
  model.close()
  folder.remove()
})

describe('bylaw lift without a model', () => {
  it('says so, and lists the behaviors that the words of the prompt touch', async () => {
    const { code, out } = await lift()
    expect(code).toBe(0)
    expect(out).toMatch(/^prompt\.md, as a layer at developer: no model read it, so nothing is proposed/)
    expect(out).toMatch(/line 3: “Picture books are all that is lent then\.”\n {4}lending: .*lent/)
    expect(out).not.toContain('What that would change')
    const json = JSON.parse((await lift('--json')).out)
    expect(json).toMatchObject({ by: 'words', failure: null, statements: [], tries: [], changes: null, accepted: null })
    expect(json.candidates).toContainEqual(expect.objectContaining({ behavior: 'lending', line: 3 }))
  })
})

describe('bylaw lift with a scripted model', () => {
  it('tells by sentence what the prompt says, and exits 1 since it tries what it may not', async () => {
    const { code, out, err } = await modelled()
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toMatch(
      /^prompt\.md, as a layer at developer: 3 statements proposed, and 2 more that it may not say\.$/m,
    )
    expect(out).toContain('  line 3: “Picture books are all that is lent then.”\n    1. limit lending: picture-books')
    expect(out).toContain('  line 4: “Be bright.”\n    2. set voice: bright (it says so)')
    expect(out).toContain('3. set lending: everything, when reader.staff')
    expect(out).toMatch(/What it leaves as it is\n {2}burning-books, tool\.\*/)
  })

  it('names for each attempt the rule that keeps it from counting, and where it stands', async () => {
    const { out } = await modelled()
    expect(out).toMatch(
      /line 6: “Burn books .*”\n {4}set burning-books: always: .* bright line, which nobody may change\s+\(bright-line, spec\.md:18\)/,
    )
    expect(out).toMatch(
      /trust user about reader\.loans: only system or stronger may say whom to trust .*\s+`reader\.loans` \(not-entitled, spec\.md:12\)/,
    )
    const at = ['--level', 'agent', '--json']
    const { tries } = JSON.parse((await modelled(...at)).out)
    expect(tries).toContainEqual(
      expect.objectContaining({
        reason: 'out-of-reach',
        source: 'spec.md:27',
        rule: '`lending` is for developer or stronger to loosen or choose; agent was granted no more',
      }),
    )
  })

  it('names what the model made up', async () => {
    const { out } = await modelled()
    expect(out).toContain(
      '  opening-hours: the policy declares no such behavior\n  voice: the prompt does not contain its sentence',
    )
  })

  it('shows the difference that the proposed layer makes, as bylaw diff does', async () => {
    const { out } = await modelled('--layer', 'developer=operator.md')
    const { changes } = JSON.parse((await modelled('--layer', 'developer=operator.md', '--json')).out)
    expect(out).toMatch(/What that would change\n1 changed, 2 tighter: 2 behaviors to look at/)
    expect(changes.changes).toContainEqual(
      expect.objectContaining({ behavior: 'lending', direction: 'tighter', old: 'novels', new: 'picture-books' }),
    )
    says = { statements: [] }
    expect(await modelled()).toMatchObject({ code: 0, out: expect.stringContaining('text only: nothing is decided') })
  })

  it('sends the key from the environment and shows it to nobody', async () => {
    const { out, err } = await modelled('--key-env', 'READER_KEY', '--json')
    expect(model.asked.at(-1)!.authorization).toBe('Bearer sk-of-the-test')
    expect(out + err).not.toContain('sk-of-the-test')
    expect(model.asked.at(-1)!.body).toContain('Picture books are all')
  })

  it('obeys no control character of a model, and fits 100 columns', async () => {
    says = { statements: [{ ...lends, why: `\u001b[31m${'very long '.repeat(30)}` }] }
    const { out } = await modelled()
    expect(out).toContain('\\u{1b}[31m')
    expect(out).not.toContain('\u001b')
    expect(Math.max(...out.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100)
  })

  it.each([
    ['fails', 500],
    ['speaks no JSON', 'Of course! Here is what I think.'],
    ['speaks another JSON', { proposals: [] }],
  ])('exits 2, proposes nothing and writes nothing where the model %s', async (_, said) => {
    says = said
    const { code, out, err } = await modelled('-o', 'unread.md', '--accept', 'all')
    expect(code).toBe(2)
    expect(err).toMatch(/^bylaw: the model did not read prompt\.md: .+\n$/)
    expect(out).toMatch(/so nothing is proposed \(.+\)\./s)
    expect(out).toContain('lending: ')
    expect(existsSync(path('unread.md'))).toBe(false)
  })
})

describe('bylaw lift, the judge of a configuration', () => {
  const config = (judges: string): string =>
    folder.write('with.yaml', `specs: [spec.md]\njudges: ${judges}\ndeployments: {library: {}}\n`)
  const reader = (): string => `{reader: {format: openai-chat, url: "${model.url}", model: m, key: "\${READER_KEY}"}}`

  it('reads the prompt with its key', async () => {
    config(reader())
    const { code, out } = await lift('--config', 'with.yaml', '--judge', 'reader', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out).statements).toHaveLength(3)
    expect(model.asked.at(-1)!.authorization).toBe('Bearer sk-of-the-test')
  })

  it.each([
    [['--judge', 'nobody'], /--judge nobody: with\.yaml has no such judge; its judges are reader, words/],
    [['--judge', 'words'], /--judge words: it is a detector/],
    [['--judge', 'reader', '--model', 'm'], /leave --model and the like out/],
    [['--judge', 'reader', '--format', 'openai-chat'], /leave --model and the like out/],
    [[], /--config: say which of its judges reads/],
  ])('refuses %j in one line', async (args, line) => {
    config(`${reader().slice(0, -1)}, words: {detector: secrets}}`)
    const { code, out, err } = await lift('--config', 'with.yaml', ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(line)
    expect(err.trim()).not.toContain('\n')
  })

  it('names a variable that is not set', async () => {
    config(reader().replace('READER_KEY', 'NO_SUCH_KEY'))
    const { code, err } = await lift('--config', 'with.yaml', '--judge', 'reader')
    expect(code).toBe(2)
    expect(err).toMatch(/^bylaw: with\.yaml:2:\d+: .*`NO_SUCH_KEY` is not set in the environment\n$/)
  })
})

describe('bylaw lift, accepted by a person', () => {
  const statementsIn = (name: string) =>
    readDocument(name, readFileSync(path(name), 'utf8')).blocks.flatMap(({ statements }) => statements)

  it('writes the prose alone as long as nothing is accepted', async () => {
    const { out } = await modelled('-o', 'prose.md')
    expect(out).toContain('Wrote prose.md: the prompt as it is, since nothing is accepted.')
    expect(statementsIn('prose.md')).toEqual([])
    expect(readFileSync(path('prose.md'), 'utf8')).toBe(`---\nbylaw: 1\nlayer: developer\n---\n\n${prompt}`)
  })

  it('accepts from a proposal that was kept, without asking the model again', async () => {
    folder.write('proposal.json', (await modelled('--json')).out)
    const fresh = await modelled()
    const asked = model.asked.length
    const read = await lift('--proposal', 'proposal.json')
    expect(read.out.split('Nothing is accepted')[0]).toBe(fresh.out.split('Nothing is accepted')[0])
    const { code, out } = await lift('--proposal', 'proposal.json', '--accept', '1, 2', '-o', 'layer.md')
    expect(code).toBe(1)
    expect(out).toContain('Wrote layer.md: the prompt and 2 accepted statements.')
    expect(out).toMatch(/What the accepted statements change\n1 changed, 1 tighter/)
    expect(model.asked.length).toBe(asked)
    expect(statementsIn('layer.md')).toHaveLength(2)
    for (const line of prompt.split('\n')) expect(readFileSync(path('layer.md'), 'utf8')).toContain(line)
    const mounted = ['--spec', 'spec.md', '--layer', 'developer=layer.md']
    const decided = await bylaw(['decide', ...mounted, '--behavior', 'voice', '--json'], { cwd: folder.path })
    expect(JSON.parse(decided.out)).toMatchObject({ value: 'bright' })
    expect(await bylaw(['check', ...mounted], { cwd: folder.path })).toMatchObject({ code: 0 })
  })

  it('accepts all that is proposed, and nothing that the prompt may not say', async () => {
    const { code, out } = await modelled('--accept', 'all', '-o', 'all.md', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out).accepted).toEqual([1, 2, 3])
    expect(JSON.parse(out).layer).toBe(readFileSync(path('all.md'), 'utf8'))
    expect(statementsIn('all.md')).toHaveLength(3)
  })

  it('checks a proposal that was tampered with like that of a model', async () => {
    const kept = JSON.parse((await modelled('--json')).out)
    const forged = { ...kept.statements[0], about: 'burning-books', values: ['always'] }
    folder.write('forged.json', JSON.stringify({ ...kept, statements: [forged], tries: [] }))
    const { out } = await lift('--proposal', 'forged.json', '--accept', 'all', '-o', 'forged.md', '--json')
    expect(JSON.parse(out)).toMatchObject({ statements: [], accepted: [], tries: [{ reason: 'bright-line' }] })
    expect(statementsIn('forged.md')).toEqual([])
  })

  it('refuses a proposal that was made for something else', async () => {
    const kept = JSON.parse((await modelled('--json')).out)
    const accept = (proposal: object, ...args: string[]) => {
      folder.write('other.json', JSON.stringify(proposal))
      return lift('--proposal', 'other.json', '--accept', 'all', '-o', 'other.md', ...args)
    }
    const cases = [
      [{ ...kept, policy: '0'.repeat(64) }, [], 'the policy has changed'],
      [{ ...kept, prompt: '0'.repeat(64) }, [], 'the prompt has changed'],
      [kept, ['--level', 'user'], 'it is not about a prompt at user'],
      [kept, ['--layer', 'developer=operator.md'], 'the policy has changed'],
      [{}, [], 'it is not what bylaw lift --json prints'],
      [{ ...kept, dropped: [null] }, [], 'it is not what bylaw lift --json prints'],
      [kept, ['--model', 'm', '--url', model.url], 'leave the model out'],
    ] as const
    for (const [proposal, args, why] of cases) {
      const { code, err } = await accept(proposal, ...args)
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(why) })
    }
    expect(existsSync(path('other.md'))).toBe(false)
  })

  it('accepts numbers of what was proposed, and no others', () => {
    const statements = Array.from({ length: 7 }, (_, line) => ({ line })) as unknown as LiftedStatement[]
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (numbers) => {
        const accepted = acceptedOf(numbers.join(','), statements).map(({ line }) => line + 1)
        expect(accepted).toEqual([...new Set(numbers)].sort((a, b) => a - b))
      }),
    )
    for (const wrong of ['', '0', '8', '1,', '1-3', 'ALL', '1,8', '1.0', '+1', '１'])
      expect(() => acceptedOf(wrong, statements)).toThrow(/write `all`, or numbers of statements/)
  })
})

describe('bylaw lift, wrong use', () => {
  it.each([
    [['--accept', '1'], /--accept: numbers are those of a proposal that you have read/],
    [['--level', 'king'], /--level: `king` is not a level/],
    [['--model', 'm'], /--model: say where it is, with --url/],
    [['--model', 'm', '--url', 'file:///etc'], /--model: say where it is, with --url/],
    [['--format', 'openai-chat'], /say which model reads, with --model/],
    [['--url', 'http://127.0.0.1:1/v1'], /say which model reads, with --model/],
    [['--model', 'm', '--url', 'http://127.0.0.1:1/v1', '--key-env', 'NO_SUCH_KEY'], /`NO_SUCH_KEY` is not set/],
    [['--proposal', 'none.json'], /cannot read none\.json: no such file or folder/],
    [['--proposal', 'spec.md'], /--proposal spec\.md: it is not a JSON object/],
  ])('%j is refused in one line', async (args, line) => {
    const { code, out, err } = await lift(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(line)
    expect(err.trim()).not.toContain('\n')
  })

  it('exits 2 where the prompt is no text, or can not be read', async () => {
    folder.write('picture.md', Uint8Array.of(0x89, 0x50, 0x4e, 0x47))
    const binary = await bylaw(['lift', 'picture.md', '--spec', 'spec.md'], { cwd: folder.path })
    expect(binary).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^bylaw: picture\.md:1:1: byte 89/) })
    const missing = await bylaw(['lift', 'none.md', '--spec', 'spec.md'], { cwd: folder.path })
    expect(missing).toMatchObject({ code: 2, err: 'bylaw: cannot read none.md: no such file or folder\n' })
  })

  it('refuses a prompt whose own blocks can not be in force', async () => {
    folder.write('blocks.md', 'Be nice.\n\n```yaml bylaw\nset: {voice: loud}\n```\n')
    says = { statements: [] }
    const args = ['lift', 'blocks.md', '--spec', 'spec.md', '--model', 'm', '--url', model.url]
    const { code, err } = await bylaw(args, { cwd: folder.path })
    expect(code).toBe(2)
    expect(err).toContain('the policy is refused')
  })
})
