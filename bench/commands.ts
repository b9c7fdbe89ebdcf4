/** The command line's questions about the reference spec and a preset: a fresh process each. */
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { median } from './rounds.ts'

export interface CommandRow {
  readonly name: string
  /** Whole processes, in milliseconds, as the command starts them: with the compile cache that earlier ones have filled. */
  readonly least: number
  readonly median: number
  readonly greatest: number
}

const repository = join(import.meta.dirname, '..')
const COMMAND = join(repository, 'packages/cli/bin/bylaw.js')
const ALL = join(import.meta.dirname, 'readers/analysis.ts')
const REFERENCE = globSync('specs/reference/*.md', { cwd: repository }).sort()
const INVARIANTS = globSync('specs/invariants/reference/*.md', { cwd: repository }).sort()
const MEDICAL = 'developer=specs/presets/medical.md'
const LEGAL = 'developer=specs/presets/legal.md'
const CHAPTER = 'specs/reference/01-purpose-and-command.md'
const LIMIT = 'limit: conventions'
const TIGHTER = 'limit: data-only'

const layers = (specs: readonly string[], operator: string): readonly string[] => [
  ...specs.flatMap((file) => ['--spec', file]),
  '--layer',
  operator,
]

/** Each command in turn, round by round. */
export function measureCommands(rounds: number): readonly CommandRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-bench-'))
  try {
    const commands = commandsIn(folder)
    const walls = commands.map((): number[] => [])
    for (const { words } of commands) run(words)
    for (let round = 0; round < rounds; round++) {
      for (const [index, { words }] of commands.entries()) walls[index]!.push(run(words))
    }
    return commands.map(({ name }, index) => rowOf(name, walls[index]!))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function commandsIn(folder: string): readonly { readonly name: string; readonly words: readonly string[] }[] {
  const changed = join(folder, basename(CHAPTER))
  const text = readFileSync(join(repository, CHAPTER), 'utf8')
  writeFileSync(changed, withTighterLimit(text))
  const stack = layers([...REFERENCE, ...INVARIANTS], MEDICAL)
  const later = REFERENCE.map((file) => (file === CHAPTER ? changed : file))
  const old = REFERENCE.flatMap((file) => ['--old-spec', file])
  const presets = REFERENCE.flatMap((file) => ['--spec', file])
  const [medical, legal] = [MEDICAL, LEGAL].map((layer) => layer.slice(layer.indexOf('=') + 1))
  return [
    { name: 'the command alone (--version)', words: [COMMAND, '--version'] },
    { name: 'matrix', words: [COMMAND, 'matrix', ...stack] },
    { name: `prove (with specs/invariants)`, words: [COMMAND, 'prove', ...stack] },
    { name: 'envelope', words: [COMMAND, 'envelope', ...stack] },
    { name: 'check --deep (findings)', words: [COMMAND, 'check', '--deep', ...stack] },
    { name: 'matrix, prove and findings in one process', words: [ALL, ...stack] },
    { name: 'diff: one limit of the reference changed', words: [COMMAND, 'diff', ...old, ...layers(later, MEDICAL)] },
    {
      name: 'diff: one preset and another',
      words: [COMMAND, 'diff', ...presets, '--level', 'developer', medical!, legal!],
    },
  ]
}

function withTighterLimit(text: string): string {
  if (!text.includes(LIMIT)) throw new Error(`${CHAPTER} has no longer the limit to change`)
  return text.replace(LIMIT, TIGHTER)
}

function run(words: readonly string[]): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: repository, encoding: 'utf8' })
  const wall = performance.now() - start
  // 1 is an answer: something was found.
  if (status !== 0 && status !== 1) throw new Error(`bylaw ${words.slice(1).join(' ')}: ${stderr}`)
  return wall
}

const rowOf = (name: string, walls: readonly number[]): CommandRow => ({
  name,
  least: Math.min(...walls),
  median: median(walls),
  greatest: Math.max(...walls),
})
