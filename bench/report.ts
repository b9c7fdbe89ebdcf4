/** The measurements as tables for people. */
import type { AnalysisReport } from './analysis.ts'
import { analysisText } from './analysis-text.ts'
import type { ConsoleReport } from './console/measure.ts'
import { consoleText } from './console/text.ts'
import type { DecisionReport } from './decisions.ts'
import type { GatewayReport } from './gateway/measure.ts'
import { gatewayText } from './gateway/text.ts'
import type { GrowthAxis } from './growth.ts'
import type { LedgerReport } from './ledger.ts'
import { ledgerText } from './ledger-text.ts'
import type { ReadingReport } from './reading.ts'
import { milliseconds, table } from './tables.ts'
import type { VariantRow } from './variants.ts'

/** What is aimed at, and whether this run reached it. */
export interface Target {
  readonly target: string
  readonly measured: string
  readonly reached: boolean
}

export interface Report {
  readonly node: string
  readonly cpu: string
  readonly rounds: number
  readonly decisions?: DecisionReport
  readonly variants?: readonly VariantRow[]
  readonly reading?: ReadingReport
  readonly growth?: readonly GrowthAxis[]
  readonly analysis?: AnalysisReport
  readonly ledger?: LedgerReport
  readonly gateway?: GatewayReport
  readonly console?: ConsoleReport
  readonly targets: readonly Target[]
}

/** Everything measured, as text. */
export function reportText(report: Report): string {
  const parts = [`Node ${report.node}, ${report.cpu}, medians of ${report.rounds} interleaved rounds`]
  if (report.decisions !== undefined) parts.push(decisionsText(report.decisions))
  if (report.variants !== undefined) parts.push(variantsText(report.variants))
  if (report.reading !== undefined) parts.push(readingText(report.reading))
  if (report.growth !== undefined) parts.push(growthText(report.growth))
  if (report.analysis !== undefined) parts.push(analysisText(report.analysis))
  if (report.ledger !== undefined) parts.push(ledgerText(report.ledger))
  if (report.gateway !== undefined) parts.push(gatewayText(report.gateway))
  if (report.console !== undefined) parts.push(consoleText(report.console))
  if (report.targets.length > 0) {
    const rows = report.targets.map(({ target, measured, reached }) => [reached ? 'yes' : 'NO', target, measured])
    parts.push(`Targets\n${table(['', 'target', 'measured'], rows)}`)
  }
  return `${parts.join('\n\n')}\n`
}

function decisionsText({ behaviors, layers, facts, statements, situations, verified, rows }: DecisionReport): string {
  const lines = rows.map(({ name, rate, toCasl, toLimit, note }) => [
    name,
    perSecond(rate),
    times(toCasl),
    times(toLimit),
    note,
  ])
  return [
    `Decisions: ${behaviors} behaviors, ${layers} layers, ${facts} facts, ${statements} statements`,
    `(all answered the same ${verified} questions in ${situations} situations alike before the clock ran)`,
    table(['', 'decisions/s', '÷ CASL', '÷ limit', 'note'], lines),
  ].join('\n')
}

function variantsText(rows: readonly VariantRow[]): string {
  const lines = rows.map(({ name, rate }) => [name, perSecond(rate), times(rate / rows[0]!.rate)])
  return `Bylaw, value only, asked in other ways\n${table(['', 'decisions/s', '÷ first'], lines)}`
}

function readingText({ spec, bytes, rows }: ReadingReport): string {
  const lines = rows.map(({ name, form, cold, processor, cached, warm, peak, toRemark }) => [
    name,
    form,
    milliseconds(cold),
    milliseconds(processor),
    milliseconds(cached),
    warm < 0.1 ? '–' : milliseconds(warm),
    `${(peak / 1e6).toFixed(0)} MB`,
    times(toRemark),
  ])
  const head = [
    '',
    'run from',
    'cold process',
    'with compile cache',
    'once more, warm',
    'peak memory',
    '÷ remark-parse, cold',
  ]
  return `Reading ${spec ?? 'a synthetic document'} (${Math.round(bytes / 1000)} KB)\n${table(head, lines)}`
}

function growthText(axes: readonly GrowthAxis[]): string {
  const rows = axes.flatMap(({ axis, points }) =>
    points.map(({ size, statements, rate }, index) => [
      index === 0 ? axis : '',
      String(size),
      String(statements),
      perSecond(rate),
      times(rate / points[0]!.rate),
    ]),
  )
  return `Growth: Bylaw, value only\n${table(['', 'size', 'statements', 'decisions/s', '÷ first'], rows)}`
}

function perSecond(rate: number): string {
  return rate >= 1e6 ? `${(rate / 1e6).toFixed(2)} M` : `${(rate / 1e3).toFixed(1)} k`
}

const times = (ratio: number): string => (ratio >= 0.01 ? `${ratio.toFixed(2)} ×` : `${ratio.toPrecision(2)} ×`)
