/** Reading a spec of 270 KB: a fresh process for every reading that is called cold. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'tsdown'
import type { ReadingCost } from './readers/read-once.ts'
import { median } from './rounds.ts'

export interface ReadingRow {
  readonly name: string
  /** Run from its sources, or bundled into one file: everybody by the same bundler. */
  readonly form: 'sources' | 'bundle'
  /** Whole processes, in milliseconds; without V8's compile cache and with it filled by an earlier process. */
  readonly cold: number
  readonly cached: number
  /** What the cold process kept processors busy for, all its threads together, in milliseconds. */
  readonly processor: number
  /** One more reading in a process that has done several, in milliseconds. */
  readonly warm: number
  /** Of the cold process, in bytes. */
  readonly peak: number
  /** The cold process as a share of remark-parse's in the same form, round by round. */
  readonly toRemark: number
}

export interface ReadingReport {
  /** `null`: a synthetic document. */
  readonly spec: string | null
  readonly bytes: number
  readonly rows: readonly ReadingRow[]
}

interface Runner {
  readonly name: string
  readonly form: ReadingRow['form']
  readonly module: string
  readonly overlay: string | null
}

const TOOLS = ['node', 'markdown-it', 'remark-parse', 'bylaw']
const NAMES: Record<string, string> = { node: 'Node alone', bylaw: 'Bylaw: read, compile, check' }
const WARM_READINGS = 16
const here = import.meta.dirname

/** Measures reading a text; with an overlay also Bylaw's reading of both. */
export async function measureReading(
  source: { spec: string | null; text: string; overlay: string | null },
  rounds: number,
): Promise<ReadingReport> {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-bench-'))
  try {
    const file = join(folder, 'spec.md')
    writeFileSync(file, source.text)
    await bundle(folder)
    const runners = runnersIn(folder, source.overlay)
    return {
      spec: source.spec,
      bytes: Buffer.byteLength(source.text),
      rows: timeRunners(runners, file, folder, rounds),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each tool with all it needs in one file of JavaScript. */
async function bundle(folder: string): Promise<void> {
  for (const tool of TOOLS)
    await build({
      config: false,
      entry: { [tool]: join(here, 'readers', `${tool}.ts`) },
      outDir: folder,
      clean: false,
      format: 'esm',
      platform: 'node',
      dts: false,
      logLevel: 'error',
      deps: { alwaysBundle: [/./], onlyBundle: false },
    })
}

function runnersIn(folder: string, overlay: string | null): readonly Runner[] {
  const modules = {
    sources: (tool: string) => join(here, 'readers', `${tool}.ts`),
    bundle: (tool: string) => join(folder, `${tool}.mjs`),
  }
  return (['sources', 'bundle'] as const).flatMap((form) => {
    const runners = TOOLS.map((tool): Runner => {
      return { name: NAMES[tool] ?? `${tool}: parse`, form, module: modules[form](tool), overlay: null }
    })
    if (overlay !== null)
      runners.push({ name: 'Bylaw: the same with its overlay', form, module: modules[form]('bylaw'), overlay })
    return runners
  })
}

interface Costs {
  readonly cold: number[]
  readonly cached: number[]
  readonly processor: number[]
  readonly warm: number[]
  readonly peak: number[]
}

function timeRunners(runners: readonly Runner[], file: string, folder: string, rounds: number): ReadingRow[] {
  const cache = { NODE_COMPILE_CACHE: join(folder, 'compile-cache') }
  for (const runner of runners) for (const env of [{}, cache]) run(runner, file, 0, env)
  const costs = runners.map((): Costs => ({ cold: [], cached: [], processor: [], warm: [], peak: [] }))
  for (let round = 0; round < rounds; round++) {
    runners.forEach((runner, index) => {
      const cold = run(runner, file, 0, {})
      costs[index]!.cold.push(cold.wall)
      costs[index]!.peak.push(cold.cost.peak)
      costs[index]!.processor.push(cold.cost.processor)
      costs[index]!.cached.push(run(runner, file, 0, cache).wall)
    })
  }
  runners.forEach((runner, index) => {
    costs[index]!.warm.push(median(run(runner, file, WARM_READINGS, {}).cost.further.slice(WARM_READINGS / 2)))
  })
  return runners.map(({ name, form }, index) => {
    const { cold, cached, processor, warm, peak } = costs[index]!
    const remark = costs[runners.findIndex((each) => each.form === form && each.name.startsWith('remark-parse'))]!
    return {
      name,
      form,
      cold: median(cold),
      cached: median(cached),
      processor: median(processor),
      warm: median(warm),
      peak: median(peak),
      toRemark: median(cold.map((wall, round) => wall / remark.cold[round]!)),
    }
  })
}

function run(
  runner: Runner,
  file: string,
  times: number,
  env: Record<string, string>,
): { wall: number; cost: ReadingCost } {
  const words = [runner.module, file, String(times), ...(runner.overlay === null ? [] : [runner.overlay])]
  const { NODE_COMPILE_CACHE: _, ...inherited } = process.env
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    env: { ...inherited, ...env },
    encoding: 'utf8',
  })
  const wall = performance.now() - start
  if (status !== 0) throw new Error(`${runner.name} (${runner.form}) failed: ${stderr}`)
  const cost = JSON.parse(stdout) as ReadingCost
  if (cost.found === 0) throw new Error(`${runner.name} (${runner.form}) found nothing`)
  return { wall, cost }
}
