import type { RateConfig } from '../config/limits.ts'

/** When a window of a limit begins and ends, in milliseconds since 1970: fixed windows, aligned to UTC. */
export interface Window {
  readonly start: number
  readonly end: number
}

const lengths = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

export function windowAt(now: number, per: RateConfig['per']): Window {
  if (per !== 'month') {
    const start = now - (now % lengths[per])
    return { start, end: start + lengths[per] }
  }
  const date = new Date(now)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) }
}
