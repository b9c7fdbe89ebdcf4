import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder } from './command.ts'
import { library, operator } from './library.ts'
import { bodyOf, idOf, sampleLedger } from './sample-ledger.ts'

const folder = new Folder()
const run = (...args: string[]) => bylaw(['report', ...args], { cwd: folder.path, env: { BYLAW_DATABASE_URL: '' } })
const config = 'specs: [spec.md]\ndeployments:\n  library:\n    layers: [{developer: operator.md}]\n'
let vkey = ''

beforeAll(async () => {
  library(folder)
  folder.write('bylaw.yaml', config)
  vkey = await sampleLedger(folder, 20)
  const made = await run(idOf(3), '-o', 'deviation.json', '--disclose', 'decision.answer')
  expect(made).toMatchObject({ code: 0, err: '' })
})
afterAll(() => folder.remove())

// biome-ignore lint/suspicious/noExplicitAny: a test changes any part of it
const read = (): any => JSON.parse(readFileSync(join(folder.path, 'deviation.json'), 'utf8'))

describe('bylaw report', () => {
  it('bundles the record, its receipt, the section that decided and what is disclosed', () => {
    const report = read()
    expect(report).toMatchObject({ format: 'bylaw-report@v1', vkey, record: { id: idOf(3) } })
    expect(report.decided[0]).toMatchObject({
      behavior: 'tool.catalogue.find',
      value: 'allow',
      by: { source: 'operator.md:10' },
      section: { id: 'the-town-library', title: 'The town library' },
    })
    expect(report.decided[0].section.text).toContain('set: {tool.catalogue.*: allow}')
    expect(report.layers).toEqual([{ level: 'developer', file: 'operator.md', text: operator }])
    expect(report.disclosed).toMatchObject([{ body: 'decision', name: 'answer', value: bodyOf(3).answer }])
    expect(JSON.stringify(report)).not.toContain(bodyOf(3).question)
  })

  it('is checked elsewhere with the public key alone, saying each thing', async () => {
    const elsewhere = new Folder()
    elsewhere.write('deviation.json', readFileSync(join(folder.path, 'deviation.json')))
    const args = ['report', '--check', 'deviation.json', '--vkey', vkey]
    const { code, out } = await bylaw(args, { cwd: elsewhere.path })
    elsewhere.remove()
    expect(code).toBe(0)
    expect(out.split('\n').filter((line) => line.startsWith('✓'))).toHaveLength(5)
  })

  it('says when the key was its own', async () => {
    expect((await run('--check', 'deviation.json')).out).toContain('The key was taken from the report')
    const { out } = await run('--check', 'deviation.json', '--vkey', vkey, '--json')
    expect(JSON.parse(out)).toMatchObject({ ok: true, trusted: true })
  })

  // biome-ignore lint/suspicious/noExplicitAny: a test changes any part of it
  const changes: readonly [string, (report: any) => void, RegExp][] = [
    ['the record', (report) => (report.record.outcome = 'refused'), /the record is what the leaf says/],
    ['the layer', (report) => (report.layers[0].text += '\n'), /operator\.md is a layer of the policy/],
    ['what decided', (report) => (report.decided[0].value = 'deny'), /what decided is what the record/],
    ['the section', (report) => (report.decided[0].section.text += '!'), /what decided is what the record/],
    ['what is disclosed', (report) => (report.disclosed[0].value = 'yes'), /decision\.answer is what was recorded/],
    ['the name of it', (report) => (report.disclosed[0].body = 'b'), /b\.answer is what was recorded: .*no body `b`/],
    ['the leaf', (report) => (report.leaf = report.leaf.replace('eyJ', 'eyK')), /the leaf is in the log/],
    [
      'the receipt',
      (report) => (report.receipt = report.receipt.replace('index 3', 'index 4')),
      /the leaf is in the log/,
    ],
  ]

  it.each(changes)('shows that %s was changed', async (_, change, expected) => {
    const report = read()
    change(report)
    folder.write('changed.json', JSON.stringify(report))
    const { code, out } = await run('--check', 'changed.json', '--vkey', vkey)
    expect(code).toBe(1)
    expect(out).toMatch(new RegExp(`^✗ not so: ${expected.source}`, 'm'))
  })

  it('leaves out the text of a layer that has changed since, and says so', async () => {
    folder.write('operator.md', `${operator}\nOne more line.\n`)
    const { code, out, err } = await run(idOf(4))
    folder.write('operator.md', operator)
    expect(code).toBe(0)
    expect(err).toContain('operator.md in . is not the text that decided')
    expect(JSON.parse(out)).toMatchObject({ layers: [], decided: [{ section: null }, { section: null }] })
  })

  it('discloses whole bodies, and nothing that is not there', async () => {
    const whole = JSON.parse((await run(idOf(5), '--disclose', 'decision')).out)
    expect(whole.disclosed.map(({ name }: { name: string }) => name)).toEqual(Object.keys(bodyOf(5)))
    for (const field of ['decision.none', 'none', 'none.answer']) {
      const refused = await run(idOf(5), '--disclose', field)
      expect(refused).toMatchObject({ code: 1, out: '' })
      expect(refused.err).toContain(`--disclose ${field}: `)
    }
    await bylaw(['ledger', 'forget', idOf(6)], { cwd: folder.path })
    const forgotten = await run(idOf(6), '--disclose', 'decision')
    expect(forgotten).toMatchObject({ code: 1, err: 'bylaw: nothing can be disclosed: its bodies were forgotten\n' })
    expect((await run(idOf(6))).code).toBe(0)
  })

  it.each([
    ['neither', [], /give the id of a record, or --check FILE/],
    ['both', ['x', '--check', 'deviation.json'], /give the id of a record, or --check FILE/],
    ['an unknown id', ['nobody'], /no record of this ledger has the id `nobody`/],
    ['no report', ['--check', 'bylaw.yaml'], /bylaw\.yaml: it is no JSON object/],
    ['another format', ['--check', 'other.json'], /other\.json: it is no report/],
    ['half a report', ['--check', 'half.json'], /half\.json: `vkey` is missing/],
  ] as const)('%s: one line, and exit 2', async (_, args, expected) => {
    folder.write('other.json', '{"format": "bylaw-report@v2"}')
    folder.write('half.json', '{"format": "bylaw-report@v1"}')
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^bylaw: [^\n]+\n$/)
    expect(err).toMatch(expected)
  })
})
