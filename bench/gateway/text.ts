import type { Target } from '../report.ts'
import { table } from '../tables.ts'
import type { GatewayReport, GatewayRow } from './measure.ts'

/** The report as a table, with ratios to the pass-through in its first row. */
export function gatewayText({ rows, skipped }: GatewayReport): string {
  const limit = rows[0]!
  const lines = rows.map(({ name, json, streams, cpu, rss, failed }) => [
    name,
    `${Math.round(json.perSecond)} (${times(json.perSecond / limit.json.perSecond)})`,
    `${json.p50.toFixed(1)} (${times(json.p50 / limit.json.p50)})`,
    `${json.p99.toFixed(1)} (${times(json.p99 / limit.json.p99)})`,
    `${cpu.toFixed(2)} (${times(cpu / limit.cpu)})`,
    `${Math.round(streams.perSecond)}`,
    `${streams.first50.toFixed(1)}`,
    `${Math.round(rss)}`,
    failed === 0 ? '' : `${failed} failed`,
  ])
  const head = ['', 'JSON/s', 'p50 ms', 'p99 ms', 'CPU ms', 'streams/s', '1st ms', 'RSS MiB', '']
  return [
    'Gateway: the same scripted upstream and load; JSON over 32 connections, streams of 100 chunks over 16',
    table(head, lines),
    ...(skipped === null ? [] : [`skipped: ${skipped}`]),
  ].join('\n')
}

export function gatewayTargets({ rows }: GatewayReport): readonly Target[] {
  const [limit, guide, enforce, , peer] = rows as [GatewayRow, GatewayRow, GatewayRow, GatewayRow, GatewayRow?]
  const atLeast = (target: string, value: number, wanted: number): Target => ({
    target: `${target} (at least ${wanted} ×)`,
    measured: times(value),
    reached: value >= wanted,
  })
  const atMost = (target: string, value: number, wanted: number, unit = '×'): Target => ({
    target: `${target} (at most ${wanted} ${unit})`,
    measured: `${value.toFixed(2)} ${unit}`,
    reached: value <= wanted,
  })
  return [
    atLeast('guide: requests/s of the pass-through', guide.json.perSecond / limit.json.perSecond, 0.7),
    atMost('guide: p50 of the pass-through', guide.json.p50 / limit.json.p50, 1.5),
    atMost('guide: p99 of the pass-through', guide.json.p99 / limit.json.p99, 1.5),
    atMost(
      'guide: first token after that of the pass-through, p50',
      guide.streams.first50 - limit.streams.first50,
      2,
      'ms',
    ),
    ...(peer ? [atLeast('guide: requests/s of Portkey', guide.json.perSecond / peer.json.perSecond, 5)] : []),
    atLeast(
      'enforce with detectors: requests/s of the pass-through',
      enforce.json.perSecond / limit.json.perSecond,
      0.5,
    ),
    atMost('enforce with detectors: CPU a request of the pass-through', enforce.cpu / limit.cpu, 2.5),
    atMost('resident memory', Math.max(guide.rss, enforce.rss), 150, 'MiB'),
  ]
}

const times = (ratio: number): string => `${ratio.toFixed(2)} ×`
