import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder, specs } from './command.ts'
import { library, operator, spec } from './library.ts'

const folder = new Folder()
const run = (...args: string[]) => bylaw(args, { cwd: folder.path })
const mounted = ['--spec', 'spec.md', '--layer', 'developer=operator.md']
const rule = (holds: string): string => `\n\`\`\`yaml bylaw\ninvariant: a promise\nholds: '${holds}'\n\`\`\`\n`

beforeAll(() => {
  library(folder)
  folder.write('kept.md', spec + rule('behavior["lending"] == "picture-books" || reader.age != "child"'))
  folder.write('broken.md', spec + rule('behavior["lending"] != "everything" || reader.age == "child"'))
  folder.write('sums.md', spec + rule('reader.loans * 2.0 < 400.0 || behavior["lending"] == "picture-books"'))
  folder.write('stricter.md', operator.replace('limit: {voice', 'limit: {lending: picture-books, voice'))
  folder.write('reworded.md', operator.replace('The town library', 'The library of the town'))
})
afterAll(() => folder.remove())

describe('bylaw envelope', () => {
  it('gives the loosest value with a witness that decide takes', async () => {
    const { code, out } = await run('envelope', ...mounted, '--behavior', 'lending', '--json')
    expect(code).toBe(0)
    const [row] = JSON.parse(out).behaviors
    expect(row).toMatchObject({ behavior: 'lending', value: 'picture-books', envelope: 'everything' })
    const layers = row.witness.layers.flatMap(({ level, text }: { level: string; text: string }) => {
      folder.write(`witness-${level}.md`, text)
      return ['--layer', `${level}=witness-${level}.md`]
    })
    const facts = row.witness.facts.flatMap(({ name, value, by }: Record<string, string>) => [
      '--fact',
      `${name}=${value}@${by}`,
    ])
    const decided = await run('decide', ...mounted, ...layers, ...facts, '--behavior', 'lending', '--json')
    expect(JSON.parse(decided.out).value).toBe('everything')
  })

  it('is drawn for people, under the facts given', async () => {
    const { out } = await run('envelope', ...mounted, '--fact', 'reader.age=child@developer')
    expect(out).toMatch(/^behavior +value +as loose as +shortest way$/m)
    expect(out).toMatch(/^voice +quiet +another +any of quiet, bright, solemn$/m)
    expect(out).toMatch(/^tool\.\* +ask +allow +system sets it$/m)
    expect(out).toContain('As decided, whatever is said\n  burning-books never, lending picture-books\n')
  })

  it('finds the fewest words by which weaker levels could choose a value, or says that none would do', async () => {
    const asked = ['envelope', '--spec', 'spec.md', '--behavior', 'lending', '--fact', 'reader.age=grown@developer']
    const novels = await run(...asked, '--want', 'novels', '--by', 'developer')
    expect(novels).toMatchObject({ code: 0, out: 'user: may choose it as it is\nagent: may choose it as it is\n' })
    const child = await run(
      'envelope',
      '--spec',
      'spec.md',
      '--behavior',
      'lending',
      '--want',
      'novels',
      '--by',
      'root',
    )
    expect(child.code).toBe(1)
    expect(child.out).toMatch(/^user: no words of that level would do; in the way: spec\.md:\d+$/m)
  })

  it.each([
    [['--below', 'king'], /`king` is not a level/],
    [['--behavior', 'flying'], /--behavior flying: nothing declares it/],
    [['--want', 'novels'], /say one --behavior ID/],
    [['--behavior', 'lending', '--want', 'films', '--by', 'root'], /`lending` has no such value/],
  ])('refuses %j in one line', async (args, line) => {
    const { code, err } = await run('envelope', '--spec', 'spec.md', ...args)
    expect(code).toBe(2)
    expect(err).toMatch(line)
    expect(err.trim()).not.toContain('\n')
  })
})

describe('bylaw prove', () => {
  it('exits 0 where everything holds', async () => {
    const { code, out } = await run('prove', '--spec', 'kept.md')
    expect(code).toBe(0)
    expect(out).toMatch(/^holds +a promise/m)
    expect((await run('prove', '--spec', 'spec.md')).out).toBe('no invariant is stated\n')
  })

  it('exits 1 with a counterexample where one is refuted', async () => {
    const { code, out } = await run('prove', '--spec', 'broken.md')
    expect(code).toBe(1)
    expect(out).toMatch(/^refuted +a promise$/m)
    expect(out).toContain('where reader.age=grown@developer\n    system sets lending: everything\n')
    const { invariants } = JSON.parse((await run('prove', '--spec', 'broken.md', '--json')).out)
    expect(invariants).toMatchObject([
      {
        invariant: 'a promise',
        answer: 'refuted',
        reason: null,
        counterexample: { layers: [{ level: 'system' }], facts: [{ name: 'reader.age', value: 'grown' }] },
      },
    ])
  })

  it('says why one is undecided, which counts with --strict', async () => {
    const { code, out } = await run('prove', '--spec', 'sums.md')
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining('the invariant calculates with a number'),
    })
    expect((await run('prove', '--spec', 'sums.md', '--strict')).code).toBe(1)
  })

  it('holds every invariant of the reference spec', async () => {
    const files = readdirSync(join(specs, 'reference')).flatMap((file) => join(specs, 'reference', file))
    const { code, out } = await run('prove', '--spec', ...files.sort(), '--json')
    expect(code).toBe(0)
    const { invariants } = JSON.parse(out)
    expect(invariants.length).toBeGreaterThan(10)
    for (const { answer } of invariants) expect(answer).toBe('holds')
  })
})

describe('bylaw diff', () => {
  const layers = ['diff', '--spec', 'spec.md', '--level', 'developer']

  it('tells what is decided otherwise, and exits 1', async () => {
    const { code, out } = await run(...layers, 'operator.md', 'stricter.md')
    expect(code).toBe(1)
    expect(out).toMatch(
      /^lending\n {2}tighter: novels → picture-books, in \d+ situations, as where reader\.age=grown@/m,
    )
    const { textOnly, changes } = JSON.parse((await run(...layers, 'operator.md', 'stricter.md', '--json')).out)
    expect(textOnly).toBe(false)
    expect(changes[0]).toMatchObject({ behavior: 'lending', direction: 'tighter', old: 'novels', new: 'picture-books' })
  })

  it('of words alone is text only, and exits 0', async () => {
    const { code, out } = await run(...layers, 'operator.md', 'reworded.md')
    expect({ code, out }).toEqual({ code: 0, out: 'text only: nothing is decided otherwise\n' })
  })

  it('can fail on what loosens alone, and only where a condition holds', async () => {
    const child = ['--where', 'reader.age == "child"', '--fail-on', 'looser']
    expect((await run(...layers, 'operator.md', 'stricter.md', '--fail-on', 'looser')).code).toBe(0)
    expect((await run(...layers, 'stricter.md', 'operator.md', '--fail-on', 'looser')).code).toBe(1)
    expect(await run(...layers, 'stricter.md', 'operator.md', ...child)).toMatchObject({
      code: 0,
      out: 'nothing is decided otherwise there\n',
    })
  })

  it('compares whole stacks', async () => {
    const stacks = ['diff', ...mounted, '--old-layer', 'developer=stricter.md']
    expect((await run(...stacks)).out).toContain('looser: picture-books → novels')
  })

  it.each([
    [['diff', 'spec.md'], /give two files/],
    [['diff', '--spec', 'spec.md'], /--old-spec or --old-layer/],
    [[...layers, 'operator.md', 'stricter.md', '--where', 'reader.height > 2'], /--where .*reader\.height/],
  ])('refuses %j in one line', async (args, line) => {
    const { code, err } = await run(...args)
    expect(code).toBe(2)
    expect(err).toMatch(line)
    expect(err.trim()).not.toContain('\n')
  })
})
