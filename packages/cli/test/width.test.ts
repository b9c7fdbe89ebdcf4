import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  compile,
  createEngine,
  type Document,
  diff,
  type Engine,
  envelope,
  findings,
  matrix,
  type PolicyDiff,
  prove,
  seenBy,
} from '@bylaw/core'
import { describe, expect, it } from 'vitest'
import { readLayer } from '../src/files.ts'
import { formatAll } from '../src/report.ts'
import { drawnDiff } from '../src/tables/diff.ts'
import { drawnEnvelope, inDetail } from '../src/tables/envelope.ts'
import { drawnMatrix } from '../src/tables/matrix.ts'
import { drawnProofs } from '../src/tables/prove.ts'
import { drawnView } from '../src/tables/seen-by.ts'
import { bylaw, Folder, specs } from './command.ts'

const documentsIn = (folder: string): Document[] =>
  readdirSync(join(specs, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => readLayer(join(specs, folder, name)))
const reference = documentsIn('reference')
const presets = documentsIn('presets').map((document) => [document.header.title!, document] as const)

function mounted(preset: Document): Engine {
  const layers = [
    ...reference.map((document) => ({ level: 'root', document })),
    { level: 'developer', document: preset },
  ]
  return createEngine(compile({ layers }).policy!)
}

const widestOf = (text: string): number => {
  expect(text.length).toBeGreaterThan(20)
  return Math.max(...text.split('\n').map((line) => [...line].length))
}

/** The longest line of what a verb tells people, in columns. */
async function widest(args: readonly string[], cwd: string): Promise<number> {
  const { code, out, err } = await bylaw(args, { cwd })
  expect({ code: code === 2, err }).toEqual({ code: false, err: '' })
  return widestOf(out)
}

describe('tables for people fit 100 columns', () => {
  it.each(presets)('over the reference spec with %s', (title, preset) => {
    const engine = mounted(preset)
    const [, other] = presets[(presets.findIndex(([each]) => each === title) + 1) % presets.length]!
    const changes = diff(mounted(other), engine) as PolicyDiff
    const rows = envelope(engine)
    const told = {
      matrix: drawnMatrix(matrix(engine)),
      view: drawnView('user', seenBy(engine, 'user')!),
      envelope: drawnEnvelope(rows, []),
      situations: rows.map(inDetail).join('\n'),
      prove: drawnProofs(prove(engine)),
      check: formatAll(findings(engine), [...reference, preset]),
      diff: drawnDiff([{ deployment: null, found: changes }]),
    }
    for (const [verb, text] of Object.entries(told)) expect(widestOf(text), verb).toBeLessThanOrEqual(100)
  })

  it('whatever long names a spec has', async () => {
    const folder = new Folder()
    const [old, now] = [folder.write('old.md', long('tight')), folder.write('new.md', long('loose'))]
    folder.write('bad.md', `${long('tight')}\n${'a '.repeat(80)}[x](#${'n'.repeat(120)})\n`)
    for (const args of [
      ['matrix', '--spec', old],
      ['matrix', '--spec', old, '--as', 'user'],
      ['envelope', '--spec', old, '--behavior', LONG],
      ['prove', '--spec', old],
      ['check', '--deep', join(folder.path, 'bad.md')],
      ['diff', old, now],
    ])
      expect(await widest(args, folder.path), args[0]).toBeLessThanOrEqual(100)
    folder.remove()
  })
})

const LONG = `a-${'long-'.repeat(24)}name`

const long = (value: string): string => `---
bylaw: 1
layer: root
---
# Long {#long authority=developer}

\`\`\`yaml bylaw
facts:
  user.${'x'.repeat(90)}: {type: [no-${'n'.repeat(40)}, yes-${'y'.repeat(40)}], assume: no-${'n'.repeat(40)}, vouched-by: developer}
behavior: ${LONG}
values: [${['tight', 'loose'].map((end) => `${'very-'.repeat(22)}${end}`).join(', ')}]
default: ${'very-'.repeat(22)}${value}
rules:
  - when: user.${'x'.repeat(90)} == "yes-${'y'.repeat(40)}"
    limit: ${'very-'.repeat(22)}tight
\`\`\`

\`\`\`yaml bylaw
invariant: ${'never ever '.repeat(15)}
holds: 'behavior["${LONG}"] == "${'very-'.repeat(22)}tight"'
\`\`\`
`
