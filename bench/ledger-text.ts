import type { LedgerReport } from './ledger.ts'
import type { Target } from './report.ts'
import { table } from './tables.ts'

const thousands = (rate: number): string => `${(rate / 1000).toFixed(1)} k`
const times = (ratio: number): string => `${ratio.toFixed(2)} ×`

export function ledgerText({ callers, appends, skipped, records, verification, proofs }: LedgerReport): string {
  const rows = appends.map(({ database, plain, ledger }) => [
    database,
    thousands(plain),
    thousands(ledger),
    times(ledger / plain),
  ])
  const shown = proofs.map(({ size, time, reads }) => [
    size.toLocaleString('en'),
    `${time.toFixed(1)} µs`,
    String(reads),
  ])
  return [
    `Ledger: durable appends, ${callers} callers at once, each waiting for its own acknowledgement`,
    table(['', 'plain INSERT, batched, /s', 'ledger, /s', '÷ plain'], rows),
    ...(skipped === null ? [] : [`left out: ${skipped}`]),
    '',
    `Verifying ${records.toLocaleString('en')} records: ${times(verification)} the speed of hashing them alone`,
    '',
    'Inclusion proofs',
    table(['leaves', 'time', 'hashes read'], shown),
  ].join('\n')
}

/** What the project promises of the ledger's speed. */
export const ledgerTargets = ({ appends, verification }: LedgerReport): readonly Target[] => [
  ...appends.map(({ database, plain, ledger }) => ({
    target: `durable appends on ${database}, to plain batched INSERTs: at least 0.6 ×`,
    measured: times(ledger / plain),
    reached: ledger / plain >= 0.6,
  })),
  {
    target: 'verifying, to hashing the entries alone: at least 0.5 ×',
    measured: times(verification),
    reached: verification >= 0.5,
  },
]
