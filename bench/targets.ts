import type { AnalysisReport } from './analysis.ts'
import type { DecisionReport } from './decisions.ts'
import type { ReadingReport } from './reading.ts'
import type { Target } from './report.ts'

/** What the project promises of its speed, held against one run. */
export function targetsOf(decisions: DecisionReport | null, reading: ReadingReport | null): readonly Target[] {
  return [...(decisions === null ? [] : ofDecisions(decisions)), ...(reading === null ? [] : ofReading(reading))]
}

function ofDecisions({ rows }: DecisionReport): Target[] {
  const value = rows.find(({ name }) => name === 'Bylaw, value only')!
  const once = rows.find(({ name }) => name === 'Bylaw, value only, situation read once')!
  const trace = rows.find(({ name }) => name === 'Bylaw, full trace, warm')!
  const guide = rows.find(({ name }) => name === 'CASL, as its guide has it')!
  const atLeast = (target: string, measured: number, bound: number, unit: string): Target => ({
    target: `${target}: at least ${bound}${unit}`,
    measured: `${measured.toFixed(2)}${unit}`,
    reached: measured >= bound,
  })
  return [
    atLeast('value only, to CASL at its fastest', value.toCasl, 5, ' ×'),
    atLeast('value only, to CASL as its guide has it', value.rate / guide.rate, 5, ' ×'),
    atLeast('value only, to the typed array', value.toLimit, 0.3, ' ×'),
    atLeast('situation read once, to CASL at its fastest', once.toCasl, 5, ' ×'),
    atLeast('situation read once, to CASL as its guide has it', once.rate / guide.rate, 5, ' ×'),
    atLeast('situation read once, to the typed array', once.toLimit, 0.3, ' ×'),
    atLeast('full trace (warm)', trace.rate / 1e6, 0.5, ' M/s'),
  ]
}

function ofReading({ rows }: ReadingReport): Target[] {
  return rows
    .filter(({ name }) => name.startsWith('Bylaw: read'))
    .flatMap(({ form, toRemark, peak }): Target[] => [
      {
        target: `cold reading (${form}), to remark-parse: less than 1 ×`,
        measured: `${toRemark.toFixed(2)} ×`,
        reached: toRemark < 1,
      },
      {
        target: `memory of reading (${form}): under 100 MB`,
        measured: `${(peak / 1e6).toFixed(0)} MB`,
        reached: peak < 100e6,
      },
    ])
}

/** Questions about a spec and a preset, asked at the command line. */
export function analysisTargets({ commands }: AnalysisReport): readonly Target[] {
  return commands
    .filter(({ name }) => name.startsWith('diff') || name.endsWith('in one process'))
    .map(({ name, median }) => ({
      target: `${name}: under 1 s`,
      measured: `${median.toFixed(0)} ms`,
      reached: median < 1000,
    }))
}
