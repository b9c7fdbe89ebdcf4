/** What analysis costs, as tables for people. */
import type { AnalysisAxis, AnalysisReport } from './analysis.ts'
import { milliseconds, table } from './tables.ts'

export function analysisText({ axes, exhaustion, commands }: AnalysisReport): string {
  const naive = exhaustion.map(({ facts, asked, naive, analysed }) => [
    String(facts),
    String(asked),
    milliseconds(naive),
    milliseconds(analysed),
    `${Math.round(naive / analysed)} ×`,
  ])
  const rows = commands.map(({ name, least, median, greatest }) => [
    name,
    ...[least, median, greatest].map(milliseconds),
  ])
  return [
    `Analysis: growth, each question put to an engine that has answered nothing yet\n${growth(axes)}`,
    ...stops(axes),
    `The envelope of one behavior, beside the naive engine asked about everything\n${table(
      ['facts', 'asked', 'naive engine', 'envelope', 'ratio'],
      naive,
    )}`,
    `At the command line: the reference spec and a preset, whole processes\n${table(
      ['', 'least', 'median', 'greatest'],
      rows,
    )}`,
  ].join('\n\n')
}

function growth(axes: readonly AnalysisAxis[]): string {
  const questions = Object.keys(axes[0]?.points[0]?.took ?? {})
  const rows = axes.flatMap(({ axis, points }) =>
    points.map(({ size, statements, took }, index) => [
      index === 0 ? axis : '',
      String(size),
      String(statements),
      ...questions.map((question) => (took[question] == null ? '–' : milliseconds(took[question]))),
    ]),
  )
  return table(['', 'size', 'statements', ...questions], rows)
}

/** Where an answer is no longer complete, and what it says then. */
function stops(axes: readonly AnalysisAxis[]): readonly string[] {
  const rows = axes.flatMap(({ axis, points }) =>
    points.flatMap(({ size, answered }) =>
      Object.entries(answered).flatMap(([question, { complete, all, reason }]) =>
        reason === null ? [] : [[axis, String(size), question, `${complete} of ${all}`, reason]],
      ),
    ),
  )
  return rows.length === 0
    ? []
    : [`Not complete\n${table(['', 'size', 'question', 'complete', 'the others say'], rows)}`]
}
