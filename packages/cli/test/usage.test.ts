import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { bylaw, Folder, start } from './command.ts'
import { library, stack } from './library.ts'

const folder = new Folder()
const run = (...args: string[]) => bylaw(args, { cwd: folder.path })

beforeAll(() => {
  library(folder)
})
afterAll(() => folder.remove())

const verbs = [
  'check',
  'outline',
  'decide',
  'matrix',
  'envelope',
  'prove',
  'diff',
  'compose',
  'init',
  'serve',
  'site',
  'lift',
  'would-have',
  'report',
]

describe('help', () => {
  it.each(verbs)('of %s shows its options and a real example', async (verb) => {
    const { code, out, err } = await run(verb, '--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('--json')
    expect(out).toMatch(new RegExp(`Examples?:\\n  bylaw ${verb}`))
  })

  it('names every verb, each of them tested here or on a page of its own', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    const named = [...out.slice(out.indexOf('Commands:')).matchAll(/^ {2}([a-z-]+) /gm)].map(([, verb]) => verb!)
    expect(named.filter((verb) => !['help', 'lsp', 'ledger', 'bylaw'].includes(verb)).sort()).toEqual(verbs.toSorted())
  })

  it('gives the version', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
  })
})

describe('wrong use is one line that says what and where, and exit 2', () => {
  const decide = ['decide', ...stack, '--behavior', 'voice']
  const cases: readonly [string, readonly string[], RegExp][] = [
    ['an unknown verb', ['chekc'], /unknown command 'chekc' \(Did you mean check\?\)/],
    ['an unknown option', ['check', '--jso'], /unknown option '--jso'/],
    ['no file', ['check'], /no file/],
    ['no argument', ['outline'], /missing required argument 'file'/],
    ['too many arguments', ['outline', 'a', 'b'], /too many arguments/],
    ['a missing file', ['check', 'none.md'], /cannot read none\.md: no such file or folder/],
    ['a folder', ['outline', '.'], /cannot read \.: it is a folder/],
    ['a file without an end', ['check', '/dev/zero'], /cannot read \/dev\/zero: it is longer than \d+ bytes/],
    ['a name that would steer the terminal', ['check', 'a\u001b[31mb'], /cannot read a\\u\{1b\}\[31mb/],
    ['no spec', ['matrix'], /say --spec FILE/],
    ['no spec, only layers', ['matrix', '--layer', 'user=user.md'], /say --spec FILE/],
    [
      'a layer without a level',
      ['matrix', '--spec', 'spec.md', '--layer', 'user.md'],
      /--layer user\.md: .*LEVEL=FILE/,
    ],
    [
      'a layer at no level',
      ['matrix', '--spec', 'spec.md', '--layer', 'king=user.md'],
      /`king` is not a level; .*root, system/,
    ],
    ['no behavior', ['decide', '--spec', 'spec.md'], /--behavior ID, or --requests FILE/],
    [
      'a fact without a level',
      [...decide, '--fact', 'reader.age=grown'],
      /--fact reader\.age=grown: .*NAME=VALUE@LEVEL/,
    ],
    ['a fact without a value', [...decide, '--fact', 'reader.age@user'], /NAME=VALUE@LEVEL/],
    ['a fact by no level', [...decide, '--fact', 'reader.age=a@b@c'], /`c` after the last @ is not a level/],
    ['arguments that are no object', [...decide, '--args', '[1]'], /--args \[1\]: write a JSON object/],
    ['arguments that are no JSON', [...decide, '--args', '{'], /write a JSON object/],
    ['a reader at no level', [...decide, '--as', 'king'], /--as: `king` is not a level/],
    ['requests and a behavior', [...decide, '--requests', '-'], /--behavior .*--requests/],
    ['an instruction for nobody', ['compose', ...stack, '--reader', 'king'], /--reader: `king` is not a level/],
    ['a matrix seen by nobody', ['matrix', ...stack, '--as', 'king'], /--as: `king` is not a level/],
    ['a format that check has not', ['check', 'spec.md', '--format', 'markdown'], /text, json, sarif/],
    ['a format that diff has not', ['diff', 'spec.md', 'spec.md', '--format', 'sarif'], /text, json, markdown/],
    ['an unknown choice', ['compose', ...stack, '--prose', 'some'], /relevant, all, none/],
  ]

  it.each(cases)('%s', async (_, args, expected) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^bylaw: [^\n]+\n$/)
    expect(err).toMatch(expected)
  })

  it('no verb at all shows the help', async () => {
    const { code, out, err } = await run()
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Usage: bylaw')
  })
})

describe('output', () => {
  it('has no colours where it is not a terminal', async () => {
    for (const args of [
      ['decide', ...stack, '--behavior', 'voice'],
      ['matrix', ...stack],
      ['outline', 'spec.md'],
    ]) {
      const { out } = await run(...args)
      expect(out).not.toContain('\u001b')
    }
  })

  it('shows control characters of a document, never obeys them', async () => {
    folder.write('evil.md', '# A \u001b]0;title\u0007 b\n')
    const { out } = await run('outline', 'evil.md')
    expect(out).toContain('A \\u{1b}]0;title\\u{7} b')
  })

  it('may be left unread', async () => {
    const child = start(['decide', ...stack, '--requests', '-'], { cwd: folder.path })
    let err = ''
    child.stderr.on('data', (chunk) => {
      err += chunk
    })
    const code = new Promise((done) => child.on('close', done))
    child.stdin.on('error', () => {})
    child.stdout.destroy()
    child.stdin.end('{"behavior": "voice"}\n'.repeat(50_000))
    expect({ code: await code, err }).toEqual({ code: 0, err: '' })
  })
})
