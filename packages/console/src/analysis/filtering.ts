import type { Severity } from '@bylaw/core'
import type { Found } from '../engine/analysed.ts'

/** Gravest first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info']

/** What of the findings is shown; empty: all. */
export interface Filter {
  readonly kind: string
  readonly severity: string
  readonly text: string
}

export const filterOf = ({ kind = '', sev = '', q = '' }: Readonly<Record<string, string>>): Filter => ({
  kind,
  severity: sev,
  text: q,
})

/** The findings that fit, gravest first and in reading order. */
export function fitting(found: readonly Found[], { kind, severity, text }: Filter): readonly Found[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = found.filter(
    (one) =>
      (kind === '' || one.code === kind) &&
      (severity === '' || one.severity === severity) &&
      words.every((word) => searched(one).includes(word)),
  )
  return fits.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}

const searched = ({ code, message, file, section, level }: Found): string =>
  `${code} ${message} ${file} ${section?.title ?? ''} ${level}`.toLowerCase()

/** How many there are of each. */
export function counts(found: readonly Found[], by: 'code' | 'severity'): ReadonlyMap<string, number> {
  return found.reduce((known, one) => known.set(one[by], (known.get(one[by]) ?? 0) + 1), new Map<string, number>())
}
