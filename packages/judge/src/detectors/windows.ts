import { setImmediate } from 'node:timers/promises'
import type { Found } from './detector.ts'

/**
 * Scans a text in stretches of `size` code units, each beginning with the last `overlap` of the one before. A scan that
 * is worse than linear stays bounded, and others get their turn between two stretches. What is seen twice is found once.
 */
export async function windows(
  text: string,
  size: number,
  overlap: number,
  scan: (stretch: string) => readonly Found[] | Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  const found = new Map<string, Found>()
  for (let from = 0; ; from += size - overlap) {
    for (const { kind, start, end } of await scan(text.slice(from, from + size))) {
      const placed = { kind, start: start + from, end: end + from }
      found.set(`${kind} ${placed.start} ${placed.end}`, placed)
    }
    if (from + size >= text.length) break
    await setImmediate()
  }
  return [...found.values()].sort((a, b) => a.start - b.start || a.end - b.end)
}
