import type { Target } from '../report.ts'
import { table } from '../tables.ts'
import type { ConsoleReport } from './measure.ts'

/** The report as a table, with ratios to the plain page in its first row. */
export function consoleText({ rows, search, decision, skipped }: ConsoleReport): string {
  if (skipped !== null) return `Console: skipped, ${skipped}`
  const [limit] = rows
  const lines = rows.map(({ name, scripts, usable, longestTask }) => [
    name,
    scripts.toFixed(0),
    `${usable.toFixed(0)} (${(usable / limit!.usable).toFixed(2)} ×)`,
    longestTask === 0 ? 'under 50' : longestTask.toFixed(0),
  ])
  return [
    'Console: real Chromium, nothing cached, the real gateway; text that can be read and searched',
    table(['', 'scripts, kB gz', 'usable, ms', 'longest task after, ms'], lines),
    `search, letter to hits: median ${search.median.toFixed(1)} ms, worst ${search.worst.toFixed(1)} ms`,
    `keystroke to decision: median ${decision.median.toFixed(1)} ms, worst ${decision.worst.toFixed(1)} ms`,
  ].join('\n')
}

export function consoleTargets({ rows, search, decision, skipped }: ConsoleReport): readonly Target[] {
  if (skipped !== null) return []
  const [, long, reference] = rows as [unknown, ConsoleReport['rows'][0], ConsoleReport['rows'][0]]
  const atMost = (target: string, value: number, wanted: number, unit: string): Target => ({
    target: `${target} (at most ${wanted} ${unit})`,
    measured: `${value.toFixed(1)} ${unit}`,
    reached: value <= wanted,
  })
  return [
    atMost('first route: scripts with the engine', reference.scripts, 180, 'kB gz'),
    atMost('usable, cold, reference spec', reference.usable, 2000, 'ms'),
    atMost('usable, cold, the long spec', long.usable, 2000, 'ms'),
    atMost('longest task once it can be read, the long spec', long.longestTask, 50, 'ms'),
    atMost('search, median', search.median, 20, 'ms'),
    atMost('keystroke to decision, median', decision.median, 50, 'ms'),
    atMost('keystroke to decision, worst', decision.worst, 50, 'ms'),
  ]
}
